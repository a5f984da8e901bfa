"""Questions of a round, sheets, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.questions.models import AnswerSheet, QuestionKind, RoundQuestion, TickedOption
from consult.comments.questions.rules import Answers
from consult.comments.questions.words import option_named
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.core.templating import percent


@dataclass(frozen=True)
class QuestionResult:
    """How many people ticked each option; `people`: who answered this question, each once."""

    question: RoundQuestion
    counts: Sequence[int]
    people: int

    @property
    def rows(self) -> list[tuple[str, int, str, str]]:
        """For bars, with the share of those who answered."""
        named = [str(option_named(self.question, text)) for text in self.question.options]
        pairs = zip(named, self.counts, strict=True)
        return [(text, n, "", percent(n / self.people) if self.people else "") for text, n in pairs]

    @property
    def mean(self) -> float | None:
        """Of a scale, counted from 1."""
        if self.question.kind != QuestionKind.SCALE or not self.people:
            return None
        return sum(step * n for step, n in enumerate(self.counts, start=1)) / self.people


@once_a_page
def questions_of(round_: Round) -> Sequence[RoundQuestion]:
    query = select(RoundQuestion).where(RoundQuestion.round_id == round_.id)
    return db.session.scalars(query.order_by(RoundQuestion.position, RoundQuestion.id)).all()


def question_in(round_: Round, question_id: int) -> RoundQuestion | None:
    found = db.session.get(RoundQuestion, question_id)
    return found if found is not None and found.round_id == round_.id else None


def has_begun(round_: Round) -> bool:
    """Whether anybody has answered or written in it, if only a draft."""
    sheets = select(AnswerSheet.id).where(AnswerSheet.round_id == round_.id).exists()
    comments = select(Comment.id).where(Comment.round_id == round_.id).exists()
    return bool(db.session.scalar(select(sheets | comments)))


def is_answered(question: RoundQuestion) -> bool:
    """Also by a guest whose sheet waits to be confirmed."""
    ticked = select(TickedOption.id).where(TickedOption.question_id == question.id)
    return db.session.scalar(ticked.limit(1)) is not None


def sheet_of(person: Person, round_: Round, *, confirmed: bool = True) -> AnswerSheet | None:
    mine = (AnswerSheet.round_id == round_.id, AnswerSheet.person_id == person.id)
    state = AnswerSheet.confirmed_at.is_not(None) if confirmed else AnswerSheet.confirmed_at.is_(None)
    return db.session.scalars(select(AnswerSheet).where(*mine, state)).one_or_none()


def answers_on(sheet: AnswerSheet | None) -> Answers:
    given: dict[int, list[int]] = {}
    for tick in sheet.ticks if sheet is not None else ():
        given.setdefault(tick.question_id, []).append(tick.option)
    return given


def people_who_answered(round_: Round) -> int:
    counted = (AnswerSheet.round_id == round_.id, AnswerSheet.confirmed_at.is_not(None))
    return db.session.scalar(select(func.count(AnswerSheet.id)).where(*counted)) or 0


def question_results(round_: Round) -> list[QuestionResult]:
    """Of its closed questions; people, not rows: one sheet each."""
    counted = (AnswerSheet.round_id == round_.id, AnswerSheet.confirmed_at.is_not(None))
    ticked = select(TickedOption.question_id, TickedOption.option, func.count()).join(AnswerSheet).where(*counted)
    grouped = db.session.execute(ticked.group_by(TickedOption.question_id, TickedOption.option))
    numbers = {(question, option): n for question, option, n in grouped}
    answered = select(TickedOption.question_id, func.count(TickedOption.sheet_id.distinct())).join(AnswerSheet)
    people = dict(db.session.execute(answered.where(*counted).group_by(TickedOption.question_id)).all())
    return [
        QuestionResult(one, [numbers.get((one.id, n), 0) for n in range(len(one.options))], people.get(one.id, 0))
        for one in questions_of(round_)
        if one.closed
    ]


def answers_held(person: Person) -> list[dict[str, Any]]:
    """All that they answered anywhere, a sheet a row, in the words of the questions."""
    sheets = select(AnswerSheet).where(AnswerSheet.person_id == person.id).order_by(AnswerSheet.id)
    found = db.session.scalars(sheets.options(joinedload(AnswerSheet.round))).unique().all()
    ticked = select(TickedOption.sheet_id, TickedOption.option, RoundQuestion.text, RoundQuestion.options)
    ticked = ticked.join(RoundQuestion).where(TickedOption.sheet_id.in_([sheet.id for sheet in found]))
    rows = db.session.execute(ticked.order_by(TickedOption.id)).all() if found else []
    return [
        {
            "round": sheet.round.slug,
            "saved": sheet.saved_at,
            "counted": sheet.confirmed_at,
            "said": [{"question": r.text, "answer": r.options[r.option]} for r in rows if r.sheet_id == sheet.id],
        }
        for sheet in found
    ]
