"""The map of a later reading: what was on it stays where it was, what is new stands beside its like. Pure; numpy alone.

A theme that was on the map stays where its known points stand; it grows or shrinks about its middle as its share
does. A new theme is put beside its nearest kin, and only discs that overlap more than they did give way, the new ones
most. A point that is new, or that came from another theme, stands among the three of its theme most like it.
"""

from collections.abc import Sequence

import numpy as np

from nlp.projection.layout import (
    APART,
    FILLED,
    Floats,
    Members,
    directions,
    disc,
    laid_out,
    members_of,
    middles,
    two_widest,
)
from nlp.types import Rows

FEWEST = 3  # known points that tell where a theme was
ENOUGH = 0.1  # share of all points known, from which on the earlier map is kept
_AWAY = 1.3  # radii from the middle beyond which a known point came from another theme
_GIVES_WAY = 0.15  # how far a known disc moves where a new one moves by one
_ROUNDS = 100
_PORTION = 256  # new points compared at a time
_ASKED = 4_000  # points of a theme at most that they are compared with
_ALIKE = 3
_GOLDEN = 2.399963  # angle between points that share their likes, so that none hides another


def steady_layout(
    vectors: Rows, groups: Sequence[int | None], before: Floats | None = None, rows: Members | None = None
) -> Floats:
    """(n, 2) places between -1 and 1 for all vectors, or for those `rows` of them that groups and places are of.

    `before` holds the earlier place of each, NaN where it had none; None: there was no map.
    """
    if not groups:
        return np.zeros((0, 2))
    flat, member = directions(vectors, np.arange(len(groups)) if rows is None else rows), members_of(groups)
    before = np.full((len(groups), 2), np.nan) if before is None else before
    known = ~np.isnan(before[:, 0])
    if known.mean() < ENOUGH:
        return laid_out(flat, member)
    stood, was, now = _discs(member, before, known)
    stay = known & (np.linalg.norm(before - stood[member], axis=1) <= _AWAY * was[member])
    placed = _settled(_with_kin(stood, middles(flat, member), now), np.isnan(stood[:, 0]), was, now)
    places = np.empty_like(before)
    for theme, radius in enumerate(now):
        mine = np.flatnonzero(member == theme)
        if stay[mine].sum() < FEWEST:
            places[mine] = placed[theme] + disc(two_widest(flat[mine]), radius)
            continue
        own, new = mine[stay[mine]], mine[~stay[mine]]
        places[own] = placed[theme] + (before[own] - stood[theme]) * (radius / was[theme])
        places[new] = beside(flat[new], flat[own], places[own], step=radius / 40)
    return np.asarray(places / max(1.0, float(np.abs(places).max())))


def beside(rows: Floats, others: Floats, places: Floats, *, step: float) -> Floats:
    """A place for each row: the middle of those of the three others most like it, a step aside."""
    every = max(1, -(-len(others) // _ASKED))
    others, places = others[::every], places[::every]
    squares, number = (others**2).sum(1), min(_ALIKE, len(others))
    found = np.empty((len(rows), 2))
    for start in range(0, len(rows), _PORTION):
        some = rows[start : start + _PORTION]
        gaps = squares - 2 * some @ others.T
        likes = np.argpartition(gaps, number - 1, axis=1)[:, :number]
        found[start : start + _PORTION] = places[likes].mean(1)
    turn = np.arange(len(rows)) * _GOLDEN
    return found + step * np.column_stack([np.cos(turn), np.sin(turn)])


def _discs(member: Members, before: Floats, known: Members) -> tuple[Floats, Floats, Floats]:
    """Of each theme its middle by its known points (NaN: it has too few), its radius then, its radius now."""
    sizes, all_known = np.bincount(member), np.bincount(member[known], minlength=int(member.max()) + 1)
    stood = np.full((len(sizes), 2), np.nan)
    units = []  # radius of a disc that would hold every point, told by each theme
    for theme in np.flatnonzero(all_known >= FEWEST):
        own = before[known & (member == theme)]
        stood[theme] = np.median(own, axis=0)
        spread = np.sqrt(2 * np.median(((own - stood[theme]) ** 2).sum(1))) / FILLED
        units += [spread / np.sqrt(all_known[theme] / known.sum())] * int(all_known[theme])
    unit = max(1e-3, float(np.median(units))) if units else 1.0
    was, now = unit * np.sqrt(all_known / known.sum()), unit * np.sqrt(sizes / len(member))
    return stood, np.where(all_known < FEWEST, now, was), now


def _with_kin(stood: Floats, centres: Floats, radii: Floats) -> Floats:
    """A first place for each new theme: at the edge of the known theme most like it, towards the next one."""
    old = np.flatnonzero(~np.isnan(stood[:, 0]))
    placed = stood.copy()
    if not len(old):
        return np.nan_to_num(placed)
    for theme in np.flatnonzero(np.isnan(stood[:, 0])):
        near = old[np.argsort(np.linalg.norm(centres[old] - centres[theme], axis=1), kind="stable")]
        towards = stood[near[min(1, len(near) - 1)]] - stood[near[0]]
        if not towards.any():
            towards = np.array([np.cos(theme * _GOLDEN), np.sin(theme * _GOLDEN)])
        edge = radii[near[0]] + radii[theme]
        placed[theme] = stood[near[0]] + towards / np.linalg.norm(towards) * edge
    return placed


def _settled(placed: Floats, new: Members, was: Floats, now: Floats) -> Floats:
    """Push apart what overlaps more than it did: by its growth, or because it is new."""
    first = np.linalg.norm(placed[:, None] - placed[None, :], axis=2)
    kept = ~(new[:, None] | new[None, :])
    overlapped = np.where(kept, np.clip((was[:, None] + was[None, :]) * APART - first, 0, None), 0)
    wanted = (now[:, None] + now[None, :]) * APART - overlapped
    moves = np.where(new, 1.0, _GIVES_WAY)
    share = moves[:, None] / (moves[:, None] + moves[None, :])
    for _ in range(_ROUNDS):
        gap = placed[:, None] - placed[None, :]
        far = np.linalg.norm(gap, axis=2) + 1e-9
        push = np.clip(wanted - far, 0, None) * share
        np.fill_diagonal(push, 0)
        placed = placed + (gap / far[:, :, None] * push[:, :, None]).sum(1) * 0.5
    return placed
