"""Forms about ballots: the vote, the opening, the extension, the rule."""

from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from consult.core import clock
from consult.core.forms import BaseForm, choice, local_time_field, one_of, prose, required, select_choices
from consult.voting.labels import CHOICE_MEANINGS, OFFERED
from consult.voting.models import Ballot, Choice, Majority
from consult.voting.tally import Rule

OPEN_FOR = 7  # days suggested for a ballot
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


def quorum_choice(quorum: float) -> str:
    """The choice that a stored share was made from."""
    return str(Fraction(quorum).limit_denominator(1000))


class VoteForm(BaseForm):
    choice = one_of(
        _l("How do you vote?"),
        CHOICE_MEANINGS.items(),
        required(_l("Choose how you vote. To take part without deciding, abstain.")),
    )
    reason = prose(
        _l("Your comment or reason"),
        longest=5000,
        description=_l("It is published with your vote when the ballot closes."),
    )
    acceptable_wording = prose(
        _l("Words that you could accept"),
        longest=20_000,
        description=_l("The clause, or the part of it that stands in your way, as you would have it."),
    )

    def put_recused_first(self) -> None:
        """Offer it before the other choices, for whoever is recused by decision."""
        self.choice.choices = sorted(self.choice.choices, key=lambda choice: choice.value != Choice.RECUSED)

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


class RuleForm(BaseForm):
    majority = one_of(_l("What carries the revision"), OFFERED, required(), default=Majority.TWO_THIRDS)
    quorum = choice(_l("Who must take part"), QUORUMS, required())

    def offer(self, seated: int) -> None:
        """Say of each choice what it comes to in a group of that size."""
        self.quorum.choices = select_choices(
            (share, _("%(name)s (%(needed)s of %(seated)s)", name=name, needed=needed, seated=seated))
            for share, name in QUORUMS
            for needed in [Rule(Majority.SIMPLE, float(Fraction(share))).quorum_of(seated)]
        )

    @property
    def rule(self) -> Rule:
        return Rule(Majority(self.majority.data), float(Fraction(self.quorum.data)))


class ClosingForm(BaseForm):
    closes_at = local_time_field(_l("Closes"), required(_l("Give the day and hour, for example 2027-03-31 18:00.")))
    timezone = choice(_l("Time zone"), (), required())

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.timezone.choices = select_choices((zone, zone) for zone in clock.zones(self.timezone.object_data))


class OpeningForm(RuleForm, ClosingForm):
    results_hidden: Any = BooleanField(
        _l("Nobody sees how others vote until the ballot closes"),
        default=True,
        description=_l("When it has closed, the vote of each expert is public by name."),
    )


def suggested(last: Ballot | None, timezone: str) -> dict[str, Any]:
    """What the form of a new ballot begins with: the rule and zone of the last one, a week, an hour in the evening."""
    zone = last.timezone if last is not None else timezone
    day = (clock.now().astimezone(clock.zone(zone)) + timedelta(days=OPEN_FOR)).date()
    begins: dict[str, Any] = {"timezone": zone, "closes_at": datetime.combine(day, time(18))}
    if last is not None:
        begins |= {"majority": last.majority, "quorum": quorum_choice(last.quorum)}
    return begins


def put_off(ballot: Ballot) -> dict[str, Any]:
    """What the form of an extension begins with: two days after the present end, at the same hour."""
    ends = ballot.closes_at.astimezone(clock.zone(ballot.timezone)).replace(tzinfo=None)
    return {"timezone": ballot.timezone, "closes_at": ends + timedelta(days=2)}
