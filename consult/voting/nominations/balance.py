"""How a group would be made up: by region, gender and kind of stakeholder. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.accounts.countries import Region, region_of
from consult.accounts.models import StakeholderType
from consult.voting.nominations.models import Gender, Nomination


@dataclass(frozen=True)
class GroupPlace:
    """A seat that is held or offered, or that a nomination would fill."""

    member_state: str | None
    gender: Gender
    stakeholder_type: StakeholderType | None

    @property
    def region(self) -> Region | None:
        return region_of(self.member_state)


def nominated_place(nomination: Nomination) -> GroupPlace:
    return GroupPlace(nomination.member_state, nomination.gender, nomination.stakeholder_type)


@dataclass(frozen=True)
class Share:
    """One group: how many now, and how many with those who are ticked."""

    value: Any
    now: int
    then: int


def balance(now: Sequence[GroupPlace], ticked: Sequence[GroupPlace]) -> Mapping[str, list[Share]]:
    """By axis. `now` are the seats held and offered; `then` counts the ticked ones with them."""
    then = [*now, *ticked]
    axes = ("region", "gender", "stakeholder_type")
    return {axis: _shares(_counted(now, axis), _counted(then, axis)) for axis in axes}


def _counted(places: Iterable[GroupPlace], axis: str) -> Counter[Any]:
    return Counter(getattr(one, axis) for one in places)


def _shares(now: Counter[Any], then: Counter[Any]) -> list[Share]:
    ordered = sorted(then | now, key=lambda value: (-then[value], str(value)))
    return [Share(value, now[value], then[value]) for value in ordered]


def too_many_of_a_state(now: Iterable[GroupPlace], ticked: Iterable[GroupPlace], most: int) -> list[str]:
    """States that would have more seats than they may."""
    counted = Counter(one.member_state for one in (*now, *ticked) if one.member_state)
    return sorted(state for state, seats in counted.items() if seats > most)


def full_states(now: Iterable[GroupPlace], most: int) -> frozenset[str]:
    """States that have every seat they may."""
    counted = Counter(one.member_state for one in now if one.member_state)
    return frozenset(state for state, seats in counted.items() if seats >= most)
