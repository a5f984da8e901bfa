"""How broad the support of a theme is: who says it, not how often. Pure.

Breadth first counts regions (of 5) and stakeholder types (of 7), as shares so that neither outweighs the other;
then organisations, countries, people; last the number of points. A campaign counts as one point with one sender,
whoever copied the letter.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from consult.accounts.places import Region, StakeholderType, region_of
from consult.comments.models import Stance
from nlp.breadth import Stand, consensus, divide

REGIONS, TYPES = len(Region), len(StakeholderType)


class Said(NamedTuple):
    """Points of one theme by people alike: same country, stakeholder type and stance."""

    country: str | None
    type: StakeholderType | None
    stance: Stance
    points: int


class Divide(NamedTuple):
    """Two kinds of stakeholder, how each stands, and the gap (smoothed, so that one voice makes none)."""

    one: StakeholderType
    other: StakeholderType
    stand: Stand
    stand_of_other: Stand
    gap: float


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


def breadth_of(said: Iterable[Said], *, people: int = 0, organisations: int = 0) -> Breadth:
    """Rows of one theme, campaigns folded; people and organisations are counted where the rows are."""
    rows = list(said)
    by_region: Counter[Region] = Counter()
    by_type: Counter[StakeholderType] = Counter()
    by_stance: Counter[Stance] = Counter()
    by_group: dict[StakeholderType, Counter[Stance]] = {}
    for row in rows:
        region = region_of(row.country)
        if region is not None:
            by_region[region] += row.points
        if row.type is not None:
            by_type[row.type] += row.points
            by_group.setdefault(row.type, Counter())[row.stance] += row.points
        by_stance[row.stance] += row.points
    return Breadth(
        points=sum(row.points for row in rows),
        people=people,
        organisations=organisations,
        by_region=by_region,
        by_type=by_type,
        by_stance=by_stance,
        by_group=by_group,
        countries=len({row.country for row in rows if row.country}),
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


def divide_of(breadth: Breadth) -> Divide | None:
    """The two kinds of stakeholder farthest apart; None where fewer than two speak."""
    stands = stands_of(breadth)
    if len(stands) < 2:
        return None
    one, other, gap = divide(stands)
    return Divide(StakeholderType(one), StakeholderType(other), stands[one], stands[other], gap)


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
