"""Group-informed consensus: whether groups that differ agree. Pure.

It is Polis' measure (Small et al. 2021): the product over groups of the smoothed share that agrees, so that one
group of a thousand cannot speak for the other three.
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
    """0 to 1: the product over groups of (agree + 1) / (all + 2). 1 without groups."""
    product = 1.0
    for stand in groups.values():
        product *= (stand.agree + 1) / (stand.agree + stand.disagree + stand.other + 2)
    return product
