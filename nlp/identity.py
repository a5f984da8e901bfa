"""Themes that keep their identity across runs: old ids stay, what fits none of them may found new ones.

Refitting from nothing after five per cent more comments would reshuffle every third comment. So a re-run
starts from the earlier centres, lets them follow their points a little, and looks for new themes only
among the points that lie outside all of them.
"""

from dataclasses import dataclass, replace

import numpy as np

from nlp.clusters import Labels, cut, distances, sensible_number
from nlp.placing import centres_of
from nlp.records import Known, Vectors

_FOLLOW = 0.5  # how far an earlier centre moves towards the mean of its points
_FOUND = 12  # points outside all themes that can found one
_GREW = 1.25  # share of all points gained, over the share before
_TIGHT = 1.15  # a newcomer's radius against the median radius before it


@dataclass(frozen=True)
class Continued:
    """`labels[i]` is the row of `known` that point i belongs to, -1 outside all; `known` is the new state."""

    labels: Labels
    known: Known


def continued(vectors: Vectors, known: Known, *, seed: int = 0) -> Continued:
    """The earlier themes carried on to these points, (n, d) rows of unit length, and any new ones beside them."""
    labels, outside = _nearest(vectors, known)
    followed = _followed(vectors, labels, outside, known)
    labels, outside = _nearest(vectors, followed)
    grown = _with_newcomers(vectors, labels, outside, followed, seed)
    labels, outside = _nearest(vectors, grown)
    return Continued(np.where(outside, -1, labels), grown)


def _nearest(vectors: Vectors, known: Known) -> tuple[Labels, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    gaps = distances(vectors, known.centres)
    labels = gaps.argmin(1)
    far = np.sqrt(gaps[np.arange(len(gaps)), labels]) > np.asarray(known.radii)[labels]
    return labels, far


def _followed(
    vectors: Vectors, labels: Labels, outside: "np.ndarray[tuple[int], np.dtype[np.bool_]]", known: Known
) -> Known:
    means, _ = centres_of(vectors[~outside], labels[~outside], len(known.ids))
    present = np.bincount(labels[~outside], minlength=len(known.ids)) > 0
    centres = known.centres.copy()
    centres[present] += _FOLLOW * (means[present] - centres[present])
    return replace(known, centres=centres)


def _with_newcomers(
    vectors: Vectors,
    labels: Labels,
    outside: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    known: Known,
    seed: int,
) -> Known:
    pool = vectors[outside]
    if len(pool) < _FOUND:
        return known
    groups = cut(pool, max(1, sensible_number(len(pool)) // 2), seed=seed)
    centres, radii = centres_of(pool, groups, int(groups.max()) + 1)
    bar = float(np.median(known.radii)) * _TIGHT if known.radii else np.inf
    sizes = np.bincount(groups)
    fresh = [row for row in range(len(centres)) if sizes[row] >= _FOUND and radii[row] <= bar]
    ids = tuple(range(known.next_id, known.next_id + len(fresh)))
    return replace(
        known,
        ids=known.ids + ids,
        centres=np.vstack([known.centres, centres[fresh]]).astype(np.float32),
        radii=known.radii + tuple(radii[row] for row in fresh),
        next_id=known.next_id + len(fresh),
    )
