"""How often offers like one were taken on this desk: counts of what people decided, shown only once there are enough.

The nearest decisions in likeness: a calibration by nearest neighbours. Pure.
"""

from collections.abc import Mapping
from typing import NamedTuple

NEEDED = 20  # decisions before any number is shown


class Certainty(NamedTuple):
    """Of so many offers that were about as near, so many were taken, as they were or edited."""

    taken: int
    of: int


def certainty_of(likeness: float, decided: Mapping[float, tuple[int, int]]) -> Certainty | None:
    """`decided` has by likeness how many offers were taken and how many there were."""
    taken = of = 0
    for _near, (mine, all_) in sorted(decided.items(), key=lambda item: abs(item[0] - likeness)):
        taken, of = taken + mine, of + all_
        if of >= NEEDED:
            return Certainty(taken, of)
    return None
