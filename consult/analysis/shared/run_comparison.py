"""What a reading changed against how the themes stood when it began: which stayed, split, merged, are new. Pure.

Themes keep their number from one reading to the next, so a theme is compared with itself; where its points went, and
where those of a new one came from, is told from the points that were there both times.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NO_THEME = 0
MOST = 0.5  # share of a theme's points from which they say what it was, or what became of it


class ThemeFate(StrEnum):
    STAYED = "stayed"
    SPLIT_OFF = "split_off"
    NEW = "new"
    MERGED = "merged"
    DISSOLVED = "dissolved"


@dataclass(frozen=True)
class ComparedTheme:
    """Points of a theme before and after, how many are in it both times, and the theme that tells its fate.

    `other` is where most of them went (merged), or where most came from (split off).
    """

    theme: int
    fate: ThemeFate
    before: int
    after: int
    kept: int
    other: int | None = None


@dataclass(frozen=True)
class RunComparison:
    """Of the points that were there both times, those in one theme (or both times in none), and those that moved."""

    themes: tuple[ComparedTheme, ...]
    same: int
    moved: int
    placed: int  # of those that moved, out of no theme
    unplaced: int  # of those that moved, into no theme
    came: int  # points that were not there before
    gone: int


def moves(before: Mapping[int, int], after: Mapping[int, int]) -> dict[str, Any]:
    """From theme by point, before and after (`NO_THEME` in none), what a comparison is made of: small, and JSON."""
    flows = Counter((before[point], theme) for point, theme in after.items() if point in before)
    came = Counter(theme for point, theme in after.items() if point not in before)
    gone = Counter(theme for point, theme in before.items() if point not in after)
    return {
        "flows": [[one, other, many] for (one, other), many in sorted(flows.items())],
        "came": sorted(map(list, came.items())),
        "gone": sorted(map(list, gone.items())),
    }


def run_compared(moved: Mapping[str, Any]) -> RunComparison:
    """The comparison, the themes by fate and size."""
    flows = {(one, other): many for one, other, many in moved["flows"]}
    came, gone = dict(moved["came"]), dict(moved["gone"])
    every = {theme for pair in flows for theme in pair} | came.keys() | gone.keys()
    themes = [
        _theme(theme, flows, came.get(theme, 0), gone.get(theme, 0)) for theme in sorted(every) if theme != NO_THEME
    ]
    order = list(ThemeFate)
    same = sum(many for (one, other), many in flows.items() if one == other)
    return RunComparison(
        themes=tuple(sorted(themes, key=lambda it: (order.index(it.fate), -max(it.before, it.after), it.theme))),
        same=same,
        moved=sum(flows.values()) - same,
        placed=sum(many for (one, other), many in flows.items() if one == NO_THEME != other),
        unplaced=sum(many for (one, other), many in flows.items() if other == NO_THEME != one),
        came=sum(came.values()),
        gone=sum(gone.values()),
    )


def _theme(theme: int, flows: Mapping[tuple[int, int], int], came: int, gone: int) -> ComparedTheme:
    sources = {one: many for (one, other), many in flows.items() if other == theme}
    goals = {other: many for (one, other), many in flows.items() if one == theme}
    before, after, kept = sum(goals.values()) + gone, sum(sources.values()) + came, goals.get(theme, 0)
    if not before:
        source = _most(sources, after)
        return ComparedTheme(theme, ThemeFate.SPLIT_OFF if source else ThemeFate.NEW, before, after, kept, source)
    if after:
        return ComparedTheme(theme, ThemeFate.STAYED, before, after, kept)
    heir = _most(goals, before)
    return ComparedTheme(theme, ThemeFate.MERGED if heir else ThemeFate.DISSOLVED, before, after, kept, heir)


def _most(shares: Mapping[int, int], whole: int) -> int | None:
    """The theme that holds most of them, if one does."""
    return next((theme for theme, many in shares.items() if theme != NO_THEME and many >= MOST * whole), None)
