"""The count of a ballot: every figure, each test of the rule, and whether the revision is carried. Pure.

Approvals, with or without comment, are votes for; "cannot accept" is a vote against. An abstention takes part, so it
counts for the quorum, but is neither for nor against. A recused expert is out of the base: she neither takes part
nor is she missed. Shares are compared as whole numbers, so that two thirds of 30 is 20 and not 20.000001.

`Majority.ISO` is made after the rule for enquiry drafts in ISO/IEC Directives, Part 1, clause 2.6.3, and is not that
rule to the letter. There two thirds of the votes of the participating members must be in favour, and not more than
one quarter of all votes, those of observing members included, may be negative; abstentions are left out of both, and
so are negative votes without technical reasons. An expert group has one kind of member: with one base for both tests
the second would make the first idle. Here, therefore, two thirds of the votes for and against must be for, and no
more than one quarter of all votes cast (for, against and abstentions) may be against. Each test can fail alone: 10
for, 6 against and 10 abstentions miss the first only (63 %; 23 %), 18 for, 8 against and 4 abstentions the second
only (69 %; 27 %). As there, an objection must give its reason to be cast at all.

As with every quorum, a vote against may be the one that reaches it; whoever wants a revision to fail for lack of
interest stays away. An approval never makes a carried revision fail. Nor does an abstention; under ISO it may help
a revision, since it widens what the quarter is taken of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

from consult.voting.models import Choice, Majority

FOR = frozenset({Choice.APPROVE, Choice.APPROVE_WITH_COMMENT})
TWO_THIRDS, A_QUARTER = Fraction(2, 3), Fraction(1, 4)


@dataclass(frozen=True)
class Rule:
    """What carries a revision. `quorum` is the share of seated experts, 0 to 1, who must take part."""

    majority: Majority
    quorum: float

    def __post_init__(self) -> None:
        if not 0 <= self.quorum <= 1:
            raise ValueError("A quorum is a share between 0 and 1.")

    def quorum_of(self, base: int) -> int:
        """How many of `base` experts must take part. A share that was rounded (0.6667) is read as what was meant."""
        return ceil(Fraction(self.quorum).limit_denominator(1000) * base)

    def support_of(self, decided: int) -> int:
        """How many of `decided` votes for and against must be for; at least one, since silence carries nothing."""
        if self.majority == Majority.SIMPLE:
            return decided // 2 + 1
        if self.majority == Majority.CONSENSUS:
            return 1
        return max(1, ceil(TWO_THIRDS * decided))

    def opposition_of(self, took_part: int) -> int | None:
        """How many of `took_part` votes cast may be against, abstentions being cast too; None where it does not ask."""
        if self.majority == Majority.CONSENSUS:
            return 0
        return int(A_QUARTER * took_part) if self.majority == Majority.ISO else None


class Condition(StrEnum):
    """What a rule asks."""

    QUORUM = "quorum"  # at least `bound` took part
    SUPPORT = "support"  # at least `bound` are for
    OPPOSITION = "opposition"  # at most `bound` of all votes cast are against


@dataclass(frozen=True)
class Finding:
    """One condition: `have` of `of`, against `bound`."""

    condition: Condition
    have: int
    of: int
    bound: int
    met: bool


@dataclass(frozen=True)
class Tally:
    """The votes of `seated` experts by choice, and how each test of the rule came out."""

    majority: Majority
    quorum: float
    seated: int
    approve: int
    approve_with_comment: int
    cannot_accept: int
    abstain: int
    recused: int
    findings: tuple[Finding, ...]

    @property
    def in_favour(self) -> int:
        return self.approve + self.approve_with_comment

    @property
    def decided(self) -> int:
        """Votes for and against."""
        return self.in_favour + self.cannot_accept

    @property
    def took_part(self) -> int:
        return self.decided + self.abstain

    @property
    def base(self) -> int:
        """Seated experts who are not recused."""
        return self.seated - self.recused

    @property
    def silent(self) -> int:
        """Experts who did not vote."""
        return self.base - self.took_part

    @property
    def carried(self) -> bool:
        return all(finding.met for finding in self.findings)


def count(choices: Iterable[Choice], *, seated: int, rule: Rule) -> Tally:
    """Count one standing vote of each expert who voted, in any order. Raises ValueError for more votes than seats."""
    by_choice = Counter(choices)
    if by_choice.total() > seated:
        raise ValueError("There are more votes than experts.")
    in_favour = sum(by_choice[choice] for choice in FOR)
    against = by_choice[Choice.CANNOT_ACCEPT]
    return Tally(
        majority=rule.majority,
        quorum=rule.quorum,
        seated=seated,
        approve=by_choice[Choice.APPROVE],
        approve_with_comment=by_choice[Choice.APPROVE_WITH_COMMENT],
        cannot_accept=against,
        abstain=by_choice[Choice.ABSTAIN],
        recused=by_choice[Choice.RECUSED],
        findings=_findings(rule, in_favour, against, by_choice[Choice.ABSTAIN], seated - by_choice[Choice.RECUSED]),
    )


def _findings(rule: Rule, in_favour: int, against: int, abstain: int, base: int) -> tuple[Finding, ...]:
    decided = in_favour + against
    took_part, quorum, support = decided + abstain, rule.quorum_of(base), rule.support_of(decided)
    found = (
        Finding(Condition.QUORUM, took_part, base, quorum, took_part >= quorum),
        Finding(Condition.SUPPORT, in_favour, decided, support, in_favour >= support),
    )
    opposition = rule.opposition_of(took_part)
    if opposition is None:
        return found
    return (*found, Finding(Condition.OPPOSITION, against, took_part, opposition, against <= opposition))


def tally_record(tally: Tally) -> dict[str, Any]:
    """As it is stored with the ballot, with the figures that others read."""
    figures = {name: getattr(tally, name) for name in ("in_favour", "decided", "took_part", "base", "carried")}
    return {**asdict(tally), **figures, "findings": [asdict(finding) for finding in tally.findings]}


def restored(stored: Mapping[str, Any]) -> Tally:
    """The tally as it was counted then: a later change of this module does not change what was decided."""
    counted = {name: stored[name] for name in Tally.__dataclass_fields__ if name not in {"majority", "findings"}}
    findings = tuple(
        Finding(**{**finding, "condition": Condition(finding["condition"])}) for finding in stored["findings"]
    )
    return Tally(majority=Majority(stored["majority"]), findings=findings, **counted)
