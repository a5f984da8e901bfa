"""Forms about ballots: the vote, the opening, the rule, and what the chair says why of."""

from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from consult.core import clock
from consult.core.forms import BaseForm, choice, in_zone, local_time_field, one_of, prose, required, select_choices
from consult.voting.group.procedure import Procedure
from consult.voting.labels import CHOICE_MEANINGS, COUNTING_NAMES, GRADIENT_NAMES, OFFERED
from consult.voting.models import Ballot, Choice, Counting, Gradient, Majority, Vote
from consult.voting.tally import Rule

# Shares that groups agree on, kept as fractions so that two thirds is exactly two thirds.
QUORUMS = (
    ("1/2", _l("Half of the experts")),
    ("0", _l("No quorum")),
    ("1/4", _l("A quarter")),
    ("1/3", _l("A third")),
    ("2/3", _l("Two thirds")),
    ("3/4", _l("Three quarters")),
    ("1", _l("Every expert")),
)
FLOORS = (("0", _l("No floor")), ("1/4", _l("A quarter")), ("1/3", _l("A third")), ("1/2", _l("Half")))


SEATS = "seats:"


def number_of(chosen: str, seated: int) -> int:
    """How many seats a share comes to; or the number itself, where one was kept."""
    if chosen.startswith(SEATS):
        return int(chosen.removeprefix(SEATS))
    return Rule(Majority.SIMPLE, float(Fraction(chosen))).quorum_of(seated)


def quorum_choice(quorum: float) -> str:
    """The choice that a stored share was made from."""
    return str(Fraction(quorum).limit_denominator(1000))


# Votes that need no words, and may be explained all the same.
EXPLAINED = frozenset({Choice.APPROVE, Choice.ABSTAIN})


