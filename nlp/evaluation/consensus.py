"""Whether groups that differ agree.

Group-informed consensus is Polis' measure (Small et al. 2021): the product over groups of the smoothed share
that agrees, so that one group of a thousand cannot speak for the other three. Pure; loads nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stand:
    """How many of a group agree, disagree or pass."""

    agree: int
    disagree: int
    other: int = 0


def consensus(groups: Mapping[str, Stand]) -> float:
    """Group-informed consensus, 0 to 1: the product over groups of (agree + 1) / (all + 2). 1 without groups."""
    product = 1.0
    for stand in groups.values():
        product *= _agreement(stand)
    return product


def _agreement(stand: Stand) -> float:
    return (stand.agree + 1) / (stand.agree + stand.disagree + stand.other + 2)
