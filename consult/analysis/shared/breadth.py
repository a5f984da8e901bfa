"""How broad the support of a theme is: who says it, not how often. Pure.

Breadth first counts regions (of 5) and stakeholder types (of 7), as shares so that neither outweighs the other;
then organisations, countries, people; last the number of points. A campaign counts as one point with one sender,
whoever copied the letter.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import sqrt
from typing import Any, NamedTuple, TypeVar

from consult.accounts.countries import Region, region_of
from consult.accounts.models import StakeholderType
from consult.analysis.shared.consensus import Stand, consensus
from consult.comments.models import Stance

REGIONS, TYPES = len(Region), len(StakeholderType)


class VoiceCount(NamedTuple):
    """Points of one theme by people alike: same country, stakeholder type and stance."""

    country: str | None
    type: StakeholderType | None
    stance: Stance
    points: int


FEWEST_HEARD = 5  # points, from which on a group is said to stand somewhere
Z = 1.96  # how sure a difference must be: of 20 made by chance, at most one


class Side(NamedTuple):
    """A kind of stakeholder and how it stands."""

    group: StakeholderType
    stand: Stand

    @property
    def points(self) -> int:
        return self.stand.agree + self.stand.disagree + self.stand.other

    @property
    def share(self) -> float:
        """Of its points whose comment is in favour."""
        return self.stand.agree / self.points

    @property
    def smoothed(self) -> float:
        """The same, drawn to a half, so that few count for little."""
        return (self.stand.agree + 1) / (self.points + 2)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share may truly lie (Wilson 1927)."""
        all_, share = self.points, self.share
        middle = (share + Z * Z / (2 * all_)) / (1 + Z * Z / all_)
        half = Z / (1 + Z * Z / all_) * sqrt(share * (1 - share) / all_ + Z * Z / (4 * all_ * all_))
        return max(0.0, middle - half), min(1.0, middle + half)


class Divide(NamedTuple):
    """Two kinds of stakeholder that stand apart, the one more in favour first."""

    one: Side
    other: Side

    @property
    def gap(self) -> float:
        """The least by which they may truly differ (Newcombe 1998): small groups must differ much to differ at all."""
        low, high = self.one.interval[0], self.other.interval[1]
        unsure = sqrt((self.one.share - low) ** 2 + (high - self.other.share) ** 2)
        return self.one.share - self.other.share - unsure

    @property
    def clear(self) -> bool:
        return self.gap > 0


@dataclass(frozen=True)
class Breadth:
    points: int = 0
    people: int = 0
    organisations: int = 0
    by_region: Counter[Region] = field(default_factory=Counter)
    by_type: Counter[StakeholderType] = field(default_factory=Counter)
    by_stance: Counter[Stance] = field(default_factory=Counter)
    by_group: Mapping[StakeholderType, Counter[Stance]] = field(default_factory=dict)
    countries: int = 0

    @property
    def regions(self) -> frozenset[Region]:
        return frozenset(self.by_region)

    @property
    def types(self) -> frozenset[StakeholderType]:
        return frozenset(self.by_type)

    @property
    def opposing(self) -> float:
        """Share of its points whose comment opposes."""
        return self.by_stance[Stance.OPPOSE] / self.points if self.points else 0.0

    @property
    def rank(self) -> tuple[float, int, int, int, int]:
        """What themes are ranked by, the larger the broader."""
        reach = len(self.regions) / REGIONS + len(self.types) / TYPES
        return (reach, self.organisations, self.countries, self.people, self.points)


def breadth_of(said: Iterable[VoiceCount], *, people: int = 0, organisations: int = 0) -> Breadth:
    """Rows of one theme, campaigns folded; people and organisations are counted where the rows are."""
    places: Counter[str | None] = Counter()
    stands: Counter[tuple[StakeholderType | None, Stance]] = Counter()
    for row in said:
        places[row.country] += row.points
        stands[row.type, row.stance] += row.points
    return breadth_from(places, stands, people=people, organisations=organisations)


def breadth_from(
    places: Mapping[str | None, int],
    stands: Mapping[tuple[StakeholderType | None, Stance], int],
    *,
    people: int = 0,
    organisations: int = 0,
) -> Breadth:
    """The same from points counted by country, and by kind of stakeholder with stance."""
    by_region: Counter[Region] = Counter()
    by_type: Counter[StakeholderType] = Counter()
    by_stance: Counter[Stance] = Counter()
    by_group: dict[StakeholderType, Counter[Stance]] = {}
    for country, points in places.items():
        region = region_of(country)
        if region is not None:
            by_region[region] += points
    for (group, stance), points in stands.items():
        by_stance[stance] += points
        if group is not None:
            by_type[group] += points
            by_group.setdefault(group, Counter())[stance] += points
    return Breadth(
        points=sum(stands.values()),
        people=people,
        organisations=organisations,
        by_region=by_region,
        by_type=by_type,
        by_stance=by_stance,
        by_group=by_group,
        countries=sum(bool(country) for country in places),
    )


def stands_of(breadth: Breadth) -> dict[str, Stand]:
    """How each kind of stakeholder stands: in favour (with changes or without), against, or neither."""
    return {
        str(group): Stand(
            agree=stances[Stance.SUPPORT] + stances[Stance.SUPPORT_WITH_CHANGES],
            disagree=stances[Stance.OPPOSE],
            other=stances[Stance.NEUTRAL],
        )
        for group, stances in breadth.by_group.items()
    }


def consensus_of(breadth: Breadth, heard: Iterable[StakeholderType]) -> float:
    """Group-informed consensus over all kinds heard in the guideline; one that is silent here counts as a half."""
    return consensus({str(group): Stand(0, 0) for group in heard} | stands_of(breadth))


def sides_of(breadth: Breadth) -> list[Side]:
    """Kinds of stakeholder heard often enough to stand somewhere, the one most in favour first."""
    stands = stands_of(breadth)
    sides = [Side(StakeholderType(group), stands[group]) for group in sorted(stands)]
    return sorted((side for side in sides if side.points >= FEWEST_HEARD), key=lambda side: -side.smoothed)


def divide_of(breadth: Breadth, between: Collection[StakeholderType] = ()) -> Divide | None:
    """The two kinds of stakeholder that differ most surely, or the two asked for; None where fewer than two are heard
    often enough.
    """
    sides = [side for side in sides_of(breadth) if not between or side.group in between]
    sides.sort(key=lambda side: -side.share)
    return max((Divide(*two) for two in combinations(sides, 2)), key=lambda divide: divide.gap, default=None)


T = TypeVar("T")
ORDERS: dict[str, Callable[[Breadth], Any]] = {
    "breadth": lambda breadth: breadth.rank,
    "people": lambda breadth: (breadth.people, breadth.points),
    "size": lambda breadth: (breadth.points, breadth.rank),
    "opposed": lambda breadth: (breadth.opposing, breadth.points),
}


def ranked(things: Sequence[T], breadth: Callable[[T], Breadth], order: str = "breadth") -> list[T]:
    """The broadest first, or the largest, or the most opposed; equals stay in the order given."""
    key = ORDERS.get(order, ORDERS["breadth"])
    return sorted(things, key=lambda thing: key(breadth(thing)), reverse=True)
