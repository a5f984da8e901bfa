"""BERTopic composed from our own parts: vectors in, themes with their weighted words out.

BERTopic (Grootendorst 2022) with principal components for UMAP, Ward's tree for HDBSCAN and c-TF-IDF
(BM25 weighting, frequent words reduced) over words and phrases cut beforehand. No part compiles at first use.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from bertopic import BERTopic
from bertopic.vectorizers import ClassTfidfTransformer
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from nlp.topics.clustering import Labels, Projection, Ward, sensible_number
from nlp.types import Vectors

_NOTHING = "und|∅"  # stands in a text without a single telling word
_BESIDE = "und|∅∅"  # stands beside the only feature there is: c-TF-IDF weighs features against each other


@dataclass(frozen=True)
class FoundTopics:
    """`labels[i]` is the group 0 .. k - 1 of row i; `weights[g, f]` how telling feature f is of group g."""

    labels: Labels
    features: tuple[str, ...]
    weights: csr_matrix


def fit_themes(vectors: Vectors, features: Sequence[Sequence[str]], *, number: int | None = None) -> Labels:
    """Theme of each of n >= 1 points, 0 .. k - 1, largest first: (n, d) rows of unit length and their features.

    `number` fixes how many themes; otherwise it follows n.
    """
    model = BERTopic(
        language="multilingual",
        calculate_probabilities=False,
        umap_model=Projection(),
        hdbscan_model=Ward(number or sensible_number(len(vectors))),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=_weighting(),
    )
    topics, _ = model.fit_transform([" ".join(row) for row in _never_bare(features)], vectors)
    return np.asarray(topics, dtype=np.int64)


def weighed(features: Sequence[Sequence[str]], labels: Labels) -> FoundTopics:
    """How telling the features of n >= 1 rows are of the groups they are in, in ascending order of the labels."""
    features = _never_bare(features)
    groups, ranks = np.unique(labels, return_inverse=True)
    counts = [Counter[str]() for _ in groups]
    for row, group in zip(features, ranks.tolist(), strict=True):
        counts[group].update(row)
    names = sorted(set().union(*counts))
    places = {name: place for place, name in enumerate(names)}
    columns = [places[name] for count in counts for name in count]
    starts = np.cumsum([0, *(len(count) for count in counts)])
    data = np.array([many for count in counts for many in count.values()], dtype=np.float64)
    matrix = csr_matrix((data, columns, starts), shape=(len(groups), len(names)))
    weights = _weighting().fit(matrix).transform(matrix)
    return FoundTopics(np.asarray(ranks, dtype=np.int64), tuple(names), csr_matrix(weights))


def _weighting() -> ClassTfidfTransformer:
    return ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)


def _never_bare(features: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """No row without a feature, and two different ones at least."""
    rows = [row or [_NOTHING] for row in features]
    if len({feature for row in rows for feature in row}) < 2:
        rows[0] = [*rows[0], _BESIDE]
    return rows
