"""What a round comes to, as it is stored: counts, change, reasons by third of the scale, and nobody's name. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.voting.delphi.models import DelphiRating
from consult.voting.delphi.statistics import (
    HIGH,
    LOW,
    MIDDLE,
    Agreement,
    RatingSummary,
    StopRule,
    agreement_of,
    is_settled,
    moved,
    net_change,
    summary_of,
)

THIRDS = {"low": LOW, "middle": MIDDLE, "high": HIGH}


@dataclass(frozen=True)
class ItemResult:
    """One statement in one round. `change` is None where nobody rated it twice."""

    summary: RatingSummary
    agreement: Agreement
    change: float | None
    moved: int
    compared: int  # how many rated it in both rounds
    settled: bool
    reasons: Mapping[str, Sequence[str]]  # by third of the scale, in no order that tells whose they are


def item_result(ratings: Sequence[DelphiRating], before: Mapping[int, int], rule: StopRule) -> ItemResult:
    """`before` is what each of the panel rated the same statement in the round before, by panelist."""
    summary = summary_of(rating.value for rating in ratings)
    pairs = [(before[rating.panelist_id], rating.value) for rating in ratings if rating.panelist_id in before]
    agreement, change = agreement_of(summary, rule), net_change(pairs)
    reasons = {
        name: sorted({rating.reason for rating in ratings if rating.reason and rating.value in third})
        for name, third in THIRDS.items()
    }
    return ItemResult(
        summary=summary,
        agreement=agreement,
        change=change,
        moved=moved(pairs),
        compared=len(pairs),
        settled=is_settled(agreement, change, rule),
        reasons=reasons,
    )


def result_record(result: ItemResult) -> dict[str, Any]:
    """As it is stored with the round."""
    plain = {name: getattr(result, name) for name in ("agreement", "change", "moved", "compared", "settled")}
    return {**plain, "counts": list(result.summary.counts), "reasons": dict(result.reasons)}


def restored_result(stored: Mapping[str, Any]) -> ItemResult:
    return ItemResult(
        summary=RatingSummary(tuple(stored["counts"])),
        agreement=Agreement(stored["agreement"]),
        change=stored["change"],
        moved=stored["moved"],
        compared=stored["compared"],
        settled=stored["settled"],
        reasons=stored["reasons"],
    )
