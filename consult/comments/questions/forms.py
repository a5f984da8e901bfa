"""Forms about questions: setting one, and who answers without an account."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from consult.accounts.forms import email_field
from consult.comments.forms import UnknownSenderForm, hidden
from consult.comments.questions.labels import QUESTION_KIND_NAMES
from consult.comments.questions.models import QuestionKind, RoundQuestion
from consult.comments.questions.rules import (
    LONGEST_OPTION,
    MOST_OPTIONS,
    ends_of_scale,
    lines_typed,
    may_be_asked,
    options_said,
    same_twice,
    version_of_question,
)
from consult.core.forms import BaseForm, line, one_of, prose, required

CHOICES = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}


class QuestionForm(BaseForm):
    others: Sequence[str] = ()  # what the round asks beside it

    base_version: Any = HiddenField()
    question = prose(_l("Question"), required(), longest=1000)
    kind = one_of(
        _l("How it is answered"),
        list(QUESTION_KIND_NAMES.items()),
        InputRequired(_l("Choose how it is answered.")),
        default=QuestionKind.SINGLE,
    )
    options = prose(
        _l("Answers to choose from"), longest=8000, description=_l("One in each line. For a scale this stays empty.")
    )
    steps: Any = IntegerField(
        _l("Steps of a scale"), [Optional(), NumberRange(2, 11, _l("Give a number from 2 to 11."))], default=5
    )
    lowest = line(_l("The lowest step means"), longest=60)
    highest = line(_l("The highest step means"), longest=60)

    def validate_question(self, field: Field) -> None:
        ruling = may_be_asked(field.data or "", self.others)
        if not ruling:
            raise ValidationError(ruling.refusal)

    def validate_options(self, field: Field) -> None:
        said = lines_typed(field.data or "")
        if self.kind.data not in CHOICES:
            return
        if len(said) < 2:
            raise ValidationError(_("Give at least two answers to choose from, one in each line."))
        if len(said) > MOST_OPTIONS or max(map(len, said)) > LONGEST_OPTION:
            bounds = {"most": MOST_OPTIONS, "letters": LONGEST_OPTION}
            raise ValidationError(_("Give at most %(most)s answers of at most %(letters)s characters.", **bounds))
        if twice := same_twice(said):
            raise ValidationError(_("“%(answer)s” stands there twice. Give each answer once.", answer=twice[0]))

    def fill(self, question: RoundQuestion) -> None:
        """As it was set."""
        self.question.data, self.kind.data = question.text, question.kind
        self.base_version.data = version_of_question(question)
        if question.kind == QuestionKind.SCALE:
            self.steps.data = len(question.options)
            self.lowest.data, self.highest.data = ends_of_scale(question.options)
        else:
            self.options.data = "\n".join(question.options)

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
