"""What a group's ratings from 1 to 9 come to: median, spread, consensus, stability, and when the rounds end. Pure.

Quartiles are those of R's and NumPy's default (type 7 of Hyndman and Fan, "Sample quantiles in statistical packages",
The American Statistician 50, 1996): the place of quantile q among n sorted values is (n - 1) q, and values between
two places are interpolated. The thirds of the scale (1 to 3, 4 to 6, 7 to 9) are those of the RAND/UCLA
Appropriateness Method (Fitch et al. 2001).

Stability is the net change of the distribution of ratings after Scheibe, Skutsch and Schofer ("Experiments in Delphi
methodology", in Linstone and Turoff, eds., The Delphi Method, 1975): the absolute differences of the counts of each
rating, summed and halved, as a share of those who rated in both rounds; less than 15 % they took for stable. Only
those who rated the statement in both rounds are compared: who comes or stays away is no change of mind.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor

SCALE = range(1, 10)
LOW, MIDDLE, HIGH = range(1, 4), range(4, 7), range(7, 10)


class Agreement(StrEnum):
    """Whether the group agrees on a statement."""

    FOR = "for"
    AGAINST = "against"
    NONE = "none"


@dataclass(frozen=True)
class StopRule:
    """What is fixed before the first round."""

    max_rounds: int
    agreement: float  # share of the ratings in the highest third (or the lowest), more than a half
    iqr_at_most: float
    stable_below: float  # share, of the net change between two rounds

    def __post_init__(self) -> None:
        if not (0.5 < self.agreement <= 1 and self.max_rounds >= 1):
            raise ValueError("Consensus is more than a half, and there is a round at least.")


@dataclass(frozen=True)
class RatingSummary:
    """The ratings of one statement in one round. With nobody's rating there is no median and no spread."""

    counts: tuple[int, ...]  # of the ratings 1 to 9

    @property
    def rated(self) -> int:
        return sum(self.counts)

    @property
    def values(self) -> list[int]:
        return [value for value, times in zip(SCALE, self.counts, strict=True) for _turn in range(times)]

    @property
    def median(self) -> float | None:
        return quantile(self.values, 0.5)

    @property
    def quartiles(self) -> tuple[float, float] | None:
        low, high = quantile(self.values, 0.25), quantile(self.values, 0.75)
        return (low, high) if low is not None and high is not None else None

    @property
    def iqr(self) -> float | None:
        return self.quartiles[1] - self.quartiles[0] if self.quartiles is not None else None

    def share_in(self, third: range) -> float:
        return sum(self.counts[value - 1] for value in third) / self.rated if self.rated else 0.0


def summary_of(values: Iterable[int]) -> RatingSummary:
    """Raises ValueError for a rating that is not on the scale."""
    counted = Counter(values)
    if not counted.keys() <= set(SCALE):
        raise ValueError("Ratings are from 1 to 9.")
    return RatingSummary(tuple(counted[value] for value in SCALE))


def quantile(values: Sequence[int], q: float) -> float | None:
    """Type 7; None of nothing."""
    if not values:
        return None
    ordered, place = sorted(values), (len(values) - 1) * q
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def agreement_of(summary: RatingSummary, rule: StopRule) -> Agreement:
    """Consensus: enough ratings in one outer third, and close enough together."""
    if summary.iqr is None or summary.iqr > rule.iqr_at_most:
        return Agreement.NONE
    if summary.share_in(HIGH) >= rule.agreement:
        return Agreement.FOR
    return Agreement.AGAINST if summary.share_in(LOW) >= rule.agreement else Agreement.NONE


def net_change(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Share of those who rated twice by which the distribution changed; None where nobody did."""
    if not pairs:
        return None
    before = summary_of(old for old, _new in pairs).counts
    after = summary_of(new for _old, new in pairs).counts
    return sum(abs(old - new) for old, new in zip(before, after, strict=True)) / 2 / len(pairs)


def moved(pairs: Sequence[tuple[int, int]]) -> int:
    """How many of those who rated twice rated otherwise: more than the net change, where changes cancel out."""
    return sum(old != new for old, new in pairs)


def is_stable(change: float | None, rule: StopRule) -> bool:
    return change is not None and change < rule.stable_below


def is_settled(agreement: Agreement, change: float | None, rule: StopRule) -> bool:
    """Whether a statement need not be rated again."""
    return agreement != Agreement.NONE or is_stable(change, rule)
