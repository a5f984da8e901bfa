"""What people decided teaches: points that they put under a theme are a place where that theme lies, too. Pure.

A few examples lie further out than the middle of all that will be like them: the mean of few is longer than the
mean of many. So their mean is drawn towards what is known beforehand, as if some points of it were among them
(empirical Bayes, James & Stein 1961): for a theme that people begin, the middle of all points, counted as two; for
a theme that lies somewhere already, its own centre, counted as five. Tried on the themes of the two demonstrations,
each taken away and begun anew with five of its points: of those that followed 84 and 86 in 100 were of it, and 38
and 40 in 100 of all that were of it followed. Without the drawing 22 and 17 did (of three examples, 8 and 4).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import nlp
from consult.analysis.shared.centroid_codec import DIMENSIONS, StoredCentroid, unpacked
from consult.analysis.shared.records import GivenTheme

Vectors = NDArray[np.float32]
REACH = 1.0  # of a theme that people begin where there is no other
_SUBJECT = 4 * (1 + 2 * DIMENSIONS)  # bytes of a stored subject before its words
BEGUN, OWN = 2, 5  # points that what is known beforehand counts as


class CentroidRow(NamedTuple):
    """A place of a theme. `owner` keeps it between readings; None: it is taught afresh each time."""

    stands_for: int
    owner: int | None
    place: StoredCentroid


def centroid_rows(themes: Iterable[GivenTheme]) -> list[CentroidRow]:
    """A row a centre; a merge is rows of one number, and each theme keeps its own, so that it can be undone."""
    return [CentroidRow(theme.stands_for, theme.id, place) for theme in themes for place in unpacked(theme.centre)]


def rows_taught(taught: Iterable[tuple[int, Vectors]], rows: Sequence[CentroidRow]) -> list[CentroidRow]:
    """A row for each theme with the vectors (n, d) of the points that people put under it, beside the rows there are.

    Its reach is the usual one. A theme that has no other place owns the row, and so keeps it.
    """
    reach = float(np.median([row.place.reach for row in rows])) if rows else REACH
    return [_taught(theme, vectors, rows, reach) for theme, vectors in taught]


def _taught(theme: int, vectors: Vectors, rows: Sequence[CentroidRow], reach: float) -> CentroidRow:
    own = [row.place for row in rows if row.stands_for == theme]
    mean = vectors.mean(0)
    if own:
        centre = min((place.centre for place in own), key=lambda centre: float(np.linalg.norm(centre - mean)))
        drawn = _drawn(mean, len(vectors), centre, OWN)
        return CentroidRow(theme, None, StoredCentroid(drawn, reach, own[0].size))
    known = min(BEGUN, len(vectors)) if rows else 0
    drawn = _drawn(mean, len(vectors), _middle(rows) if rows else mean, known)
    return CentroidRow(theme, theme, StoredCentroid(drawn, reach, len(vectors)))


def _drawn(mean: Vectors, many: int, towards: Vectors, counted_as: int) -> Vectors:
    return np.asarray((many * mean + counted_as * towards) / (many + counted_as), dtype=np.float32)


def _middle(rows: Sequence[CentroidRow]) -> Vectors:
    """Of all points, by the themes that they are in."""
    weights = [max(1, row.place.size) for row in rows]
    return np.asarray(np.average([row.place.centre for row in rows], axis=0, weights=weights), dtype=np.float32)


def known_of(
    rows: Sequence[CentroidRow], themes: Sequence[GivenTheme], taught: Iterable[tuple[int, Vectors]] = ()
) -> nlp.ThemeCentroids:
    """The rows as nlp knows them, with what supports a placement there, of which the taught points are a part."""
    return nlp.ThemeCentroids(
        support=_support(themes, taught),
        ids=tuple(row.stands_for for row in rows),
        centres=np.array([row.place.centre for row in rows], dtype=np.float32).reshape(len(rows), DIMENSIONS),
        radii=tuple(row.place.reach for row in rows),
        sizes=tuple(row.place.size for row in rows),
        labels={theme.id: theme.label for theme in themes if theme.id == theme.stands_for and theme.named},
        next_id=max((theme.id for theme in themes), default=-1) + 1,
    )


def _support(themes: Sequence[GivenTheme], taught: Iterable[tuple[int, Vectors]]) -> "nlp.ThemeSubjects | None":
    """What the last run kept of each theme's subject; a merged one is a subject of its heir. None: nothing is known."""
    kept = [(theme.stands_for, *_unpacked(theme.subject)) for theme in themes if theme.subject]
    if not kept:
        return None
    found = nlp.ThemeSubjects(kept[0][1], tuple(replace(one, theme=number) for number, _middle, one in kept))
    for theme, vectors in taught:
        found = found.taught(theme, vectors)
    return found


def packed_subjects(support: Any) -> dict[int, bytes]:
    """By theme its subject: edge, midst and the middle of all as float32, and then its words, a line each."""
    if not isinstance(support, nlp.ThemeSubjects):
        return {}
    return {
        one.theme: np.concatenate([[one.edge], one.midst, support.middle]).astype("<f4").tobytes()
        + "\n".join(one.words).encode()
        for one in support.subjects
    }


def _unpacked(stored: bytes) -> "tuple[Vectors, nlp.ThemeSubject]":
    numbers = np.frombuffer(stored[:_SUBJECT], dtype="<f4").astype(np.float32)
    words = tuple(stored[_SUBJECT:].decode().splitlines())
    subject = nlp.ThemeSubject(0, words, numbers[1 : DIMENSIONS + 1], round(float(numbers[0]), 6))
    return numbers[DIMENSIONS + 1 :], subject
