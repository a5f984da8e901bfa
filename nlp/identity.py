"""Themes that keep their identity across runs: old ids stay, what fits none of them may found new ones.

Refitting from nothing after five per cent more comments would reshuffle every third comment. So a re-run
starts from the earlier centres, lets them follow their points a little, and looks for new themes only
among the points that lie outside all of them.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nlp.clusters import Labels, cut, distances, sensible_number
from nlp.placing import centres_of, radii_of
from nlp.records import Known, Vectors

_FOLLOW = 0.3  # how far an earlier centre moves towards the mean of its points
_FOUND = 12  # points outside all themes that can found one


def continued(points: Vectors, known: Known, *, seed: int = 0) -> Known:
    """The earlier themes carried on to these points, (n, d) rows of unit length, and any new ones beside them."""
    nearest, outside = _nearest(points, known)
    followed = _followed(points[~outside], nearest[~outside], known)
    nearest, outside = _nearest(points, followed)
    return _with_newcomers(points[outside], followed, seed)


def change_of(theme: int, sizes: dict[int, int], earlier: Known) -> str:
    """What became of a theme since the earlier run: new, merged (by people: several centres), grew or kept."""
    if theme not in earlier.ids:
        return "new"
    if earlier.ids.count(theme) > 1:
        return "merged"
    before = dict(zip(earlier.ids, earlier.sizes, strict=False))
    if theme not in before:
        return "kept"
    share_now = sizes[theme] / max(1, sum(sizes.values()))
    share_then = before[theme] / max(1, sum(earlier.sizes))
    return "grew" if share_now > 1.25 * share_then else "kept"


def _nearest(points: Vectors, known: Known) -> tuple[Labels, NDArray[np.bool_]]:
    gaps = distances(points, known.centres)
    nearest = gaps.argmin(1)
    far = np.sqrt(gaps[np.arange(len(gaps)), nearest]) > np.asarray(known.radii)[nearest]
    return nearest, far


def _followed(points: Vectors, nearest: Labels, known: Known) -> Known:
    means = centres_of(points, nearest, len(known.ids))
    present = np.bincount(nearest, minlength=len(known.ids)) > 0
    centres = known.centres.copy()
    centres[present] += _FOLLOW * (means[present] - centres[present])
    return replace(known, centres=centres)


def _with_newcomers(pool: Vectors, known: Known, seed: int) -> Known:
    """The themes and those that the points outside them found together: twelve at least, no wider than the rest."""
    if len(pool) < _FOUND:
        return known
    groups = cut(pool, max(1, min(sensible_number(len(pool)) // 2, len(pool) // 40)), seed=seed)
    centres = centres_of(pool, groups, int(groups.max()) + 1)
    radii = radii_of(pool, centres)
    sizes = np.bincount(groups, minlength=len(centres))
    bar = float(np.median(known.radii))
    fresh = [row for row in range(len(centres)) if sizes[row] >= _FOUND and radii[row] <= bar]
    return replace(
        known,
        ids=known.ids + tuple(range(known.next_id, known.next_id + len(fresh))),
        centres=np.vstack([known.centres, centres[fresh]]).astype(np.float32),
        radii=known.radii + tuple(radii[row] for row in fresh),
        next_id=known.next_id + len(fresh),
    )
