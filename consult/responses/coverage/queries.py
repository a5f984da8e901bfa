"""What an answer covers, what came into its theme since it was given, and what left."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import Comment, CommentState
from consult.core.bulk_sql import rows_where
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.models import Answer, AnswerCoverage, AnswerDraft
from consult.responses.queries import (
    IN_PLACE,
    TO_WHOLE_THEMES,
    Reached,
    belongs_mainly,
    covers,
    has_own_answer,
    is_unanswered,
    keeps_its_answer,
)

SHOWN = 50  # points on the page of what came and left


class Moved(NamedTuple):
    """Points, each letter once, of an answered theme without its answer; that left it and keep the answer; that have
    it, and are in the theme, but belong mainly to another."""

    came: int = 0
    left: int = 0
    beside: int = 0

    def of(self, reached: Reached) -> Reached:
        """What a change of the answer reaches: those it was given to."""
        return reached._replace(points=reached.points - self.came + self.left + self.beside)


def points_filed_under(theme_id: Any) -> Select[Any]:
    """Points that belong mainly to a theme and want an answer. Whoever answers could read them."""
    return _all_filed_under(theme_id).where(belongs_mainly())


def _all_filed_under(theme_id: Any) -> Select[Any]:
    query = select(Point).join(Point.comment).join(Assignment, Assignment.point_id == Point.id)
    return query.where(Assignment.theme_id == theme_id, Comment.state == CommentState.SENT, IN_PLACE)


def points_of_theme(theme: Theme, *, elsewhere: bool = False) -> list[tuple[int, float]]:
    """(point, how probably it belongs there), as an answer that is given now covers them; with those that belong mainly
    `elsewhere` and have no answer."""
    wanted = or_(belongs_mainly(), is_unanswered()) if elsewhere else belongs_mainly()
    points = _all_filed_under(theme.id).where(wanted)
    rows = db.session.execute(points.with_only_columns(Point.id, Assignment.p).order_by(Point.id))
    return [(point_id, p) for point_id, p in rows]


def covered_by(answer: Answer) -> list[tuple[int, float]]:
    mine = select(AnswerCoverage.point_id, AnswerCoverage.p).where(
        AnswerCoverage.answer_id == answer.id, AnswerCoverage.ended_at.is_(None)
    )
    return [(point_id, p) for point_id, p in db.session.execute(mine.order_by(AnswerCoverage.point_id))]


def taken_along(theme: Theme, draft: AnswerDraft) -> set[int]:
    """Points that a draft to a theme is for, too, though they belong mainly to another and have no answer."""
    more = set(dict(points_of_theme(theme, elsewhere=True))) - set(dict(points_of_theme(theme)))
    return more & {number for number, _p in draft.members}


def reached_beside(theme: Theme, draft: AnswerDraft | None, of_it: Reached, whole: Reached) -> tuple[Reached, bool]:
    """What a draft to a theme reaches, with those elsewhere told apart; and whether it takes them along."""
    if draft is None:
        return of_it, False
    along = taken_along(theme, draft)
    once = select(func.count(Point.id)).where(Point.id.in_(along), each_letter_once_condition())
    letters = (db.session.scalar(once) or 0) if along else 0
    fewer = {"points": of_it.points - letters, "copies": of_it.copies - (len(along) - letters)}
    return of_it._replace(**fewer, elsewhere=whole.elsewhere), bool(along)


def count_of_held(answer: Answer) -> int:
    """How many points an answer to a theme or an ask holds for, as the form that gives it counts them: each letter
    once, without those that keep an answer of their own."""
    kept = has_own_answer() if answer.ask_id is not None else keeps_its_answer()
    query = select(func.count(Point.id)).join(Point.comment).join(AnswerCoverage, AnswerCoverage.point_id == Point.id)
    query = query.join(Answer, Answer.id == AnswerCoverage.answer_id).where(Answer.id == answer.id, *covers(), ~kept)
    wanted = (Comment.state == CommentState.SENT, IN_PLACE, each_letter_once_condition())
    return db.session.scalar(query.where(*wanted)) or 0


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


def came_since_answers(guideline: Guideline) -> list[tuple[Theme, int]]:
    """Themes in use that have an answer, and points that came since without one, each letter once; the most leading."""
    came = came_since(Theme.id).where(each_letter_once_condition()).with_only_columns(func.count(Point.id))
    answered = select(Answer.id).where(Answer.theme_id == Theme.id, TO_WHOLE_THEMES, Answer.superseded_at.is_(None))
    query = select(Theme, came.correlate(Theme).scalar_subquery())
    query = query.where(Theme.guideline_id == guideline.id, Theme.state == ThemeState.ACTIVE, answered.exists())
    found = [(theme, many) for theme, many in db.session.execute(query) if many]
    return sorted(found, key=lambda one: (-one[1], one[0].id))


def left_since(theme_id: Any) -> Select[Any]:
    """Points that the theme's answer was given to and that stand in it no more."""
    query = select(Point).join(Point.comment).join(AnswerCoverage, AnswerCoverage.point_id == Point.id)
    query = query.join(Answer, Answer.id == AnswerCoverage.answer_id)
    member = select(Assignment.id).where(Assignment.theme_id == theme_id, Assignment.point_id == Point.id)
    given = (Answer.theme_id == theme_id, TO_WHOLE_THEMES, *stands())
    here = member.correlate(Point, Theme).exists()
    return query.where(*given, ~here, Comment.state == CommentState.SENT, IN_PLACE, ~has_own_answer())


