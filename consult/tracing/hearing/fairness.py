"""One shortlist and the people who ask for what is on it: who got nothing, by region, type and language. Pure.

A person asks for what they said themselves and for what they endorsed. Fewer than five people to a place are too few
for a figure: one person more or less would turn it over.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from consult.accounts.countries import Region, region_of
from consult.accounts.models import StakeholderType
from consult.analysis.reliability.representation import Unheard, largest_unheard, proportional_choice

FEWEST_TO_A_PLACE = 5


class ShortlistKind(StrEnum):
    THEMES = "themes"  # listed first
    QUOTES = "quotes"  # that stand for the themes
    POINTS = "points"  # themes that a proposed revision takes up
    REVISIONS = "revisions"  # put to the vote


class WhyNoFigure(StrEnum):
    NOBODY = "nobody"  # asks for anything on the list
    NONE_CHOSEN = "none_chosen"
    ALL_CHOSEN = "all_chosen"
    FEW_PEOPLE = "few_people"
    FEW_ENDORSE = "few_endorse"


class Asker(NamedTuple):
    """What is known of a person who asks for something."""

    country: str | None = None
    type: StakeholderType | None = None
    language: str | None = None

    @property
    def region(self) -> Region | None:
        return region_of(self.country)


@dataclass(frozen=True)
class Shortlist:
    """Few things chosen out of many. `items` are rows by their id, those that stand first first."""

    kind: ShortlistKind
    items: Mapping[int, Any]
    chosen: Sequence[int]
    asks: Mapping[str, frozenset[int]]
    speakers: Mapping[str, Asker]
    endorsers: int = 0

    @property
    def voters(self) -> int:
        return sum(bool(asked) for asked in self.asks.values())


class GroupHeard(NamedTuple):
    """People of one region, type or language who ask for something, and how many of them got something."""

    value: str | None
    people: int
    heard: int


@dataclass(frozen=True)
class Fairness:
    """`left` is None where there is no figure, and `why` says why; `repaired` is who a proportional choice leaves."""

    shortlist: Shortlist
    why: WhyNoFigure | None = None
    left: Unheard[str, int] | None = None
    repaired: Unheard[str, int] | None = None
    added: Sequence[int] = ()
    dropped: Sequence[int] = ()
    heard: Mapping[str, list[GroupHeard]] = field(default_factory=dict)
    unheard: Mapping[str, list[tuple[str | None, int]]] = field(default_factory=dict)

    @property
    def repair_helps(self) -> bool:
        return bool(self.left and self.repaired and len(self.repaired.group) < len(self.left.group))


def fairness_of(shortlist: Shortlist) -> Fairness:
    """The figure and its repair, or why there is none."""
    why = _why_no_figure(shortlist)
    if why is not None:
        return Fairness(shortlist, why)
    asks, chosen = shortlist.asks, list(shortlist.chosen)
    left = largest_unheard(asks, chosen)
    proportional = proportional_choice(asks, len(chosen), order=[*chosen, *shortlist.items])
    return Fairness(
        shortlist,
        left=left,
        repaired=largest_unheard(asks, proportional),
        added=[item for item in proportional if item not in chosen],
        dropped=[item for item in chosen if item not in proportional],
        heard=_heard(shortlist),
        unheard={name: counts.most_common() for name, counts in _by_group(shortlist, left.group).items()},
    )


def _why_no_figure(shortlist: Shortlist) -> WhyNoFigure | None:
    places, voters = len(shortlist.chosen), shortlist.voters
    tests = {
        WhyNoFigure.NONE_CHOSEN: places == 0,
        WhyNoFigure.NOBODY: voters == 0,
        WhyNoFigure.FEW_ENDORSE: shortlist.kind == ShortlistKind.QUOTES
        and shortlist.endorsers < FEWEST_TO_A_PLACE * places,
        WhyNoFigure.ALL_CHOSEN: places >= len(shortlist.items),
        WhyNoFigure.FEW_PEOPLE: voters < FEWEST_TO_A_PLACE * places,
    }
    return next((why for why, holds in tests.items() if holds), None)


def _heard(shortlist: Shortlist) -> dict[str, list[GroupHeard]]:
    taken = set(shortlist.chosen)
    every = [voter for voter, asked in shortlist.asks.items() if asked]
    people = _by_group(shortlist, every)
    got = _by_group(shortlist, (voter for voter in every if not taken.isdisjoint(shortlist.asks[voter])))
    return {
        name: [GroupHeard(value, number, got[name][value]) for value, number in counts.most_common()]
        for name, counts in people.items()
    }


def _by_group(shortlist: Shortlist, voters: Iterable[str]) -> dict[str, Counter[str | None]]:
    found: dict[str, Counter[str | None]] = {"region": Counter(), "stakeholder_type": Counter(), "language": Counter()}
    for voter in voters:
        speaker = shortlist.speakers.get(voter, Asker())
        found["region"][speaker.region] += 1
        found["stakeholder_type"][speaker.type] += 1
        found["language"][speaker.language] += 1
    return found
