"""What an answer covers, what came into its theme since it was given, and what left."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import Comment, CommentState
from consult.core.bulk_sql import rows_where
from consult.core.database import db
from consult.responses.models import Answer, AnswerCoverage
from consult.responses.queries import (
    IN_PLACE,
    TO_WHOLE_THEMES,
    Reached,
    covers,
    has_own_answer,
    keeps_its_answer,
)

SHOWN = 50  # points on the page of what came and left


class Moved(NamedTuple):
    """Points, each letter once, that came into an answered theme since and wait; that left it and keep the answer."""

    came: int = 0
    left: int = 0

    def of(self, reached: Reached) -> Reached:
        """What a change of the answer reaches: those it was given to."""
        return reached._replace(points=reached.points - self.came + self.left)


def points_filed_under(theme_id: Any) -> Select[Any]:
    """Points of a theme that want an answer. Whoever answers could read them."""
    query = select(Point).join(Point.comment).join(Assignment, Assignment.point_id == Point.id)
    return query.where(Assignment.theme_id == theme_id, Comment.state == CommentState.SENT, IN_PLACE)


def points_of_theme(theme: Theme) -> list[tuple[int, float]]:
    """(point, how probably it belongs there), as an answer that is given now covers them."""
    rows = db.session.execute(points_filed_under(theme.id).with_only_columns(Point.id, Assignment.p).order_by(Point.id))
    return [(point_id, p) for point_id, p in rows]


def covered_by(answer: Answer) -> list[tuple[int, float]]:
    mine = select(AnswerCoverage.point_id, AnswerCoverage.p).where(
        AnswerCoverage.answer_id == answer.id, AnswerCoverage.ended_at.is_(None)
    )
    return [(point_id, p) for point_id, p in db.session.execute(mine.order_by(AnswerCoverage.point_id))]


def stands() -> tuple[ColumnElement[bool], ...]:
    return Answer.superseded_at.is_(None), AnswerCoverage.ended_at.is_(None)


def points_of_ask(ask: Ask) -> list[tuple[int, float]]:
    """(point, how probably it belongs to the ask's theme), as an answer that is given now covers them."""
    query = select(Point).join(Point.comment).join(AskMember, AskMember.point_id == Point.id)
    query = query.where(AskMember.ask_id == ask.id, Comment.state == CommentState.SENT, IN_PLACE)
    there = select(func.max(Assignment.p)).where(Assignment.point_id == Point.id, Assignment.theme_id == ask.theme_id)
    p = func.coalesce(there.correlate(Point).scalar_subquery(), 0.0)
    rows = db.session.execute(query.with_only_columns(Point.id, p).order_by(Point.id))
    return [(point_id, share) for point_id, share in rows]


def kept_by_asks(points: Iterable[int]) -> set[int]:
    """Which of these points the answer to an ask holds for."""
    given = select(AnswerCoverage.point_id).join(Answer, Answer.id == AnswerCoverage.answer_id)
    given = given.where(Answer.ask_id.is_not(None), *covers())
    return {number for (number,) in rows_where(given, AnswerCoverage.point_id, sorted(points))}


def came_since(theme_id: Any) -> Select[Any]:
    """Points of an answered theme that its answer was not given to and that have none of their own or of their ask."""
    covered = select(AnswerCoverage.id).join(Answer, Answer.id == AnswerCoverage.answer_id)
    covered = covered.where(
        Answer.theme_id == theme_id,
        Answer.superseded_at.is_(None),
        AnswerCoverage.point_id == Point.id,
        AnswerCoverage.ended_at.is_(None),
    )
    return points_filed_under(theme_id).where(
        ~covered.correlate(Point, Assignment, Theme).exists(), ~keeps_its_answer()
    )


def left_since(theme_id: Any) -> Select[Any]:
    """Points that the theme's answer was given to and that stand in it no more."""
    query = select(Point).join(Point.comment).join(AnswerCoverage, AnswerCoverage.point_id == Point.id)
    query = query.join(Answer, Answer.id == AnswerCoverage.answer_id)
    member = select(Assignment.id).where(Assignment.theme_id == theme_id, Assignment.point_id == Point.id)
    given = (Answer.theme_id == theme_id, TO_WHOLE_THEMES, *stands())
    here = member.correlate(Point, Theme).exists()
    return query.where(*given, ~here, Comment.state == CommentState.SENT, IN_PLACE, ~has_own_answer())


def moved_since(themes: Iterable[Theme]) -> Mapping[int, Moved]:
    """By theme with a standing answer. One query."""
    once = each_letter_once_condition()
    came, left = (
        of(Theme.id).where(once).with_only_columns(func.count(Point.id)).correlate(Theme).scalar_subquery()
        for of in (came_since, left_since)
    )
    answered = select(Answer.id).where(Answer.theme_id == Theme.id, TO_WHOLE_THEMES, Answer.superseded_at.is_(None))
    query = select(Theme.id, came, left).where(Theme.id.in_([theme.id for theme in themes]), answered.exists())
    return {theme_id: Moved(*counts) for theme_id, *counts in db.session.execute(query)}


def first_of(query: Select[Any]) -> Sequence[Point]:
    return db.session.scalars(query.options(joinedload(Point.comment)).order_by(Point.id).limit(SHOWN)).unique().all()
