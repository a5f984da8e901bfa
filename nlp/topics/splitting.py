"""One theme in two to four parts: what it is made of, if it is made of more than one thing.

The points are looked at about the mean of their own language, so that a theme spoken in two languages does not
come apart into the two; words pull like with like (`smoothing`), Ward's tree is cut, and the number of parts is
the one whose parts lie apart most clearly (mean silhouette, Rousseeuw 1987). The parts are then settled where the
points themselves lie, so that whoever files a new point by the nearest centre files it under the part it belongs to.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from nlp.embedding.lexical_smoothing import smoothed, unit
from nlp.labels.features import features_of
from nlp.labels.labels import ThemeLabel, representatives, word_themes
from nlp.topics.assignment import radii_of
from nlp.topics.clustering import Labels, Projection, cut, distances, means
from nlp.topics.model import weighed
from nlp.types import Vector, Vectors

FEWEST, MOST = 2, 4  # parts
_MEMBERS = 3  # different points that a part needs
_SHARE = 0.04  # of all points that a part needs
_BORROWED = 15  # points' worth of the common mean in the mean of a language
_CLEAR = 0.04  # silhouette from which parts lie apart
_FINER = 1.15  # times as clear that more parts must be than fewer
_LOOKED_AT = 2_000  # points that the silhouette is taken from
_ROUNDS = 3  # of settling


@dataclass(frozen=True)
class SubTheme:
    """`members` are rows of what went in, the closest to `centre` first; beyond `reach` a point is not of it."""

    members: tuple[int, ...]
    label: str
    keywords: tuple[str, ...]
    keywords_by_language: dict[str, tuple[str, ...]]
    representatives: tuple[int, ...]
    centre: Vector
    reach: float


@dataclass(frozen=True)
class Parting:
    """Parts, the largest first, every row in exactly one; or none and why: "few" or "alike".

    `clear` is false where they run into each other: then a person had better read before they part them.
    """

    parts: tuple[SubTheme, ...] = ()
    fault: str = ""
    clear: bool = True


def parted(
    vectors: Vectors,
    texts: Sequence[str],
    languages: Sequence[str],
    *,
    number: int | None = None,
    learnt_from: Sequence[int] | None = None,
    main: str | None = None,
) -> Parting:
    """(n, d) rows of unit length with their words and languages to their parts; the same input, the same parts.

    `number` asks for so many; there may be fewer. `learnt_from` are the rows that say what the parts are (one of
    each letter), all if None; the others are only filed. `main` is the language of the labels.
    """
    rows = list(learnt_from) if learnt_from is not None else list(range(len(texts)))
    different = len({" ".join(texts[row].split()).casefold() for row in rows})
    if different < FEWEST * _MEMBERS:
        return Parting(fault="few")
    taught = vectors[rows]
    if float((taught - taught.mean(0)).std()) < 1e-4:
        return Parting(fault="alike")
    features, lexicon = features_of([texts[row] for row in rows], [languages[row] for row in rows])
    spoken = [languages[row] for row in rows]
    labels, silhouette = _divided(taught, features, spoken, number)
    if labels.max() < 1:
        return Parting(fault="alike")
    centres = means(taught, labels)
    words = word_themes(
        weighed(features, labels),
        [texts[row] for row in rows],
        spoken,
        lexicon,
        main=main,
    )
    parts = _parts(vectors, texts, rows, centres, words)
    return Parting(
        tuple(sorted(parts, key=lambda part: (-len(part.members), part.members))), clear=silhouette >= _CLEAR
    )


def _divided(
    vectors: Vectors, features: list[list[str]], languages: Sequence[str], number: int | None
) -> tuple[Labels, float]:
    """A label 0 .. k - 1 a row, and how clearly they lie apart (-1 to 1)."""
    moved = smoothed(_beside_language(vectors, languages), features, languages)
    flat = Projection().fit(moved).transform(moved)
    found: tuple[Labels, float] = (np.zeros(len(vectors), dtype=np.int64), -1.0)
    for many in [number] if number is not None else range(FEWEST, MOST + 1):
        labels = _settled(vectors, _without_small(flat, cut(flat, many)))
        clear = _silhouette(flat, labels)
        if labels.max() > found[0].max() and (found[0].max() == 0 or clear > max(_FINER * found[1], 0.0)):
            found = labels, clear
    return found


def _beside_language(vectors: Vectors, languages: Sequence[str]) -> Vectors:
    """Rows without what all points of their language share: a language of few points is taken at its word."""
    common = vectors.mean(0)
    moved = vectors - common
    for language, count in Counter(languages).items():
        mine = np.array([spoken == language for spoken in languages])
        moved[mine] -= moved[mine].mean(0) * count / (count + _BORROWED)
    return unit(moved)


def _settled(vectors: Vectors, labels: Labels) -> Labels:
    """Rows moved to the nearest centre where they lie, a few times; and no part too small to be one."""
    for _ in range(_ROUNDS):
        moved = _without_small(vectors, distances(vectors, means(vectors, labels)).argmin(1))
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _without_small(vectors: Vectors, labels: Labels) -> Labels:
    """Labels 0 .. k - 1 with the rows of too small parts given to the nearest of the others."""
    least = max(_MEMBERS, round(_SHARE * len(labels)))
    sizes = np.bincount(labels)
    kept = [label for label in np.flatnonzero(sizes).tolist() if sizes[label] >= least] or [int(sizes.argmax())]
    centres = means(vectors, labels)[kept]
    nearest = distances(vectors, centres).argmin(1)
    place = {label: number for number, label in enumerate(kept)}
    return np.array([place.get(label, int(nearest[row])) for row, label in enumerate(labels.tolist())], dtype=np.int64)


def _silhouette(rows: Vectors, labels: Labels) -> float:
    """Of at most two thousand rows, evenly spaced."""
    rows, labels = rows[:: -(-len(rows) // _LOOKED_AT)], labels[:: -(-len(rows) // _LOOKED_AT)]
    if not 0 < labels.max() < len(rows) - 1:
        return -1.0
    return float(silhouette_score(rows, labels))


def _parts(
    vectors: Vectors, texts: Sequence[str], rows: Sequence[int], centres: Vectors, words: Sequence[ThemeLabel]
) -> list[SubTheme]:
    gaps = distances(vectors, centres)
    nearest = gaps.argmin(1)
    taught = vectors[list(rows)]
    (whole,) = radii_of(taught, taught.mean(0, keepdims=True))
    reaches = [max(whole, own) for own in radii_of(taught, centres)]  # what the whole reached, its parts reach
    once = np.isin(np.arange(len(vectors)), rows)
    return [
        _part(np.flatnonzero(nearest == label), once, (gaps[:, label], vectors, texts), (centres[label], reach), word)
        for label, (reach, word) in enumerate(zip(reaches, words, strict=True))
    ]


def _part(
    members: NDArray[np.int64],
    once: NDArray[np.bool_],
    of: tuple[NDArray[np.float32], Vectors, Sequence[str]],
    place: tuple[Vector, float],
    word: ThemeLabel,
) -> SubTheme:
    (gaps, vectors, texts), (centre, reach) = of, place
    telling = members[once[members]]
    shown = representatives(vectors[telling], centre, [texts[row] for row in telling.tolist()])
    return SubTheme(
        members=tuple(members[np.argsort(gaps[members], kind="stable")].tolist()),
        label=word.label,
        keywords=word.keywords,
        keywords_by_language=dict(word.by_language),
        representatives=tuple(int(telling[row]) for row in shown),
        centre=centre,
        reach=reach,
    )
