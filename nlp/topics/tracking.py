"""Themes that keep their identity across runs: old ids stay, what fits none of them may found new ones.

Refitting from nothing after five per cent more comments would reshuffle every third comment. So a re-run
starts from the earlier centres, lets them follow their points a little, and looks for new themes only
among the points that lie outside all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nlp.topics.assignment import centres_of, gaps_by_theme, radii_of
from nlp.topics.clustering import Labels, cut, distances, sensible_number
from nlp.types import ThemeCentroids, Vectors

_FOLLOW = 0.3  # how far an earlier centre moves towards the mean of its points
_FOUND = 12  # points outside all themes that can found one
_CLOSER = 0.06  # how much closer its points must be to a theme that a fresh look found
_FROM = 0.6  # share of its points that a new theme has from one earlier theme, to have split off from it
_GREW = 1.25  # times its earlier share of all points, to have grown


def continued(points: Vectors, known: ThemeCentroids) -> ThemeCentroids:
    """The earlier themes carried on to these points, (n, d) rows of unit length, and any new ones beside them."""
    nearest, outside = _nearest(points, known)
    followed = _followed(points[~outside], nearest[~outside], known)
    nearest, outside = _nearest(points, followed)
    return _with_newcomers(points[outside], followed)


def with_letters(known: ThemeCentroids, passages: Vectors, said: Sequence[int]) -> ThemeCentroids:
    """The themes, and one for each letter that many people sent and that lies outside all of them.

    `said` is how many texts say each passage. What nobody else echoes would have no theme, however many signed it. A
    passage draws the mean of n towards itself: without it, it would lie n / (n - 1) times as far.
    """
    letters = sorted((row for row, many in enumerate(said) if many >= _FOUND), key=lambda row: (-said[row], row))
    for row in letters:
        gaps = distances(passages, known.centres)
        home, among = int(gaps[row].argmin()), gaps.argmin(1)
        many = int(np.count_nonzero(among == home))
        if many > 1 and float(np.sqrt(gaps[row, home])) * many / (many - 1) > known.radii[home]:
            known = _added(known, passages[row : row + 1], [max(known.radii)])
    return known


def without_empty(known: ThemeCentroids, points: Vectors) -> ThemeCentroids:
    """New themes without those that no point is nearest to and within: a mean may lie where nobody stands."""
    nearest, outside = _nearest(points, known)
    kept = np.flatnonzero(np.bincount(nearest[~outside], minlength=len(known.ids)) > 0)
    if len(kept) in {0, len(known.ids)}:
        return known
    radii = tuple(known.radii[row] for row in kept.tolist())
    number = {theme: place for place, theme in enumerate(sorted({known.ids[row] for row in kept.tolist()}))}
    ids = tuple(number[known.ids[row]] for row in kept.tolist())
    return ThemeCentroids(ids, known.centres[kept], radii, next_id=len(number))


def enlarged(
    known: ThemeCentroids, afresh: ThemeCentroids, points: Vectors, room: int
) -> tuple[ThemeCentroids, Mapping[int, int]]:
    """The themes, and at most `room` of those that a fresh look at the points found; and which split off from which.

    A fresh theme is the better the closer its points lie to it than to the themes they were in; one that does not
    bring its points at least six per cent closer on the whole is passed over.
    """
    if room <= 0 or not len(points):
        return known, {}
    gaps_before = distances(points, known.centres)
    home, before = gaps_before.argmin(1), gaps_before.min(1)
    themes, gaps = gaps_by_theme(distances(points, afresh.centres), afresh.ids)
    nearest, now = gaps.argmin(1), gaps.min(1)
    gains: list[tuple[float, int]] = []
    for place in range(len(themes)):
        members = nearest == place
        closer = float((before[members] - now[members]).sum())
        if members.sum() >= _FOUND and closer >= _CLOSER * float(before[members].sum()):
            gains.append((closer, place))
    fresh = sorted(place for _gain, place in sorted(gains, key=lambda pair: (-pair[0], pair[1]))[:room])
    rows = [row for place in fresh for row, theme in enumerate(afresh.ids) if theme == themes[place]]
    numbers = {themes[place]: number for number, place in enumerate(fresh, known.next_id)}
    larger = replace(
        known,
        ids=known.ids + tuple(numbers[afresh.ids[row]] for row in rows),
        centres=np.vstack([known.centres, afresh.centres[rows]]).astype(np.float32),
        radii=known.radii + tuple(afresh.radii[row] for row in rows),
        next_id=known.next_id + len(fresh),
    )
    owner = np.array(known.ids, dtype=np.int64)
    homes = {numbers[themes[place]]: owner[home[nearest == place]] for place in fresh}
    return larger, {number: main for number, ids in homes.items() if (main := _mostly(ids)) is not None}


def _mostly(rows: Labels) -> int | None:
    """The value that most of them have, if it is most by far."""
    counts = np.bincount(rows)
    return int(counts.argmax()) if counts.max() >= _FROM * len(rows) else None


def change_of(
    theme: int, sizes: Mapping[int, int], earlier: ThemeCentroids, origins: Mapping[int, int] = MappingProxyType({})
) -> str:
    """What became of a theme since the earlier run: new, split (off from an earlier one), grew or same."""
    if theme not in earlier.ids:
        return "split" if theme in origins else "new"
    before = dict(zip(earlier.ids, earlier.sizes, strict=False))
    if theme not in before:
        return "same"
    share_now = sizes[theme] / max(1, sum(sizes.values()))
    share_then = before[theme] / max(1, sum(before.values()))
    return "grew" if share_now > _GREW * share_then else "same"


def _nearest(points: Vectors, known: ThemeCentroids) -> tuple[Labels, NDArray[np.bool_]]:
    gaps = distances(points, known.centres)
    nearest = gaps.argmin(1)
    far = np.sqrt(gaps[np.arange(len(gaps)), nearest]) > np.asarray(known.radii)[nearest]
    return nearest, far


def _followed(points: Vectors, nearest: Labels, known: ThemeCentroids) -> ThemeCentroids:
    means = centres_of(points, nearest, len(known.ids))
    present = np.bincount(nearest, minlength=len(known.ids)) > 0
    centres = known.centres.copy()
    centres[present] += _FOLLOW * (means[present] - centres[present])
    return replace(known, centres=centres)


def _with_newcomers(pool: Vectors, known: ThemeCentroids) -> ThemeCentroids:
    """The themes and those that the points outside them found together: twelve at least, no wider than the rest."""
    if len(pool) < _FOUND:
        return known
    groups = cut(pool, max(1, min(sensible_number(len(pool)) // 2, len(pool) // 40)))
    centres = centres_of(pool, groups, int(groups.max()) + 1)
    radii = radii_of(pool, centres)
    sizes = np.bincount(groups, minlength=len(centres))
    bar = float(np.median(known.radii))
    fresh = [row for row in range(len(centres)) if sizes[row] >= _FOUND and radii[row] <= bar]
    return _added(known, centres[fresh], [radii[row] for row in fresh])


def _added(known: ThemeCentroids, centres: Vectors, radii: Sequence[float]) -> ThemeCentroids:
    """The themes with new ones behind them, under numbers that were never used."""
    return replace(
        known,
        ids=known.ids + tuple(range(known.next_id, known.next_id + len(radii))),
        centres=np.vstack([known.centres, centres]).astype(np.float32),
        radii=known.radii + tuple(radii),
        next_id=known.next_id + len(radii),
    )
