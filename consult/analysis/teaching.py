"""What people decided teaches: points that they put under a theme are places where that theme lies, too. Pure.

Vectors are of unit length. A theme's places are its own centres and a row for each group of its taught points that
lie no further apart than a theme reaches: two asks that have little in common stay two rows, because their mean
would lie where neither is.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import nlp
from consult.analysis.findings import GivenTheme
from consult.analysis.kept import DIMENSIONS, Place, unpacked

Vectors = NDArray[np.float32]
REACH = 1.0  # of a theme that people begin where there is no other
MOST = 12  # rows that people's points give a theme


class Row(NamedTuple):
    """A place of a theme. `owner` keeps it between readings; None: it is taught afresh each time."""

    stands_for: int
    owner: int | None
    place: Place


def rows_of(themes: Iterable[GivenTheme]) -> list[Row]:
    """A row a centre; a merge is rows of one number, and each theme keeps its own, so that it can be undone."""
    return [Row(theme.stands_for, theme.id, place) for theme in themes for place in unpacked(theme.centre)]


def rows_taught(taught: Iterable[tuple[int, Vectors]], rows: Sequence[Row]) -> list[Row]:
    """Rows for the points that people put under each theme, beside the rows there are."""
    sizes = {row.stands_for: row.place.size for row in rows}
    reach = float(np.median([row.place.reach for row in rows])) if rows else REACH
    return [
        Row(theme, None if theme in sizes else theme, Place(centre, reach, sizes.get(theme, len(vectors))))
        for theme, vectors in taught
        for centre in gathered(vectors, reach)
    ]


def gathered(vectors: Vectors, reach: float) -> list[NDArray[np.float32]]:
    """(n, d) rows to the means of groups: each row joins the nearest group within reach, or begins one.

    In the order given (Hartigan 1975, the leader algorithm with moving means); the largest groups if they are many.
    """
    sums: list[NDArray[np.float64]] = []
    counts: list[int] = []
    for vector in vectors.astype(np.float64):
        gaps = [float(np.linalg.norm(vector - total / count)) for total, count in zip(sums, counts, strict=True)]
        nearest = int(np.argmin(gaps)) if gaps else -1
        if nearest >= 0 and gaps[nearest] <= reach:
            sums[nearest] = sums[nearest] + vector
            counts[nearest] += 1
        else:
            sums.append(vector)
            counts.append(1)
    largest = sorted(range(len(sums)), key=lambda group: (-counts[group], group))[:MOST]
    return [(sums[group] / counts[group]).astype(np.float32) for group in largest]


def known_of(rows: Sequence[Row], themes: Sequence[GivenTheme]) -> nlp.Known:
    """The rows as nlp knows them."""
    return nlp.Known(
        ids=tuple(row.stands_for for row in rows),
        centres=np.array([row.place.centre for row in rows], dtype=np.float32).reshape(len(rows), DIMENSIONS),
        radii=tuple(row.place.reach for row in rows),
        sizes=tuple(row.place.size for row in rows),
        labels={theme.id: theme.label for theme in themes if theme.id == theme.stands_for and theme.named},
        next_id=max((theme.id for theme in themes), default=-1) + 1,
    )
