"""The count of a ballot: every figure, each test of the rule, and whether the revision is carried. Pure.

Approvals, with or without comment, are votes for; "cannot accept" is a vote against. An abstention takes part, so it
counts for the quorum, but is neither for nor against. A recused expert is out of the base: they neither take part nor
are missed. Shares are compared as whole numbers, so that two thirds of 30 is 20 and not 20.000001.

The rules and where they come from (worked cases of each: tests/voting/data/rule_cases.json):

- *simple*, *two thirds*: of those present and voting, that is of the votes for and against (Rules of Procedure of the
  UN General Assembly, A/520/Rev.20, rules 83, 85 and 86: "Members which abstain from voting are considered as not
  voting").
- *absolute*: more than half of all seats, whoever votes (Statute of the International Court of Justice, Article 10).
- *ISO*: ISO/IEC Directives, Part 1, clause 2.6.3 (the same thresholds hold for a final draft, 2.7): two thirds of the
  votes cast by participating members in favour, and not more than one quarter of the total number of votes cast
  negative; "abstentions are excluded when the votes are counted", from both. Negative votes without technical reasons
  are excluded there; here none can be cast.
- *consensus*: ISO/IEC Guide 2, 1.7: "absence of sustained opposition"; an objection that was lifted is none.
- *silence*: UN General Assembly decision 74/544: considered adopted if a silence of at least 72 hours is not broken.
- *indicative*: decides nothing; how many stand at each gradient of agreement.
- *quarter of cast*: what was called ISO here until November 2026; the quarter is taken of abstentions too.

Per member state, the experts of a state speak with one vote (`votes_of_states`), and seats are states.

As with every quorum, a vote against may be the one that reaches it (`no_show_paradox`); the ballot says so. An approval
more never makes a carried revision fail, under any rule.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

from consult.voting.models import Choice, Counting, Gradient, Majority

FOR = frozenset({Choice.APPROVE, Choice.APPROVE_WITH_COMMENT})
TWO_THIRDS, A_QUARTER = Fraction(2, 3), Fraction(1, 4)
WITHOUT_QUORUM = frozenset({Majority.SILENCE, Majority.INDICATIVE})
# Under these, what counts is whether an objection is sustained, and the chair asks.
LIFTABLE = frozenset({Majority.CONSENSUS, Majority.SILENCE})


@dataclass(frozen=True)
class Rule:
    """What carries a revision.

    `quorum` is the share, 0 to 1, of the seats that are not recused who must take part; `floor` is how many must take
    part however many are recused.
    """

    majority: Majority
    quorum: float
    floor: int = 0
    counting: Counting = Counting.PER_EXPERT

    def __post_init__(self) -> None:
        if not 0 <= self.quorum <= 1:
            raise ValueError("A quorum is a share between 0 and 1.")
        if self.floor < 0:
            raise ValueError("A floor is a number of seats.")

    @property
    def decides(self) -> bool:
        return self.majority != Majority.INDICATIVE

    def quorum_of(self, base: int) -> int:
        """How many of `base` must take part. A share that was rounded (0.6667) is read as what was meant."""
        if self.majority in WITHOUT_QUORUM:
            return 0
        return max(ceil(Fraction(self.quorum).limit_denominator(1000) * base), self.floor)

    def support_of(self, decided: int, seated: int) -> int:
        """How many must be for, of `decided` votes for and against; of all `seated` for an absolute majority."""
        if self.majority == Majority.ABSOLUTE:
            return seated // 2 + 1
        if self.majority == Majority.SIMPLE:
            return decided // 2 + 1
        if self.majority == Majority.CONSENSUS:
            return 1
        return max(1, ceil(TWO_THIRDS * decided))

    def opposition_of(self, decided: int, took_part: int) -> int | None:
        """How many may be against; None where it does not ask."""
        if self.majority in LIFTABLE:
            return 0
        if self.majority == Majority.QUARTER_OF_CAST:
            return int(A_QUARTER * took_part)
        return int(A_QUARTER * decided) if self.majority == Majority.ISO else None


class Condition(StrEnum):
    """What a rule asks."""

    QUORUM = "quorum"  # at least `bound` took part
    SUPPORT = "support"  # at least `bound` are for
    OPPOSITION = "opposition"  # at most `bound` are against


@dataclass(frozen=True)
class ConditionResult:
    """One condition: `have` of `of`, against `bound`."""

    condition: Condition
    have: int
    of: int
    bound: int
    met: bool


@dataclass(frozen=True)
class Tally:
    """The votes of `seated` experts or states by choice, and how each test of the rule came out."""

    majority: Majority
    quorum: float
    seated: int
    approve: int
    approve_with_comment: int
    cannot_accept: int
    abstain: int
    recused: int
    findings: tuple[ConditionResult, ...]
    floor: int = 0
    counting: Counting = Counting.PER_EXPERT
    indicated: int = 0
    lifted: int = 0  # objections that were lifted: they took part, and are neither for nor against
    gradients: Mapping[str, int] = field(default_factory=dict)

    @property
    def in_favour(self) -> int:
        return self.approve + self.approve_with_comment

    @property
    def decided(self) -> int:
        """Votes for and against."""
        return self.in_favour + self.cannot_accept

    @property
    def took_part(self) -> int:
        return self.decided + self.abstain + self.indicated + self.lifted

    @property
    def base(self) -> int:
        """Seats that are not recused."""
        return self.seated - self.recused

    @property
    def silent(self) -> int:
        """Those who did not vote."""
        return self.base - self.took_part

    @property
    def decides(self) -> bool:
        return self.majority != Majority.INDICATIVE

    @property
    def carried(self) -> bool:
        return self.decides and all(finding.met for finding in self.findings)


def count(
    choices: Iterable[Choice], *, seated: int, rule: Rule, lifted: int = 0, gradients: Iterable[Gradient] = ()
) -> Tally:
    """Count one standing vote of each who voted, in any order. Raises ValueError for more votes than seats.

    `lifted` objections are not among the choices.
    """
    by_choice = Counter(choices)
    if by_choice.total() + lifted > seated:
        raise ValueError("There are more votes than experts.")
    against, abstain = by_choice[Choice.CANNOT_ACCEPT], by_choice[Choice.ABSTAIN]
    figures = Figures(
        in_favour=sum(by_choice[choice] for choice in FOR),
        against=against,
        neither=abstain + lifted + by_choice[Choice.INDICATED],
        recused=by_choice[Choice.RECUSED],
        seated=seated,
    )
    return Tally(
        majority=rule.majority,
        quorum=rule.quorum,
        seated=seated,
        approve=by_choice[Choice.APPROVE],
        approve_with_comment=by_choice[Choice.APPROVE_WITH_COMMENT],
        cannot_accept=against,
        abstain=abstain,
        recused=by_choice[Choice.RECUSED],
        findings=findings(rule, figures),
        floor=rule.floor,
        counting=rule.counting,
        indicated=by_choice[Choice.INDICATED],
        lifted=lifted,
        gradients={str(gradient): number for gradient, number in sorted(Counter(gradients).items())},
    )


@dataclass(frozen=True)
class Figures:
    """What a rule looks at. `neither` took part without being for or against."""

    in_favour: int
    against: int
    neither: int
    seated: int
    recused: int = 0

    @property
    def decided(self) -> int:
        return self.in_favour + self.against

    @property
    def took_part(self) -> int:
        return self.decided + self.neither

    @property
    def base(self) -> int:
        return self.seated - self.recused


def findings(rule: Rule, votes: Figures) -> tuple[ConditionResult, ...]:
    """Each condition of the rule, met or not; all must be. An indicative ballot has none."""
    if not rule.decides:
        return ()
    return tuple(_findings(rule, votes))


def _findings(rule: Rule, votes: Figures) -> Iterable[ConditionResult]:
    if rule.majority == Majority.SILENCE:
        # Nobody need speak; there must be somebody who could have.
        yield ConditionResult(Condition.OPPOSITION, votes.against, votes.base, 0, votes.against == 0 and votes.base > 0)
        return
    quorum, support = rule.quorum_of(votes.base), rule.support_of(votes.decided, votes.seated)
    yield ConditionResult(Condition.QUORUM, votes.took_part, votes.base, quorum, votes.took_part >= quorum)
    of = votes.seated if rule.majority == Majority.ABSOLUTE else votes.decided
    yield ConditionResult(Condition.SUPPORT, votes.in_favour, of, support, votes.in_favour >= support)
    opposition = rule.opposition_of(votes.decided, votes.took_part)
    if opposition is not None:
        of = votes.decided if rule.majority == Majority.ISO else votes.took_part
        yield ConditionResult(Condition.OPPOSITION, votes.against, of, opposition, votes.against <= opposition)


def is_carried(rule: Rule, votes: Figures) -> bool:
    return rule.decides and all(finding.met for finding in findings(rule, votes))


def no_show_paradox(rule: Rule, seated: int) -> Figures | None:
    """The smallest outcome that fails for want of a quorum and that one more vote *against* would carry; None if none.

    (Fishburn and Brams, Paradoxes of preferential voting, 1983: by taking part one helps what one opposes.)
    """
    if not rule.quorum_of(seated):
        return None
    short = rule.quorum_of(seated) - 1
    for against in range(short + 1):
        fails, passes = (Figures(short - against, n, 0, seated) for n in (against, against + 1))
        if not is_carried(rule, fails) and is_carried(rule, passes):
            return fails
    return None


def votes_of_states(votes: Iterable[tuple[str, Choice | None, bool]]) -> tuple[list[Choice], int, int]:
    """One vote a state, from (state, choice or None, lifted) of each seat: choices, lifted objections, states.

    Two experts of a state who agree speak for it, and one who votes alone does; if they differ, the state abstains.
    Approving with and without a comment is agreeing. A state is recused when all its experts are.
    """
    by_state: defaultdict[str, list[tuple[Choice | None, bool]]] = defaultdict(list)
    for state, choice, lifted in votes:
        by_state[state].append((choice, lifted))
    spoken = [_vote_of_state(those) for those in by_state.values()]
    choices = [choice for choice, lifted in spoken if choice is not None and not lifted]
    return choices, sum(lifted for _choice, lifted in spoken), len(by_state)


def _vote_of_state(votes: list[tuple[Choice | None, bool]]) -> tuple[Choice | None, bool]:
    cast = [(choice, lifted) for choice, lifted in votes if choice not in {None, Choice.RECUSED}]
    if not cast:
        recused = all(choice == Choice.RECUSED for choice, _lifted in votes)
        return (Choice.RECUSED if recused else None), False
    positions = {(Choice.APPROVE if choice in FOR else choice, lifted) for choice, lifted in cast}
    if len(positions) > 1:
        return Choice.ABSTAIN, False
    choices = {choice for choice, _lifted in cast}
    commented = Choice.APPROVE_WITH_COMMENT in choices
    return (Choice.APPROVE_WITH_COMMENT, False) if commented else cast[0]


def tally_record(tally: Tally) -> dict[str, Any]:
    """As it is stored with the ballot, with the figures that others read."""
    figures = {name: getattr(tally, name) for name in ("in_favour", "decided", "took_part", "base", "carried")}
    return {**asdict(tally), **figures, "findings": [asdict(finding) for finding in tally.findings]}


def restored(stored: Mapping[str, Any]) -> Tally:
    """The tally as it was counted then: a later change of this module does not change what was decided."""
    given = {one.name: stored[one.name] for one in fields(Tally) if one.name in stored}
    given["majority"] = Majority(stored["majority"])
    given["counting"] = Counting(stored.get("counting", Counting.PER_EXPERT))
    given["findings"] = tuple(
        ConditionResult(**{**finding, "condition": Condition(finding["condition"])}) for finding in stored["findings"]
    )
    return Tally(**given)
