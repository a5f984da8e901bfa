"""Drafts of answers, found: of a point or theme, of a guideline by stage."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union, union_all
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.shared.population import each_letter_once_condition
from consult.core.bulk_sql import rows_where
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.drafts.row_cache.rows import rows_held
from consult.responses.models import AnswerDraft, AnswerStage, ClearancePolicy
from consult.responses.queries import Reached, belongs_mainly, has_own_answer, keeps_its_answer
from consult.responses.tallies.models import AnswerStanding

OPEN = (AnswerStage.DRAFT, AnswerStage.FOR_CLEARANCE, AnswerStage.CLEARED)
WAITING = (AnswerStage.FOR_CLEARANCE, AnswerStage.CLEARED)  # its author is done with it


def clearance_required(guideline: Guideline) -> bool:
    asked = select(ClearancePolicy).where(ClearancePolicy.guideline_id == guideline.id)
    return all(policy.required for policy in rows_held(guideline, "clearance", asked))


def open_draft(*, point: Point | None = None, theme: Theme | None = None, ask: Ask | None = None) -> AnswerDraft | None:
    """The one that is on its way for this very point, theme or ask."""
    if point is not None:
        about = AnswerDraft.point_id == point.id
    elif ask is not None:
        about = AnswerDraft.ask_id == ask.id
    else:
        of_theme = AnswerDraft.theme_id == (theme.id if theme is not None else None)
        about = and_(of_theme, AnswerDraft.ask_id.is_(None))
    return db.session.scalars(select(AnswerDraft).where(about, AnswerDraft.stage.in_(OPEN))).one_or_none()


class DraftsOpen(NamedTuple):
    """How many answers are on their way, and a version that changes with each that begins or ends."""

    drafts: int
    version: str


def drafts_open(guideline: Guideline) -> DraftsOpen:
    there = (AnswerDraft.guideline_id == guideline.id, AnswerDraft.stage.in_(OPEN))
    drafts, last = db.session.execute(select(func.count(), func.max(AnswerDraft.id)).where(*there)).one()
    return DraftsOpen(drafts, f" {drafts}.{last or 0}")


def drafts_to_both(
    points: Collection[int], themes: Collection[int]
) -> tuple[dict[int, AnswerDraft], dict[int, AnswerDraft]]:
    """What is on its way to these very points, and to these themes as a whole. One query."""
    to_themes = and_(AnswerDraft.theme_id.in_(themes), AnswerDraft.ask_id.is_(None))
    query = select(AnswerDraft).where(or_(AnswerDraft.point_id.in_(points), to_themes), AnswerDraft.stage.in_(OPEN))
    found = db.session.scalars(query.options(joinedload(AnswerDraft.by))).all() if points or themes else ()
    return (
        {draft.point_id: draft for draft in found if draft.point_id is not None},
        {draft.theme_id: draft for draft in found if draft.theme_id is not None},
    )


def is_drafted() -> ColumnElement[bool]:
    """For a select of points: an answer of its own is on its way to it."""
    mine = select(AnswerDraft.id).where(AnswerDraft.point_id == Point.id, AnswerDraft.stage.in_(OPEN))
    return mine.correlate(Point).exists()


def to_whole_theme() -> ColumnElement[bool]:
    """Joins drafts to themes with what was filed there before them, mainly: what came since gets no answer by them."""
    there = (AnswerDraft.theme_id == Assignment.theme_id, AnswerDraft.ask_id.is_(None))
    return and_(*there, Assignment.at <= AnswerDraft.at, belongs_mainly())


def is_on_its_way() -> ColumnElement[bool]:
    """For a select of points: an answer is on its way to it, its ask or a theme that it is in."""
    started = select(AnswerDraft.id).where(AnswerDraft.stage.in_(OPEN))
    of_ask = started.join(AskMember, AskMember.ask_id == AnswerDraft.ask_id).where(AskMember.point_id == Point.id)
    of_theme = started.join(Assignment, to_whole_theme()).where(Assignment.point_id == Point.id)
    return or_(is_drafted(), of_ask.correlate(Point).exists(), of_theme.correlate(Point).exists())


def on_their_way(numbers: Collection[int]) -> Collection[int]:
    """Which of these points an answer is on its way to. One query."""
    found = select(Point.id).where(Point.id.in_(numbers), is_on_its_way())
    return set(db.session.scalars(found)) if numbers else ()


def _points_of_drafts(*conditions: ColumnElement[bool]) -> Any:
    """Points that drafts are for: their own, those of their ask, those that belong mainly to their theme."""
    own = select(AnswerDraft.point_id.label("point_id")).where(AnswerDraft.point_id.is_not(None))
    of_ask = select(AskMember.point_id).join(AnswerDraft, AnswerDraft.ask_id == AskMember.ask_id)
    of_theme = select(Assignment.point_id).join(AnswerDraft, to_whole_theme())
    of_open = (*conditions, AnswerDraft.stage.in_(OPEN))
    return union(*(query.where(*of_open) for query in (own, of_ask, of_theme)))


def open_points_on_their_way(guideline: Guideline) -> Any:
    """Points without an answer that have one on its way, found from the drafts: few, however many points there are."""
    reached = _points_of_drafts(AnswerDraft.guideline_id == guideline.id).subquery()
    standing = select(AnswerStanding.point_id).join(reached, reached.c.point_id == AnswerStanding.point_id)
    return standing.where(AnswerStanding.answer == "none").subquery()


def open_standings_reached(guideline_id: Any) -> Select[Any]:
    """How many of a guideline's points without an answer have one on its way; the guideline may be a column. `+ 0`: the
    points of drafts are few and found by their key, those of a guideline are many."""
    there = (AnswerStanding.guideline_id + 0 == guideline_id, AnswerStanding.answer == "none")
    reached = AnswerStanding.point_id.in_(_points_of_drafts())
    return select(func.count()).select_from(AnswerStanding).where(*there, reached)


def points_on_their_way(guideline: Guideline) -> int:
    return db.session.scalar(select(func.count()).select_from(open_points_on_their_way(guideline))) or 0


def on_their_way_in_themes(guideline: Guideline) -> Mapping[int, int]:
    """By theme: how many of its open points have an answer on its way."""
    points = open_points_on_their_way(guideline)
    query = select(Assignment.theme_id, func.count()).join(points, points.c.point_id == Assignment.point_id)
    return dict(db.session.execute(query.group_by(Assignment.theme_id)).all())


class DraftGroup(NamedTuple):
    """Drafts of one person to points, with the same words: read once, cleared together. Those to themes stand alone."""

    draft: AnswerDraft  # the first of them
    alike: int  # how many there are, this one with them

    @property
    def of_many(self) -> bool:
        return self.alike > 1 or self.draft.point_id is None


def at_stage(guideline: Guideline, stage: AnswerStage) -> Select[Any]:
    return select(AnswerDraft).where(AnswerDraft.guideline_id == guideline.id, AnswerDraft.stage == stage)


def groups_of(drafts: Select[Any]) -> Select[Any]:
    """(number of the first, how many), the longest waiting leading."""
    alike = (AnswerDraft.by_id, AnswerDraft.disposition, AnswerDraft.reason, AnswerDraft.referred_to_id)
    alone = case((AnswerDraft.point_id.is_(None), AnswerDraft.id), (AnswerDraft.note != "", AnswerDraft.id), else_=0)
    counted: Any = drafts.with_only_columns(func.min(AnswerDraft.id), func.count()).group_by(*alike, alone)
    ordered: Select[Any] = counted.order_by(func.min(AnswerDraft.at), func.min(AnswerDraft.id))
    return ordered


def drafts_like(draft: AnswerDraft) -> Select[Any]:
    """Numbers of those at the same stage, with the same words of the same person, this one with them.

    One that was given back with a note stands alone.
    """
    same = (
        AnswerDraft.by_id == draft.by_id,
        AnswerDraft.disposition == draft.disposition,
        AnswerDraft.reason == draft.reason,
        AnswerDraft.referred_to_id.is_not_distinct_from(draft.referred_to_id),
        AnswerDraft.point_id.is_not(None),
        AnswerDraft.note == "",
    )
    return at_stage(draft.guideline, draft.stage).where(*same).with_only_columns(AnswerDraft.id)


def drafts_numbered(ids: Sequence[int]) -> dict[int, AnswerDraft]:
    """With what a page says of each."""
    told = (
        joinedload(AnswerDraft.by),
        joinedload(AnswerDraft.cleared_by),
        joinedload(AnswerDraft.theme),
        joinedload(AnswerDraft.ask).joinedload(Ask.quote),
        joinedload(AnswerDraft.point).joinedload(Point.comment),
    )
    query = select(AnswerDraft).where(AnswerDraft.id.in_(ids)).options(*told)
    return {draft.id: draft for draft in db.session.scalars(query).unique()}


def drafts_reaching(numbers: Collection[int]) -> dict[int, AnswerDraft]:
    """By point: what waits for a second reader or to be made public, for the point itself before its ask before its
    theme. One query."""
    draft, ask, filed = AnswerDraft, AskMember, Assignment
    own = select(draft.point_id.label("point_id"), draft.id.label("draft_id"), literal(0).label("far"))
    of_ask = select(ask.point_id, draft.id, literal(1)).join(draft, draft.ask_id == ask.ask_id)
    whole = and_(draft.theme_id == filed.theme_id, draft.ask_id.is_(None))
    of_theme = select(filed.point_id, draft.id, literal(2)).join(draft, whole)
    waiting = [
        query.where(column.in_(numbers), draft.stage.in_(WAITING))
        for query, column in ((own, draft.point_id), (of_ask, ask.point_id), (of_theme, filed.point_id))
    ]
    there = union_all(*waiting).subquery()
    query = select(there.c.point_id, draft).join(draft, draft.id == there.c.draft_id)
    query = query.options(joinedload(draft.by)).order_by(there.c.far.desc(), draft.id)
    rows = db.session.execute(query).unique() if numbers else ()
    return {number: one for number, one in rows if one.point_id is not None or number in dict(one.members)}


def reached_by(drafts: Iterable[AnswerDraft]) -> dict[int, Reached]:
    """Of drafts to themes and asks, by draft: the points that would get the answer, told as `points_reached` does."""
    members = {one.id: {number for number, _p in one.members} for one in drafts if one.point_id is None}
    of_asks = {one.id for one in drafts if one.ask_id is not None}
    told = select(Point.id, has_own_answer(), keeps_its_answer(), each_letter_once_condition())
    told = told.where(or_(keeps_its_answer(), ~each_letter_once_condition()))
    every = sorted(set().union(*members.values()))
    apart = {number: how for number, *how in rows_where(told, Point.id, every)}
    found = {}
    for number, points in members.items():
        rows = [apart[point] for point in points if point in apart]
        copies = sum(not once for _own, _keeps, once in rows)
        kept = sum(bool(once and (own if number in of_asks else keeps)) for own, keeps, once in rows)
        found[number] = Reached(len(points) - copies, kept, copies)
    return found


def counts_by_stage(guideline: Guideline, person: Person) -> dict[str, int]:
    """Waiting for my yes, cleared, in work, mine with a second reader."""
    mine, waits = AnswerDraft.by_id == person.id, AnswerDraft.stage == AnswerStage.FOR_CLEARANCE
    counts = {
        "for_me": func.count().filter(waits, ~mine),
        "cleared": func.count().filter(AnswerDraft.stage == AnswerStage.CLEARED),
        "draft": func.count().filter(AnswerDraft.stage == AnswerStage.DRAFT),
        "with_others": func.count().filter(waits, mine),
    }
    open_ones = (AnswerDraft.guideline_id == guideline.id, AnswerDraft.stage.in_(OPEN))
    row = db.session.execute(select(*counts.values()).select_from(AnswerDraft).where(*open_ones)).one()
    return dict(zip(counts, row, strict=True))


def draft_on_desk(person: Person | None, draft_id: int) -> tuple[AnswerDraft, Membership] | None:
    draft = db.session.get(AnswerDraft, draft_id)
    if draft is None:
        return None
    membership = membership_of(person, draft.guideline)
    return (draft, membership) if draft.guideline.public or membership.inside else None
