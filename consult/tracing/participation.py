"""Who took part in a guideline, group by group, against what it set out to reach. Pure.

A person is counted once, however much they said. People whose country or type is not known are a group
of their own, never spread over the others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consult.accounts.countries import Region, countries, region_of
from consult.accounts.models import StakeholderType


class Voices(NamedTuple):
    """So many people of one country and one stakeholder type."""

    country: str | None
    stakeholder_type: str | None
    people: int


@dataclass(frozen=True)
class GroupReach:
    """People heard of one group; `target` is how many it was meant to be, if that was said."""

    value: str
    heard: int
    target: int | None

    @property
    def missing(self) -> int:
        return max(0, (self.target or 0) - self.heard)

    @property
    def scale(self) -> int:
        """How long a bar must be able to get."""
        return max(self.heard, self.target or 0)

    @property
    def reached(self) -> float:
        """Share of the target; without one, 1 as soon as anyone was heard."""
        return self.heard / self.target if self.target else float(self.heard > 0)


@dataclass(frozen=True)
class ParticipationSummary:
    people: int
    regions: tuple[GroupReach, ...]
    types: tuple[GroupReach, ...]
    by_country: tuple[tuple[str, int], ...]  # most first
    unknown_country: int
    unknown_type: int

    @property
    def regions_heard(self) -> int:
        return sum(1 for region in self.regions if region.heard)

    @property
    def thinnest(self) -> GroupReach | None:
        """The region furthest from its target; without targets, the least heard where more than one was to be heard."""
        all_have_targets = all(region.target for region in self.regions)
        if not self.people or (not all_have_targets and self.regions_heard < 2):
            return None
        return min(self.regions, key=lambda r: (r.reached, r.heard) if all_have_targets else (r.heard, 0))

    @property
    def short_of_target(self) -> list[tuple[str, GroupReach]]:
        """(dimension, group) where people are missing, the widest gap first."""
        aimed_at = [("region", self.regions), ("stakeholder_type", self.types)]
        both = [(dimension, group) for dimension, groups in aimed_at if aims(groups) for group in groups]
        wanting = [(dimension, group) for dimension, group in both if group.missing or not group.heard]
        return sorted(wanting, key=lambda pair: (pair[1].reached, -pair[1].missing))

    @property
    def has_targets(self) -> bool:
        return aims(self.regions) or aims(self.types)

    @property
    def silent_subregions(self) -> list[str]:
        """Subregions of UN M49 from which nobody was heard, where the world was to be heard."""
        if not aims(self.regions):
            return []
        heard = {countries()[code].subregion for code, _people in self.by_country}
        return sorted({country.subregion for country in countries().values()} - heard)


def aims(groups: Iterable[GroupReach]) -> bool:
    """Whether it was said how many people of such groups should be heard; else nobody can be called missing."""
    return any(group.target for group in groups)


def participation(voices: Iterable[Voices], targets: Mapping[tuple[str, str], int]) -> ParticipationSummary:
    """Sum the voices up; `targets` are numbers by (dimension, value)."""
    by_country: Counter[str] = Counter()
    by_region: Counter[str] = Counter()
    by_type: Counter[str] = Counter()
    people = unknown_country = unknown_type = 0
    for country, kind, number in voices:
        people += number
        region = region_of(country)
        if country and region:
            by_country[country] += number
            by_region[region] += number
        else:
            unknown_country += number
        if kind:
            by_type[kind] += number
        else:
            unknown_type += number
    return ParticipationSummary(
        people=people,
        regions=_groups(tuple(Region), by_region, targets, "region"),
        types=_groups(tuple(StakeholderType), by_type, targets, "stakeholder_type"),
        by_country=tuple(sorted(by_country.items(), key=lambda pair: (-pair[1], pair[0]))),
        unknown_country=unknown_country,
        unknown_type=unknown_type,
    )


def _groups(
    values: Sequence[str], heard: Mapping[str, int], targets: Mapping[tuple[str, str], int], dimension: str
) -> tuple[GroupReach, ...]:
    return tuple(GroupReach(value, heard.get(value, 0), targets.get((dimension, value))) for value in values)
