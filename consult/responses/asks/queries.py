"""What was answered ask by ask: standing answers and drafts by ask, and how many points came since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.responses.answer_queue import FEW
from consult.responses.clearance.queries import OPEN
from consult.responses.coverage.queries import covered_by, points_of_ask
from consult.responses.models import Answer, AnswerCoverage, AnswerDraft
from consult.responses.queries import IN_PLACE, has_own_answer, theme_on_desk


@dataclass(frozen=True)
class AskAnswer:
    """What was decided about an ask, what is on its way, how many of its points keep their own answer, and how many
    came since and wait."""

    answer: Answer | None = None
    draft: AnswerDraft | None = None
    kept: int = 0
    came: int = 0


def ask_on_desk(person: Person | None, ask_id: int) -> tuple[Ask, Membership] | None:
    ask = db.session.get(Ask, ask_id)
    found = theme_on_desk(person, ask.theme_id) if ask is not None else None
    return (ask, found[1]) if ask is not None and found is not None else None


def answers_to_asks(asks: Sequence[Ask]) -> Mapping[int, AskAnswer]:
    """By ask. Three queries."""
    ids = [ask.id for ask in asks]
    given = select(Answer).where(Answer.ask_id.in_(ids), Answer.superseded_at.is_(None)).options(joinedload(Answer.by))
    answers = {answer.ask_id: answer for answer in db.session.scalars(given)}
    waiting = select(AnswerDraft).where(AnswerDraft.ask_id.in_(ids), AnswerDraft.stage.in_(OPEN))
    drafts = {draft.ask_id: draft for draft in db.session.scalars(waiting.options(joinedload(AnswerDraft.by)))}
    covered = select(AnswerCoverage.id).join(Answer, Answer.id == AnswerCoverage.answer_id)
    covered = covered.where(
        Answer.ask_id == AskMember.ask_id,
        Answer.superseded_at.is_(None),
        AnswerCoverage.point_id == Point.id,
        AnswerCoverage.ended_at.is_(None),
    ).correlate(Point, AskMember)
    kept, came = (
        func.count().filter(has_own_answer()),
        func.count().filter(~has_own_answer(), ~covered.exists()),
    )
    members = select(AskMember.ask_id, kept, came).join(Point, Point.id == AskMember.point_id)
    members = members.join(Comment, Comment.id == Point.comment_id).group_by(AskMember.ask_id)
    stands = (AskMember.ask_id.in_(ids), Comment.state == CommentState.SENT, IN_PLACE)
    counts = {ask_id: numbers for ask_id, *numbers in db.session.execute(members.where(*stands))}
    return {
        number: AskAnswer(
            answers.get(number),
            drafts.get(number),
            counts.get(number, (0, 0))[0],
            counts.get(number, (0, 0))[1] if number in answers else 0,
        )
        for number in ids
    }


def ask_points_to_answer(ask: Ask, given: Answer | None, draft: AnswerDraft | None = None) -> Sequence[Point]:
    """Those that an answer given now is for: of one that stands or is on its way, those it was given to."""
    members: Sequence[Sequence[Any]] = draft.members if draft is not None else []
    if draft is None:
        members = covered_by(given) if given is not None else points_of_ask(ask)
    numbers = [number for number, _p in members]
    query = select(Point).where(Point.id.in_(numbers), ~has_own_answer()).options(joinedload(Point.comment))
    return db.session.scalars(query.order_by(Point.id)).unique().all()


def examples_of_ask(ask: Ask) -> Sequence[Point]:
    return examples_of_asks([ask])[ask.id]


def examples_of_asks(asks: Sequence[Ask]) -> Mapping[int, Sequence[Point]]:
    """Of each a few of its points, its quote first: answers given before are looked for by them. One query."""
    quote_first = ((Point.id != Ask.quote_id), Point.id)
    rank = func.row_number().over(partition_by=AskMember.ask_id, order_by=quote_first).label("rank")
    there = select(AskMember.ask_id, Point.id, rank).join(Point, Point.id == AskMember.point_id)
    there = there.join(Ask, Ask.id == AskMember.ask_id).join(Comment, Comment.id == Point.comment_id)
    stands = (AskMember.ask_id.in_([ask.id for ask in asks]), Comment.state == CommentState.SENT, IN_PLACE)
    ranked = there.where(*stands).subquery()
    query = select(ranked.c.ask_id, Point).join(Point, Point.id == ranked.c.id).where(ranked.c.rank <= FEW)
    query = query.options(joinedload(Point.comment)).order_by(ranked.c.ask_id, ranked.c.rank)
    found: dict[int, list[Point]] = {ask.id: [] for ask in asks}
    for number, point in db.session.execute(query).unique() if asks else ():
        found[number].append(point)
    return found
