"""How far the answering is: in all, by pillar, by type of comment, by person. One query each."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment, CommentType
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.models import Guideline, Pillar, Wording
from consult.responses.models import Answer
from consult.responses.queries import (
    answerable_points,
    has_inherited_answer,
    has_own_answer,
    inherited_answer_id,
    own_answer_id,
)


class AnswerProgress(NamedTuple):
    """Points in all, and how many have an answer of their own or inherit one."""

    points: int = 0
    own: int = 0
    inherited: int = 0

    @property
    def answered(self) -> int:
        return self.own + self.inherited

    @property
    def unanswered(self) -> int:
        return self.points - self.answered

    @property
    def share(self) -> float:
        return self.answered / self.points if self.points else 0.0


class Work(NamedTuple):
    """What one person answered: points one by one, and points that inherit from themes they answered."""

    person: Person
    own: int
    inherited: int


def filed_under() -> ColumnElement[Any]:
    """The pillar of a point, as its author filed it; where they named none, the one it speaks of."""
    return func.coalesce(Wording.pillar_id, Comment.pillar_id, Point.pillar_id)


def with_wording(points: Select[Any], guideline: Guideline) -> Select[Any]:
    """Join to points the wording that their comment was made on."""
    same = and_(
        Wording.clause_id == Comment.clause_id,
        Wording.draft_id == Round.draft_id,
        Wording.language == guideline.language,
    )
    return points.outerjoin(Wording, same)


def answer_progress(guideline: Guideline) -> AnswerProgress:
    each = _each(guideline)
    return AnswerProgress(*db.session.execute(select(*_counts(each))).one())


def progress_by_pillar(guideline: Guideline) -> list[tuple[Pillar | None, AnswerProgress]]:
    """Every pillar in its order; None stands for points on the whole text that speak of none."""
    each = _each(guideline)
    rows = db.session.execute(select(each.c.pillar_id, *_counts(each)).group_by(each.c.pillar_id))
    counted = {pillar_id: AnswerProgress(*numbers) for pillar_id, *numbers in rows}
    by_pillar: list[tuple[Pillar | None, AnswerProgress]] = [
        (pillar, counted.get(pillar.id, AnswerProgress())) for pillar in guideline.pillars
    ]
    return [*by_pillar, (None, counted[None])] if None in counted else by_pillar


def progress_by_type(guideline: Guideline) -> list[tuple[CommentType, AnswerProgress]]:
    each = _each(guideline)
    rows = db.session.execute(select(each.c.type, *_counts(each)).group_by(each.c.type))
    counted = {kind: AnswerProgress(*numbers) for kind, *numbers in rows}
    return [(kind, counted[kind]) for kind in CommentType if kind in counted]


def work_by_person(guideline: Guideline) -> Sequence[Work]:
    """Who gave the answers that stand, the one whose answers reach most points first."""
    own, inherited = own_answer_id().label("own"), inherited_answer_id().label("inherited")
    each = answerable_points(guideline).with_only_columns(own, inherited).subquery()
    given = Answer.id == func.coalesce(each.c.own, each.c.inherited)
    reached = func.count()
    query = select(Person, func.count(each.c.own), reached - func.count(each.c.own))
    query = query.join(Answer, Answer.by_id == Person.id).join(each, given).group_by(Person.id)
    rows = db.session.execute(query.order_by(reached.desc(), Person.id)).unique()
    return [Work(person, own, inherited) for person, own, inherited in rows]


def _each(guideline: Guideline) -> Subquery:
    """A row for each point: its pillar, its type, whether it has an answer of its own or from a theme."""
    columns = (
        Point.id.label("point_id"),
        Comment.type.label("type"),
        filed_under().label("pillar_id"),
        has_own_answer().label("own"),
        has_inherited_answer().label("inherited"),
    )
    return with_wording(answerable_points(guideline), guideline).with_only_columns(*columns).subquery()


def _counts(each: Subquery) -> tuple[ColumnElement[Any], ...]:
    inherits = and_(~each.c.own, each.c.inherited)
    return func.count(), func.count().filter(each.c.own), func.count().filter(inherits)
