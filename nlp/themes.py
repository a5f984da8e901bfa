"""BERTopic composed from our own parts: vectors in, themes with their weighted words out.

BERTopic (Grootendorst 2022) with principal components for UMAP, Ward's tree for HDBSCAN and c-TF-IDF
(BM25 weighting, frequent words reduced) over words and phrases cut beforehand. No part compiles at first use.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from bertopic import BERTopic
from bertopic.cluster import BaseCluster
from bertopic.dimensionality import BaseDimensionalityReduction
from bertopic.vectorizers import ClassTfidfTransformer
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from nlp.clusters import Labels, Projection, Ward, sensible_number
from nlp.records import Vectors

_NOTHING = "und|∅"  # stands in a text without a single telling word
_BESIDE = "und|∅∅"  # stands beside the only feature there is: c-TF-IDF weighs features against each other


@dataclass(frozen=True)
class Found:
    """`labels[i]` is the theme 0 .. k - 1 of row i, largest first; `weights[t, f]` how telling feature f is of t."""

    labels: Labels
    features: tuple[str, ...]
    weights: csr_matrix


def find(
    vectors: Vectors,
    features: Sequence[Sequence[str]],
    *,
    number: int | None = None,
    given: Labels | None = None,
    seed: int = 0,
) -> Found:
    """Themes of n points: (n, d) rows of unit length and their features, n >= 1.

    `number` fixes how many themes; otherwise it follows n. With `given` labels nothing is clustered and only
    the words are weighed (BERTopic's "manual" mode); themes are then the given labels, in ascending order.
    """
    model = BERTopic(
        language="multilingual",
        top_n_words=30,
        calculate_probabilities=False,
        umap_model=BaseDimensionalityReduction() if given is not None else Projection(seed),
        hdbscan_model=BaseCluster() if given is not None else Ward(number or sensible_number(len(vectors)), seed),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
    )
    documents = [" ".join(row) or _NOTHING for row in features]
    if len({feature for document in documents for feature in document.split()}) < 2:
        documents[0] += f" {_BESIDE}"
    topics, _ = model.fit_transform(documents, vectors, y=None if given is None else given.tolist())
    labels, weights = np.asarray(topics, dtype=np.int64), csr_matrix(model.c_tf_idf_)
    if given is not None:
        labels, weights = _as_given(labels, weights, given)
    return Found(labels, tuple(model.vectorizer_model.get_feature_names_out()), weights)


def _as_given(labels: Labels, weights: csr_matrix, given: Labels) -> tuple[Labels, csr_matrix]:
    """BERTopic numbers topics by size whatever it was told; put back the order of the given labels."""
    _, firsts, ranks = np.unique(given, return_index=True, return_inverse=True)
    return np.asarray(ranks, dtype=np.int64), weights[labels[firsts]]
