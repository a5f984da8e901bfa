"""Whether one answer would go to both sides: so many support the text and so many oppose it. Pure."""

from collections.abc import Mapping

from consult.comments.models import Stance

Stances = Mapping[str, int]  # points by the stance of their comment, in the order of the form; none of no points
FEWEST, SHARE = 2, 0.1  # points of the smaller side, at least, and of all of them


def opposite_stances(stances: Stances) -> bool:
    supporting = stances.get(Stance.SUPPORT, 0) + stances.get(Stance.SUPPORT_WITH_CHANGES, 0)
    smaller = min(supporting, stances.get(Stance.OPPOSE, 0))
    return smaller >= FEWEST and smaller >= SHARE * sum(stances.values())
