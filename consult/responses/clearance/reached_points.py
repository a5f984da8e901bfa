"""Points that an answer on its way is for: a second reader reads some of them before they say yes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_, select, true, union_all
from sqlalchemy.orm import aliased, joinedload

from consult.analysis.asks.models import AskMember
from consult.analysis.models import Point
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import Comment, CommentState, Stance
from consult.core.database import db
from consult.responses.clearance.queries import OPEN, is_drafted
from consult.responses.models import AnswerDraft
from consult.responses.queries import IN_PLACE, has_own_answer, keeps_its_answer

FIRST = 5  # shown of each answer before one asks for all


@dataclass(frozen=True)
class ReachedPoints:
    """A few of every stance, those that oppose leading; how many take which; how many more have an answer of their own
    or of their ask on its way, which holds for them instead."""

    first: Sequence[Point] = ()
    stances: Mapping[Stance, int] = field(default_factory=dict)
    nearer: int = 0

    @property
    def total(self) -> int:
        return sum(self.stances.values())


def reached_points(drafts: Collection[int]) -> Mapping[int, ReachedPoints]:
    """By draft (its number). Two queries, however many there are."""
    if not drafts:
        return {}
    each = _each_answered(drafts).subquery()
    stances: dict[int, dict[Stance, int]] = defaultdict(dict)
    nearer = Counter[int]()
    alike = (each.c.of, each.c.nearer, each.c.stance)
    for number, left_out, stance, count in db.session.execute(
        select(*alike, func.count()).group_by(*alike).order_by(each.c.stance)
    ):
        if left_out:
            nearer[number] += count
        else:
            stances[number][stance] = count
    first: dict[int, list[Point]] = defaultdict(list)
    for number, point in db.session.execute(_some_of_every_stance(each)).unique():
        first[number].append(point)
    return {number: ReachedPoints(first[number], stances[number], nearer[number]) for number in drafts}


def _some_of_every_stance(each: Any) -> Select[Any]:
    """(draft, point): the first of each stance, then the second of each, until there are enough."""
    alike = func.row_number().over(partition_by=(each.c.of, each.c.stance), order_by=(~each.c.once, each.c.point_id))
    of_stance = select(each, alike.label("turn")).where(~each.c.nearer).subquery()
    in_turn = (of_stance.c.turn, *_opposing_first(of_stance))
    place = func.row_number().over(partition_by=of_stance.c.of, order_by=in_turn).label("place")
    ranked = select(of_stance, place).subquery()
    query = select(ranked.c.of, Point).join(Point, Point.id == ranked.c.point_id).where(ranked.c.place <= FIRST)
    query = query.options(joinedload(Point.comment), joinedload(Point.campaign))
    return query.order_by(ranked.c.of, *_opposing_first(ranked))


def all_reached_points(draft: AnswerDraft) -> Select[Any]:
    """Every one of them, in the same order."""
    each = _each_answered([draft.id]).subquery()
    query = select(Point).join(each, each.c.point_id == Point.id).where(~each.c.nearer).order_by(*_opposing_first(each))
    return query.options(joinedload(Point.comment), joinedload(Point.campaign))


def _opposing_first(each: Any) -> tuple[Any, ...]:
    """What repeats a letter comes last."""
    return case((each.c.stance == Stance.OPPOSE, 0), else_=1), ~each.c.once, each.c.point_id


def _each_answered(drafts: Collection[int]) -> Any:
    """(draft, point, stance, whether its letter counts by it, whether a nearer answer is on its way): of themes and
    asks the points they were written for; of drafts to points those of all that have the same words of the same
    person."""
    told = select(
        AnswerDraft.id.label("of"),
        Point.id.label("point_id"),
        Comment.stance.label("stance"),
        each_letter_once_condition().label("once"),
        and_(AnswerDraft.point_id.is_(None), _is_drafted_nearer()).label("nearer"),
    )
    stands = (AnswerDraft.id.in_(drafts), Comment.state == CommentState.SENT, IN_PLACE)
    each, number = _members()
    of_many = told.select_from(AnswerDraft).join(each, true()).join(Point, Point.id == number).join(Point.comment)
    of_many = of_many.where(
        *stands,
        AnswerDraft.point_id.is_(None),
        each_letter_once_condition(),
        ~has_own_answer(),
        or_(AnswerDraft.ask_id.is_not(None), ~keeps_its_answer()),
    )
    other = aliased(AnswerDraft)
    alike = told.select_from(AnswerDraft).join(other, _same_words(other)).join(Point, Point.id == other.point_id)
    return union_all(of_many, alike.join(Point.comment).where(*stands, AnswerDraft.point_id.is_not(None)))


def _is_drafted_nearer() -> ColumnElement[bool]:
    """For a select of drafts to themes and asks with their points: an answer to the point itself, or of a theme's point
    to its ask, is on its way."""
    other = aliased(AnswerDraft)
    of_ask = select(other.id).join(AskMember, AskMember.ask_id == other.ask_id)
    of_ask = of_ask.where(AskMember.point_id == Point.id, other.stage.in_(OPEN))
    return or_(is_drafted(), and_(AnswerDraft.ask_id.is_(None), of_ask.correlate(Point).exists()))


def _members() -> tuple[Any, Any]:
    """The members of a draft as rows, and the number of the point in each."""
    if db.engine.dialect.name == "sqlite":
        each = func.json_each(AnswerDraft.members).table_valued("value", joins_implicitly=True)
        return each, cast(func.json_extract(each.c.value, "$[0]"), Integer)
    each = func.json_array_elements(AnswerDraft.members).table_valued("value", joins_implicitly=True)
    return each, cast(func.json_extract_path_text(each.c.value, "0"), Integer)


def _same_words(other: Any) -> Any:
    """At the same stage; one that was given back with a note stands alone."""
    same = ("guideline_id", "stage", "by_id", "disposition", "reason", "note")
    alike = [getattr(other, name) == getattr(AnswerDraft, name) for name in same]
    referred = other.referred_to_id.is_not_distinct_from(AnswerDraft.referred_to_id)
    return or_(other.id == AnswerDraft.id, and_(*alike, referred, other.note == ""))