class VoteForm(BaseForm):
    """`terms` is the digest of what was printed when the form was: a vote under another rule is refused."""

    choice = one_of(
        _l("How do you vote?"),
        ((one, says) for one, says in CHOICE_MEANINGS.items() if one != Choice.INDICATED),
        required(_l("Choose how you vote. To take part without deciding, abstain.")),
    )
    reason = prose(
        _l("Your comment or reason"),
        longest=5000,
        description=_l("It is published with your vote when the ballot closes."),
    )
    explanation = prose(
        _l("Explanation of vote"),
        longest=5000,
        description=_l("If you approve or abstain and want to say why. It is published when the ballot closes."),
    )
    acceptable_wording = prose(
        _l("Words that you could accept"),
        longest=20_000,
        description=_l("The clause, or the part of it that stands in your way, as you would have it."),
    )
    terms: Any = HiddenField()

    @property
    def says(self) -> dict[str, Any]:
        """What `cast_vote` is told."""
        said = {"reason": self.given_reason, "acceptable_wording": self.acceptable_wording.data}
        return {"choice": Choice(self.choice.data), **said}

    def put_recused_first(self) -> None:
        """Offer it before the other choices, for whoever is recused by decision."""
        self.choice.choices = sorted(self.choice.choices, key=lambda choice: choice.value != Choice.RECUSED)

    @classmethod
    def opened_with(cls, vote: Vote | None) -> Self:
        """With the vote that stands; its explanation where it needed no words."""
        form = cls(obj=vote)
        if vote is not None and vote.choice in EXPLAINED and not form.is_submitted():
            form.explanation.data, form.reason.data = vote.reason, ""
        return form

    @property
    def given_reason(self) -> str:
        """An objection thought better of is not published with a yes: a yes has an explanation of its own."""
        explains = self.choice.data in EXPLAINED
        return str((self.explanation.data if explains else self.reason.data) or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """An objection says why and what would do; a comment is not empty."""
        sound = bool(super().validate(extra_validators))
        for field, says in self._missing():
            field.errors = [*field.errors, says]
            sound = False
        return sound

    def _missing(self) -> list[tuple[Any, str]]:
        objects = self.choice.data == Choice.CANNOT_ACCEPT
        missing: list[tuple[Any, str]] = []
        if objects and not self.reason.data:
            missing.append((self.reason, str(_("Say why you cannot accept the revision."))))
        if objects and not self.acceptable_wording.data:
            missing.append((self.acceptable_wording, str(_("Give the words that would make it acceptable to you."))))
        if self.choice.data == Choice.APPROVE_WITH_COMMENT and not self.reason.data:
            missing.append((self.reason, str(_("Write your comment, or choose to approve without one."))))
        return missing


class IndicationForm(BaseForm):
    """Where one stands, in a ballot that decides nothing."""

    choice = one_of(
        _l("Where do you stand?"),
        (*GRADIENT_NAMES.items(), (Choice.RECUSED, CHOICE_MEANINGS[Choice.RECUSED])),
        required(_l("Choose where you stand.")),
    )
    reason = prose(_l("Why, if you want to say"), longest=5000)
    terms: Any = HiddenField()

    @property
    def says(self) -> dict[str, Any]:
        if self.choice.data == Choice.RECUSED:
            return {"choice": Choice.RECUSED}
        return {"choice": Choice.INDICATED, "gradient": Gradient(self.choice.data), "reason": self.reason.data}


class RuleForm(BaseForm):
    majority = one_of(_l("What carries the revision"), OFFERED, required(), default=Majority.TWO_THIRDS)
    counting = one_of(_l("Whose vote is one vote"), COUNTING_NAMES.items(), required(), default=Counting.PER_EXPERT)
    quorum = choice(
        _l("Who must take part"),
        QUORUMS,
        required(),
        description=_l("Experts who are recused are left out of it. A silence procedure has no quorum."),
    )
    floor = choice(
        _l("How far recusal may lower that"),
        FLOORS,
        default="0",
        description=_l("Never fewer than this share of all seats, however many are recused."),
    )
    departs_because = prose(
        _l("Why it departs from the group's rules of procedure"),
        longest=2000,
        description=_l("Only where it does. Everyone reads it on the ballot."),
    )

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        if not self.counting.data:
            self.counting.data = Counting.PER_EXPERT
        self.seated = 0

    def offer(self, seated: int) -> None:
        """Say of each choice what it comes to in a group of that size."""
        self.seated = seated
        for field, shares in ((self.quorum, QUORUMS), (self.floor, FLOORS)):
            field.choices = select_choices(
                (share, _("%(name)s (%(needed)s of %(seated)s)", name=name, needed=needed, seated=seated))
                for share, name in shares
                for needed in [number_of(share, seated)]
            )
        kept = self.floor.data or ""
        if kept.startswith(SEATS):  # a number that was kept, not a share that was chosen
            number = number_of(kept, seated)
            as_share = next((share for share, _name in FLOORS if number_of(share, seated) == number), "")
            self.floor.data = as_share or kept
            if not as_share:
                self.floor.choices = [*self.floor.choices, *select_choices([(kept, number)])]

    @property
    def rule(self) -> Rule:
        majority = Majority(self.majority.data)
        counting = Counting(self.counting.data) if majority != Majority.INDICATIVE else Counting.PER_EXPERT
        floor = number_of(self.floor.data or "0", self.seated)
        return Rule(majority, float(Fraction(self.quorum.data)), floor, counting)


class ChairReasonForm(BaseForm):
    """Why the chair does it: public, and sent to all who vote."""

    reason = prose(
        _l("Why"), required(_l("Say why. Everyone who votes is told.")), longest=2000, description=_l("It is public.")
    )


class ClosingForm(BaseForm):
    closes_at = local_time_field(_l("Closes"), required(_l("Give the day and hour, for example 2027-03-31 18:00.")))
    timezone = choice(_l("Time zone"), (), required())

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.timezone.choices = select_choices((zone, zone) for zone in clock.zones(self.timezone.object_data))


class PutOffForm(ClosingForm, ChairReasonForm):
    """Another closing time, and why."""


class OpeningTimeForm(BaseForm):
    """Another time for a planned ballot to open, in its own zone, and why."""

    opens_at = local_time_field(_l("Opens"), required(_l("Give the day and hour, for example 2027-03-31 09:00.")))
    because = prose(
        _l("Why"), required(_l("Say why. Everyone who votes is told.")), longest=2000, description=_l("It is public.")
    )


class OpeningForm(RuleForm, ClosingForm):
    opens_at = local_time_field(_l("Opens"), description=_l("Leave it empty to open the ballot now."))
    secret: Any = BooleanField(
        _l("Secret: nobody learns who chose what, neither before nor after"),
        description=_l("Votes are kept without names and cannot be changed. Counted per expert."),
    )
    results_hidden: Any = BooleanField(
        _l("Nobody sees how others vote until the ballot closes"),
        default=True,
        description=_l("When it has closed, the vote of each expert is public by name, unless it is secret."),
    )
    again_because = prose(_l("Why it is put to the vote again"), longest=2000, description=_l("Everyone reads it."))

    @property
    def opening(self) -> datetime | None:
        return in_zone(self.opens_at.data, self.timezone.data) if self.opens_at.data else None


class ObjectionQuestionForm(BaseForm):
    question = prose(
        _l("What you offer, or ask"),
        required(_l("Say what would meet the objection, or ask whether it is sustained.")),
        longest=2000,
    )


class ObjectionAnswerForm(BaseForm):
    """An objector's answer to the chair."""

    lifted = one_of(
        _l("Your objection"), (("no", _l("I sustain it")), ("yes", _l("I lift it"))), required(_l("Choose one."))
    )
    answer = prose(_l("In your words, if you want to say why"), longest=2000)


def suggested(last: Ballot | None, timezone: str, procedure: Procedure) -> dict[str, Any]:
    """What the form of a new ballot begins with: the group's rules of procedure, and the time zone of the last one."""
    zone = last.timezone if last is not None else timezone
    there = clock.now().astimezone(clock.zone(zone))
    opens = there + timedelta(days=procedure.notice_days)
    day = (opens + timedelta(days=procedure.usual_days)).date()
    begins: dict[str, Any] = {"timezone": zone, "closes_at": datetime.combine(day, time(18))}
    if procedure.notice_days:
        begins["opens_at"] = datetime.combine((opens + timedelta(days=1)).date(), time(9))
    begins |= {"majority": procedure.majority, "quorum": quorum_choice(procedure.quorum)}
    begins |= {"counting": procedure.counting, "secret": procedure.secret}
    begins |= {"floor": f"{SEATS}{procedure.quorum_floor}"}
    return begins | {"results_hidden": procedure.results_hidden}


def put_off(ballot: Ballot, *, extends: bool) -> dict[str, Any]:
    """What the form begins with: the present end, for a correction; two days later at the same hour to extend it."""
    ends = local_time_of(ballot.closes_at, ballot.timezone)
    return {"timezone": ballot.timezone, "closes_at": ends + timedelta(days=2) if extends else ends}


def local_time_of(moment: datetime, zone: str) -> datetime:
    """As a field of a form holds it."""
    return moment.astimezone(clock.zone(zone)).replace(tzinfo=None)
