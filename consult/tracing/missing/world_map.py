"""Countries on the map of the world: how dark each is drawn, by how many people were heard from it. Pure.

The shapes are `static/img/world.svg`, one for each country or area under its ISO code.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

FROM = (1, 3, 10, 30)  # people from which each of the steps begins


class MapStep(NamedTuple):
    """A step of the legend: from so many people, to so many or without end."""

    level: int
    least: int
    most: int | None


STEPS = tuple(
    MapStep(level, least, following - 1 if following else None)
    for level, (least, following) in enumerate(pairwise((*FROM, None)), start=1)
    if least is not None
)


def level_of(people: int) -> int:
    """0 where nobody was heard."""
    return sum(people >= least for least in FROM)


def shaded(by_country: Iterable[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """(code, people, level) of the countries that were heard."""
    return [(code, people, level_of(people)) for code, people in by_country if people > 0]
