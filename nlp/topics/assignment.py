"""Which themes a point belongs to, by its distance to their centres; far from all means unplaced.

A centre is the plain mean of its points, so the nearest one is the theme whose within-variance the point
would raise least: the rule that made the themes also files new points, at once and without a new run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.shared_rows import compute_once
from nlp.topics.clustering import Labels, distances, means
from nlp.types import Rows, ThemeCentroids, ThemeShare, Vectors

_HEAT = 0.05  # how soon a farther theme stops counting, in squared distance
_LEAST = 0.25  # share from which a second theme is named
_MOST = 3
_SPREAD = 1.9  # standard deviations beyond the mean distance where a theme ends
_CHUNK = 8_192


@dataclass(frozen=True, slots=True)
class Placement:
    """Themes of one point, strongest first; empty if unplaced. `nearest` is the closest theme in any case."""

    themes: tuple[ThemeShare, ...]
    nearest: int | None


def centres_of(vectors: Vectors, labels: Labels, number: int) -> Vectors:
    """Means (number, d) of the rows of each label; zeros for a label without rows."""
    centres = np.zeros((number, vectors.shape[1]), dtype=np.float32)
    some = means(vectors, labels)
    centres[: len(some)] = some
    return centres


def radii_of(points: Vectors, centres: Vectors) -> tuple[float, ...]:
    """Per centre the distance beyond which a point is not placed, from the points nearest to it."""
    gaps = distances(points, centres)
    nearest = gaps.argmin(1)
    reach = np.sqrt(gaps[np.arange(len(gaps)), nearest])
    whole = float(reach.mean() + _SPREAD * reach.std()) if len(reach) else 0.0
    own = [reach[nearest == label] for label in range(len(centres))]
    return tuple(_radius(mine, whole) for mine in own)


def _radius(reach: NDArray[np.float32], whole: float) -> float:
    """Mean and near two deviations: 2 or 3 points in 100 lie outside. A small theme borrows from all points."""
    own = float(reach.mean() + _SPREAD * reach.std()) if len(reach) else whole
    return (own * len(reach) + whole * 10) / (len(reach) + 10) + 1e-3


def place_points(vectors: Rows, known: ThemeCentroids) -> list[Placement]:
    """Placement of each row, in order; rows that are shared are placed once.

    Without themes every point is unplaced with no nearest.
    """
    if not known.ids:
        return [Placement((), None)] * len(vectors)
    rows, placed = compute_once(vectors), list[Placement]()
    for start in range(0, len(rows.distinct), _CHUNK):
        gaps = distances(rows.distinct[start : start + _CHUNK], known.centres)
        placed.extend(_placements(gaps, known))
    return [placed[place] for place in rows.places.tolist()]


def _placements(gaps: NDArray[np.float32], known: ThemeCentroids) -> Iterable[Placement]:
    weights = np.exp(-(gaps - gaps.min(1, keepdims=True)) / _HEAT)
    weights /= weights.sum(1, keepdims=True)
    order = np.argsort(gaps, axis=1, kind="stable")[:, : 2 * _MOST]
    inside = np.sqrt(gaps) <= np.asarray(known.radii)
    for row in range(len(gaps)):
        rows = order[row].tolist()
        nearest = known.ids[rows[0]]
        if not inside[row, rows[0]]:
            yield Placement((), nearest)
            continue
        yield Placement(_shares(rows, weights[row], known.ids), nearest)


def _shares(rows: Sequence[int], weights: NDArray[np.float32], ids: Sequence[int]) -> tuple[ThemeShare, ...]:
    sums: dict[int, float] = {}
    for row in rows:
        sums[ids[row]] = sums.get(ids[row], 0.0) + float(weights[row])
    ranked = list(sums.items())
    kept = ranked[:1] + [share for share in ranked[1:_MOST] if share[1] >= _LEAST]
    return tuple(ThemeShare(theme, round(p, 4)) for theme, p in kept)
