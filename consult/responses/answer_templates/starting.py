"""What an answer begins with, as the address says: a template filled in for the case, or an answer given before."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_login import current_user

from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.drafts.models import Guideline
from consult.responses.answer_templates.actions import note_use
from consult.responses.answer_templates.filling import words_for
from consult.responses.answer_templates.models import AnswerTemplate
from consult.responses.answer_templates.queries import template_named
from consult.responses.bulk.models import BulkAct
from consult.responses.forms import AnswerForm, row_number
from consult.responses.memory.actions import decide_about, outcome_of
from consult.responses.memory.queries import Offer
from consult.responses.models import Answer, AnswerDraft, Disposition


@dataclass(frozen=True)
class StartedAnswer:
    """A template in the words of the case; `missing` fields are to be written by hand."""

    template: AnswerTemplate
    reason: str
    missing: tuple[str, ...] = ()
    referred_to_id: int | None = None

    @property
    def disposition(self) -> Disposition | None:
        return self.template.disposition


@dataclass(frozen=True)
class Begun:
    """An offer that is edited goes before a template; else the form opens with what the point inherits."""

    like: Offer | None = None
    started: StartedAnswer | None = None
    inherited: Answer | None = None

    @property
    def words(self) -> Answer | AnswerDraft | StartedAnswer | None:
        return self.like.answer if self.like is not None else self.started


def begun_answer(
    guideline: Guideline,
    about: Point | Theme | Ask,
    offers: Sequence[Offer],
    inherited: Answer | None = None,
    *,
    answered: int | None = None,
) -> Begun:
    """`?like=` names an offer by its point, `?template=` a template."""
    number: int = request.args.get("like", 0, type=row_number)
    like = next((offer for offer in offers if offer.point.id == number), None)
    template = template_asked(guideline) if like is None else None
    if template is None:
        return Begun(like, None, inherited)
    filled = words_for(template.text, about, answered)
    return Begun(None, StartedAnswer(template, filled.text, filled.missing), inherited)


def template_asked(guideline: Guideline) -> AnswerTemplate | None:
    """One that was put away, or another desk's, is not asked for."""
    number: int = request.args.get("template", 0, type=row_number)
    return template_named(guideline, number)


def note_beginning(about: Point | Theme | Ask, begun: Begun, form: AnswerForm) -> None:
    if begun.started is not None:
        note_start(begun.started.template, about)
    if begun.like is not None:
        decide_about(about, begun.like, outcome_of(begun.like, form.decided, form.reason.data), by=current_user)


def note_start(template: AnswerTemplate | None, about: Point | Theme | Ask | BulkAct) -> None:
    if template is not None:
        note_use(template, about, by=current_user)
