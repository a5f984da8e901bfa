"""Forms about questions: setting one, and who answers without an account."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, ValidationError
from wtforms.validators import NumberRange, Optional

from consult.accounts.forms import email_field
from consult.comments.forms import UnknownSenderForm, hidden
from consult.comments.questions.labels import QUESTION_KIND_NAMES
from consult.comments.questions.models import QuestionKind
from consult.comments.questions.rules import LONGEST_OPTION, MOST_OPTIONS, options_said
from consult.core.forms import BaseForm, line, one_of, prose, required

CHOICES = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}


class QuestionForm(BaseForm):
    question = prose(_l("Question"), required(), longest=1000)
    kind = one_of(_l("How it is answered"), list(QUESTION_KIND_NAMES.items()), required(), default=QuestionKind.SINGLE)
    options = prose(
        _l("Answers to choose from"), longest=8000, description=_l("One in each line. For a scale this stays empty.")
    )
    steps: Any = IntegerField(
        _l("Steps of a scale"), [Optional(), NumberRange(2, 11, _l("Give a number from 2 to 11."))], default=5
    )
    lowest = line(_l("The lowest step means"), longest=60)
    highest = line(_l("The highest step means"), longest=60)

    def validate_options(self, field: Field) -> None:
        said = [line for line in (field.data or "").splitlines() if line.strip()]
        if self.kind.data not in CHOICES:
            return
        if len(self.said) < 2:
            raise ValidationError(_("Give at least two answers to choose from, one in each line."))
        if len(said) > MOST_OPTIONS or max(map(len, said)) > LONGEST_OPTION:
            bounds = {"most": MOST_OPTIONS, "letters": LONGEST_OPTION}
            raise ValidationError(_("Give at most %(most)s answers of at most %(letters)s characters.", **bounds))

    @property
    def said(self) -> list[str]:
        """Its options, as they are kept."""
        ends = {"lowest": self.lowest.data or "", "highest": self.highest.data or ""}
        return options_said(QuestionKind(self.kind.data), self.options.data or "", steps=self.steps.data, **ends)


class AnswererForm(UnknownSenderForm):
    """Who answers without an account."""

    token = hidden()
    email = email_field(
        description=_l("We send a link to it; your answers count once you have opened it. It is never shown."),
        render_kw={"autocomplete": "email"},
    )
