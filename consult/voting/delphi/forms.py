"""Forms about Delphi rounds: planning, opening a round, rating, stopping."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.core import clock
from consult.core.forms import BaseForm, choice, line, local_time_field, one_of, prose, required, select_choices
from consult.responses.forms import needed, row_number
from consult.revisions.models import Revision
from consult.voting.delphi.statistics import SCALE, StopRule

SHARES = (("0.6", _l("60 %")), ("0.67", _l("67 %")), ("0.7", _l("70 %")), ("0.75", _l("75 %")), ("0.8", _l("80 %")))
RANGES = (("1", _l("1 point")), ("1.5", _l("1.5 points")), ("2", _l("2 points")), ("3", _l("3 points")))
CHANGES = (("0.1", _l("less than 10 %")), ("0.15", _l("less than 15 %")), ("0.2", _l("less than 20 %")))
LONGEST_STATEMENT = 5000


class StudyForm(BaseForm):
    title = line(_l("Name of the study"), needed(), description=_l("What the rounds are about, in a few words."))
    aim = prose(
        _l("Aim"), needed(), longest=5000, description=_l("What is to be found out, for whom. It opens the report.")
    )
    statements = prose(
        _l("Statements to be rated"),
        longest=50_000,
        description=_l("One each; a blank line parts them. Revisions can be rated too, below."),
    )
    revisions: Any = SelectMultipleField(
        _l("Revisions to be rated"),
        coerce=row_number,
        validate_choice=False,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    max_rounds = choice(_l("Rounds at most"), ((str(n), str(n)) for n in range(2, 6)), required(), default="3")
    agreement = choice(_l("Consensus: share of ratings in one outer third"), SHARES, required(), default="0.75")
    iqr_at_most = choice(_l("and an interquartile range of at most"), RANGES, required(), default="2")
    stable_below = choice(
        _l("Stable: the distribution changed from round to round by"), CHANGES, required(), default="0.15"
    )

    def offer(self, revisions: Iterable[Revision]) -> None:
        self.revisions.choices = [(revision.id, f"{revision.number} {revision.title}") for revision in revisions]

    @property
    def parted(self) -> list[str]:
        """The statements, each once."""
        parts = [part.strip() for part in (self.statements.data or "").split("\n\n")]
        return list(dict.fromkeys(part for part in parts if part))

    @property
    def rule(self) -> StopRule:
        shares = {name: float(self[name].data) for name in ("agreement", "iqr_at_most", "stable_below")}
        return StopRule(max_rounds=int(self.max_rounds.data), **shares)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not self.parted and not self.revisions.data:
            says = _("Give at least one statement, or choose a revision.")
            self.statements.errors = [*self.statements.errors, says]
            return False
        return sound


class DelphiRoundForm(BaseForm):
    opens_at = local_time_field(_l("Opens"), description=_l("Leave it empty to open the round at once."))
    closes_at = local_time_field(_l("Closes"), required(_l("Give the day and hour, for example 2027-03-31 18:00.")))
    timezone = choice(_l("Time zone"), (), required())

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.timezone.choices = select_choices((zone, zone) for zone in clock.zones(self.timezone.object_data))


class RatingForm(BaseForm):
    """One statement; its prefix names it."""

    value = one_of(_l("Your rating"), ((str(value), str(value)) for value in SCALE), Optional())
    reason = prose(_l("Your reason"), longest=5000, description=_l("Shown to the panel without your name."))

    @property
    def said(self) -> tuple[int, str] | None:
        return (int(self.value.data), self.reason.data or "") if self.value.data else None

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason without a rating is kept, and asked for its rating."""
        sound = bool(super().validate(extra_validators))
        if self.reason.data and not self.value.data:
            self.value.errors = [*self.value.errors, _("Choose a rating, so that your reason counts.")]
            return False
        return sound


class StopForm(BaseForm):
    reason = prose(
        _l("Why the rounds are stopped"),
        needed(_l("Say why the rounds are stopped. The report gives the reason.")),
        longest=5000,
    )
