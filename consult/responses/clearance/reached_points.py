"""Points that an answer on its way is for: a second reader reads some of them before they say yes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, Select, and_, case, cast, func, or_, select, true, union_all
from sqlalchemy.orm import aliased, joinedload

from consult.analysis.models import Point
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import Comment, CommentState, Stance
from consult.core.database import db
from consult.responses.models import AnswerDraft
from consult.responses.queries import IN_PLACE, has_own_answer, keeps_its_answer

FIRST = 5  # shown of each answer before one asks for all


@dataclass(frozen=True)
class ReachedPoints:
    """The first few, those that oppose leading; how many take which stance."""

    first: Sequence[Point] = ()
    stances: Mapping[Stance, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.stances.values())


def reached_points(drafts: Collection[int]) -> Mapping[int, ReachedPoints]:
    """By draft (its number). Two queries, however many there are."""
    if not drafts:
        return {}
    each = _each_answered(drafts).subquery()
    stances: dict[int, dict[Stance, int]] = defaultdict(dict)
    for number, stance, count in db.session.execute(
        select(each.c.of, each.c.stance, func.count()).group_by(each.c.of, each.c.stance).order_by(each.c.stance)
    ):
        stances[number][stance] = count
    place = func.row_number().over(partition_by=each.c.of, order_by=_opposing_first(each)).label("place")
    ranked = select(each.c.of, each.c.point_id, place).subquery()
    query = select(ranked.c.of, Point).join(Point, Point.id == ranked.c.point_id).where(ranked.c.place <= FIRST)
    query = query.options(joinedload(Point.comment), joinedload(Point.campaign)).order_by(ranked.c.of, ranked.c.place)
    first: dict[int, list[Point]] = defaultdict(list)
    for number, point in db.session.execute(query).unique():
        first[number].append(point)
    return {number: ReachedPoints(first[number], stances[number]) for number in drafts}


def all_reached_points(draft: AnswerDraft) -> Select[Any]:
    """Every one of them, in the same order."""
    each = _each_answered([draft.id]).subquery()
    query = select(Point).join(each, each.c.point_id == Point.id).order_by(*_opposing_first(each))
    return query.options(joinedload(Point.comment), joinedload(Point.campaign))


def _opposing_first(each: Any) -> tuple[Any, ...]:
    """What repeats a letter comes last."""
    return case((each.c.stance == Stance.OPPOSE, 0), else_=1), ~each.c.once, each.c.point_id


def _each_answered(drafts: Collection[int]) -> Any:
    """(draft, point, stance, whether its letter counts by it): of themes and asks the points they were written for; of
    drafts to points those of all that have the same words of the same person."""
    told = select(
        AnswerDraft.id.label("of"),
        Point.id.label("point_id"),
        Comment.stance.label("stance"),
        each_letter_once_condition().label("once"),
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
