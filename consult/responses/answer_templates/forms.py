"""The form of a template."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError

from consult.core.forms import at_most, choice, line, prose
from consult.drafts.evidence.forms import CitingForm
from consult.responses.answer_templates.actions import has_that_name, name_taken, no_such_field
from consult.responses.answer_templates.fields import unknown_fields_in
from consult.responses.answer_templates.models import AnswerTemplate
from consult.responses.forms import needed
from consult.responses.labels import DISPOSITION_NAMES
from consult.responses.models import Disposition


class TemplateForm(CitingForm):
    """`template` is the one that is changed; `guideline` whose desk it is of."""

    cites = ("text",)
    template: AnswerTemplate | None = None

    name = line(_l("Name of the template"), needed(), longest=120)
    disposition = choice(
        _l("What is decided with it (may stay open)"),
        [("", _l("Left to whoever answers")), *((d.value, name) for d, name in DISPOSITION_NAMES.items())],
        at_most(60),
        default="",
    )
    text = prose(
        _l("Its words"),
        needed(),
        longest=5000,
        description=_l("Fields in braces, {clause}, are filled in when an answer begins with it."),
    )
    base_version: Any = HiddenField()

    def validate_name(self, field: Field) -> None:
        if self.guideline is not None and has_that_name(self.guideline, field.data, self.template):
            raise ValidationError(name_taken())

    def validate_text(self, field: Field) -> None:
        unknown = unknown_fields_in(field.data or "")
        if unknown:
            raise ValidationError(no_such_field(unknown))

    @property
    def decided(self) -> Disposition | None:
        return Disposition(self.disposition.data) if self.disposition.data else None
