"""Forms for answers and for what commenters think of them."""

from collections.abc import Iterable
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from consult.core.forms import BaseForm, choice, line, one_of, prose, required
from consult.drafts.evidence.forms import CitingForm
from consult.drafts.models import Clause, Guideline, Wording
from consult.responses.answer_templates.fields import known_fields_in, unknown_fields_in
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.models import Answer, AnswerDraft, Disposition


def needed(says: str | None = None) -> DataRequired:
    """For words: a line of blanks is no answer."""
    return DataRequired(says or _l("This is needed."))


class StartingWords(Protocol):
    """What an answer may begin with; nothing need be decided in it."""

    @property
    def disposition(self) -> Disposition | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def referred_to_id(self) -> int | None: ...


class AnswerForm(CitingForm):
    """`base_version` is of the answer that stood when the form was opened."""

    clauses: dict[str, Clause]
    fills_fields = False  # whether fields of a template are filled in for each point that gets the answer

    disposition = choice(
        _l("What was decided"),
        [("", _l("Choose one")), *((d.value, name) for d, name in DISPOSITION_NAMES.items())],
        required(_l("Choose what was decided.")),
    )
    reason = prose(
        _l("Why"),
        needed(_l("Say why. Everyone who made the point is told the reason.")),
        description=_l("Its authors read it once it is public, and are told when you press “Tell commenters”."),
        longest=5000,
    )
    referred_to = line(_l("Number of the clause it is referred to"), longest=40, render_kw={"list": "clauses"})
    base_version: Any = HiddenField()

    def offer(self, guideline: Guideline, wordings: Iterable[Wording]) -> None:
        """Whose findings are cited, and the clauses that a point can be referred to."""
        self.guideline = guideline
        self.clauses = {wording.number: wording.clause for wording in wordings}

    def start_from(self, answer: Answer | AnswerDraft | StartingWords | None) -> None:
        """Fill an opened form with the answer that stands, the draft of another, or a template."""
        if answer is not None:
            self.disposition.data, self.reason.data = answer.disposition, answer.reason
            numbers = {clause.id: number for number, clause in self.clauses.items()}
            self.referred_to.data = numbers.get(answer.referred_to_id or 0, "")

    def validate_reason(self, field: Field) -> None:
        left = fields_left_in(field.data or "", fill=self.fills_fields)
        if left:
            raise ValidationError(left)

    def validate_referred_to(self, field: Field) -> None:
        if field.data and field.data not in self.clauses:
            raise ValidationError(str(_l("No clause of the current draft has this number.")))
        if self.disposition.data == Disposition.REFERRED and not field.data:
            raise ValidationError(str(_l("Name the clause that this is referred to.")))

    @property
    def clause(self) -> Clause | None:
        return self.clauses.get(self.referred_to.data or "")

    @property
    def decided(self) -> Disposition:
        return Disposition(self.disposition.data)


def fields_left_in(reason: str, *, fill: bool) -> str:
    """What is wrong with braces in an answer: a field that stands unfilled, or one that nobody knows where each point
    has its own filled in. Empty: nothing."""
    left = unknown_fields_in(reason) if fill else known_fields_in(reason)
    if not left:
        return ""
    names = ", ".join(f"{{{name}}}" for name in left)
    if fill:
        return str(_("%(names)s is no field. Correct it, or write it without the braces.", names=names))
    return str(_("%(names)s is not filled in. Write what it stands for, or take it out.", names=names))


def row_number(typed: object) -> int:
    """A number that a row can have; anything else is no choice."""
    number = int(str(typed))
    if not 0 < number < 2**31:
        raise ValueError("no row has this number")
    return number


class BulkForm(AnswerForm):
    fills_fields = True

    points: Any = SelectMultipleField(
        _l("Points"),
        [required(_l("Tick at least one point."))],
        coerce=row_number,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class SatisfactionForm(BaseForm):
    satisfied = one_of(
        _l("Are you satisfied with what was decided?"),
        [("yes", _l("Satisfied")), ("no", _l("Not satisfied, because …"))],
        required(_l("Choose one of the two.")),
    )
    because = prose(_l("Because"), longest=5000, description=_l("Needed if you are not satisfied."))

    def validate_because(self, field: Field) -> None:
        if self.satisfied.data == "no" and not field.data:
            raise ValidationError(str(_l("Say what is missing, so that the team can see it.")))


class TakingBackForm(BaseForm):
    because = prose(
        _l("Why the answer is taken back"),
        needed(_l("Say why the answer is taken back. Everyone reads it where the answer stood.")),
        longest=2000,
        description=_l("Everyone reads it where the answer stood, until another is given."),
    )
