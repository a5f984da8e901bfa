"""What a sample says: how well people agree, whether the machine is as good as they are, what to do next. Pure."""

from enum import StrEnum

from nlp.evaluation.agreement import Estimate

FEW = 50  # points, under which an interval is too wide to act on
WIDE = 0.35  # width of an interval that leaves open whether agreement is fair or good
CLEAR = 0.6  # kappa from which two people can be said to share one reading (Landis and Koch 1977: substantial)
ENOUGH_FOR_A_RATE = 10  # codings of a group, under which its rate is not shown


class Verdict(StrEnum):
    TOO_FEW = "too_few"
    PEOPLE_DIFFER = "people_differ"
    MACHINE_BEHIND = "machine_behind"
    AS_GOOD = "as_good"
    UNDECIDED = "undecided"


def verdict_of(points: int, people: Estimate, machine: Estimate) -> Verdict:
    """From kappa between two people and the better kappa of the machine with either of them."""
    if points < FEW:
        return Verdict.TOO_FEW
    if people.value < CLEAR:
        return Verdict.PEOPLE_DIFFER
    if machine.high < people.value:
        return Verdict.MACHINE_BEHIND
    narrow = max(people.high - people.low, machine.high - machine.low) <= WIDE
    return Verdict.AS_GOOD if narrow and machine.value >= people.low else Verdict.UNDECIDED


def strength_of(kappa: float) -> str:
    """The word that Landis and Koch (1977) gave to a kappa; a habit, not a law."""
    bands = ((0.8, "almost_perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))
    return next((word for least, word in bands if kappa > least), "none")
