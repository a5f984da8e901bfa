"""Breadth, not volume: how widely a theme is shared, and whether groups that differ agree on it.

Group-informed consensus is Polis' measure (Small et al. 2021): the product over groups of the smoothed share
that agrees, so that one group of a thousand cannot speak for the other three. Pure; loads nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log


@dataclass(frozen=True)
class Voice:
    """Who said something: person, and what they belong to, as {"region": "Africa", "type": "city", …}."""

    person: str
    groups: Mapping[str, str]
    campaign: int | None = None


@dataclass(frozen=True)
class BreadthMeasures:
    """How widely a theme is shared. `voices` counts each person once and each campaign once.

    `reach[kind]` is the number of different groups heard; `evenness[kind]` is 0 when one group says it all,
    1 when all groups present are heard alike (normalised entropy, Pielou 1966).
    """

    voices: int
    reach: Mapping[str, int]
    evenness: Mapping[str, float]


@dataclass(frozen=True)
class Stand:
    """How many of a group agree, disagree or pass."""

    agree: int
    disagree: int
    other: int = 0


def measure_breadth(voices: Iterable[Voice]) -> BreadthMeasures:
    """Breadth of what these voices share; a campaign's letter is one voice, whoever sent it first."""
    heard: dict[str, Voice] = {}
    for voice in voices:
        heard.setdefault(voice.person if voice.campaign is None else f"campaign {voice.campaign}", voice)
    counts: dict[str, Counter[str]] = {}
    for voice in heard.values():
        for kind, group in voice.groups.items():
            counts.setdefault(kind, Counter())[group] += 1
    return BreadthMeasures(
        voices=len(heard),
        reach={kind: len(groups) for kind, groups in sorted(counts.items())},
        evenness={kind: _evenness(groups.values()) for kind, groups in sorted(counts.items())},
    )


def ranked_by_breadth(themes: Mapping[int, Sequence[Voice]]) -> list[int]:
    """Theme ids, broadest first: by groups reached over all kinds, then evenness, then voices, then id."""
    measured = {theme: measure_breadth(voices) for theme, voices in themes.items()}
    return sorted(measured, key=lambda theme: (_rank(measured[theme]), theme))


def _rank(breadth: BreadthMeasures) -> tuple[float, float, float]:
    """Groups reached of every kind, each kind to its logarithm, so that forty countries do not drown six types."""
    reach = sum(log(1 + groups) for groups in breadth.reach.values())
    return -round(reach, 9), -round(sum(breadth.evenness.values()), 9), -breadth.voices


def _evenness(counts: Iterable[int]) -> float:
    counts = list(counts)
    whole = sum(counts)
    if len(counts) < 2:
        return 0.0
    entropy = -sum(count / whole * log(count / whole) for count in counts if count)
    return entropy / log(len(counts))


def consensus(groups: Mapping[str, Stand]) -> float:
    """Group-informed consensus, 0 to 1: the product over groups of (agree + 1) / (all + 2). 1 without groups."""
    product = 1.0
    for stand in groups.values():
        product *= _agreement(stand)
    return product


def divide(groups: Mapping[str, Stand]) -> tuple[str, str, float]:
    """The two groups farthest apart (the one that agrees first) and the gap of their smoothed agreement.

    Needs two groups; raises ValueError otherwise. Of equals, the first in the alphabet.
    """
    if len(groups) < 2:
        raise ValueError("A divide needs two groups.")
    ranked = sorted((-_agreement(stand), name) for name, stand in groups.items())
    lowest = max(score for score, _ in ranked)
    against = min(name for score, name in ranked if score == lowest and name != ranked[0][1])
    return ranked[0][1], against, lowest - ranked[0][0]


def _agreement(stand: Stand) -> float:
    return (stand.agree + 1) / (stand.agree + stand.disagree + stand.other + 2)