def held_from_elsewhere(theme: Theme) -> Sequence[tuple[Answer, Sequence[int]]]:
    """Answers to other themes that points of this one keep, though they stand in those no more, with the points: as
    when a merge was undone after it was answered."""
    other = aliased(Assignment)
    there = select(other.id).where(other.point_id == Point.id, other.theme_id == Answer.theme_id)
    query = points_filed_under(theme.id).join(AnswerCoverage, AnswerCoverage.point_id == Point.id)
    query = query.join(Answer, Answer.id == AnswerCoverage.answer_id)
    given = (Answer.theme_id != theme.id, TO_WHOLE_THEMES, *covers())
    query = query.where(*given, ~there.correlate(Point, Answer).exists(), ~has_own_answer())
    found: dict[Answer, list[int]] = {}
    for answer, number in db.session.execute(query.with_only_columns(Answer, Point.id).order_by(Answer.id, Point.id)):
        found.setdefault(answer, []).append(number)
    return list(found.items())


def beside_it(theme_id: Any) -> Select[Any]:
    """Points that the theme's answer was given to, and that belong mainly to another theme that they are in, too."""
    query = _all_filed_under(theme_id).join(AnswerCoverage, AnswerCoverage.point_id == Point.id)
    query = query.join(Answer, Answer.id == AnswerCoverage.answer_id)
    given = (Answer.theme_id == theme_id, TO_WHOLE_THEMES, *stands())
    return query.where(*given, ~belongs_mainly(), ~has_own_answer())


def moved_since(themes: Iterable[Theme]) -> Mapping[int, Moved]:
    """By theme with a standing answer. One query."""
    once = each_letter_once_condition()
    moved = (
        of(Theme.id).where(once).with_only_columns(func.count(Point.id)).correlate(Theme).scalar_subquery()
        for of in (came_since, left_since, beside_it)
    )
    answered = select(Answer.id).where(Answer.theme_id == Theme.id, TO_WHOLE_THEMES, Answer.superseded_at.is_(None))
    query = select(Theme.id, *moved).where(Theme.id.in_([theme.id for theme in themes]), answered.exists())
    return {theme_id: Moved(*counts) for theme_id, *counts in db.session.execute(query)}


def first_of(query: Select[Any]) -> Sequence[Point]:
    return db.session.scalars(query.options(joinedload(Point.comment)).order_by(Point.id).limit(SHOWN)).unique().all()
