"""Which themes a point belongs to, by its distance to their centres; far from all means unplaced.

A centre is the plain mean of its points, so the nearest one is the theme whose within-variance the point
would raise least: the rule that made the themes also files new points, at once and without a new run.
What is said of the nearest theme is how often such a placement is right (`calibration`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.shared_rows import compute_once
from nlp.topics.calibration import likely_by_share
from nlp.topics.clustering import Labels, cut, distances, means
from nlp.types import Rows, ThemeCentroids, ThemeShare, Vectors

_HEAT = 0.05  # how soon a farther theme stops counting, in squared distance
_LEAST = 0.25  # share from which a second theme is named
_MOST = 3
_SPREAD = 1.9  # standard deviations beyond the mean distance where a theme ends
_BESIDE = 0.04  # squared distance beyond the nearest theme up to which another one is near, too
_CHUNK = 8_192
_FACETS, _FACET = 8, 8  # centres of a theme, at most, and passages that each has on average, at least


Allowed = Callable[[slice], NDArray[np.float64]]


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


def facets_of(vectors: Vectors, labels: Labels) -> tuple[tuple[int, ...], Vectors]:
    """Up to eight means for each label 0 .. k - 1, by Ward's tree over its rows: (m,) owners and (m, d) centres."""
    owners: list[int] = []
    centres: list[Vectors] = []
    for label in range(int(labels.max()) + 1):
        mine = vectors[labels == label]
        own = means(mine, cut(mine, max(1, min(_FACETS, len(mine) // _FACET))))
        owners += [label] * len(own)
        centres.append(own)
    return tuple(owners), np.vstack(centres)


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


def place_points(vectors: Rows, known: ThemeCentroids, allowed: Allowed | None = None) -> list[Placement]:
    """Placement of each row, in order; rows that are shared are placed once.

    Without themes every point is unplaced with no nearest. `allowed` says of some distinct rows how likely they
    belong in each theme, (n, themes in ascending order), 0 where they may not be placed and not a number where nothing
    is known of it: of a few that are near the first allowed one counts.
    """
    if not known.ids:
        return [Placement((), None)] * len(vectors)
    rows, placed = compute_once(vectors), list[Placement]()
    for start in range(0, len(rows.distinct), _CHUNK):
        some = slice(start, start + _CHUNK)
        gaps = distances(rows.distinct[some], known.centres)
        placed.extend(_placements(gaps, known, allowed(some) if allowed is not None else None))
    return [placed[place] for place in rows.places.tolist()]


def _placements(
    gaps: NDArray[np.float32], known: ThemeCentroids, allowed: NDArray[np.float64] | None
) -> Iterable[Placement]:
    themes, near = gaps_by_theme(gaps, known.ids)
    closest = gaps.argmin(1)
    inside = np.sqrt(gaps[np.arange(len(gaps)), closest]) <= np.asarray(known.radii)[closest]
    nearest, weights = near.argmin(1), _weights(near)
    if allowed is not None:
        open_to = (allowed != 0) & (near <= near.min(1, keepdims=True) + _BESIDE)
        inside &= open_to.any(1)
        near, weights = np.where(open_to, near, np.inf), np.where(open_to, weights, 0)
    order = np.argsort(near, axis=1, kind="stable")[:, :_MOST]
    likely = likely_by_share(weights.max(1))
    if allowed is not None:
        told = allowed[np.arange(len(near)), order[:, 0]]
        likely = np.where(np.isnan(told), likely, told)
    for row, ranked in enumerate(order.tolist()):
        if not inside[row]:
            yield Placement((), themes[nearest[row]])
            continue
        first, further = ranked[0], [place for place in ranked[1:] if weights[row, place] >= _LEAST]
        shares = [ThemeShare(themes[first], round(float(likely[row]), 4))]
        left = min(float(1 - likely[row]), float(likely[row]))  # for the others, by how near they lie
        beside = sum(float(weights[row, place]) for place in further) + float(weights[row, first])
        shares += [ThemeShare(themes[at], round(left * float(weights[row, at]) / beside, 4)) for at in further]
        yield Placement(tuple(shares), themes[nearest[row]])


def _weights(near: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, themes) squared distances to shares that add up to one."""
    weights = np.exp(-(near - near.min(1, keepdims=True)) / _HEAT)
    return np.asarray(weights / weights.sum(1, keepdims=True))


def gaps_by_theme(gaps: NDArray[np.float32], ids: Sequence[int]) -> tuple[list[int], NDArray[np.float32]]:
    """The themes in ascending order, and (n, themes) how far each row lies from the closest centre of each."""
    themes, owners = np.unique(ids, return_inverse=True)
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(len(themes)))
    return themes.tolist(), np.minimum.reduceat(gaps[:, order], starts, axis=1)
