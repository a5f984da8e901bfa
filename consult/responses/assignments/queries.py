"""Whose work what is: of a thing, of a point through its theme or clause, of a person; counted from the tallies."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.membership import TEAM
from consult.drafts.models import Appointment, Clause, Guideline, Wording, in_force
from consult.responses.assignments.models import WorkAssignment
from consult.responses.assignments.things import ThingKey, ThingKind
from consult.responses.notes.models import TeamNote
from consult.responses.queries import IN_PLACE, main_theme_id
from consult.responses.tallies.models import AnswerStanding, AnswerTally
from consult.responses.tallies.queries import number_if
from consult.responses.tallies.theme_models import ThemeTally

W = WorkAssignment
STANDS = W.ended_at.is_(None)
SIZE = 25  # on a page


def team_of(guideline: Guideline) -> Sequence[Person]:
    """Who is on the drafting team now, by name."""
    there = select(Appointment.person_id).where(Appointment.guideline_id == guideline.id, Appointment.role.in_(TEAM))
    here = there.where(*in_force(clock.now().date()))
    return db.session.scalars(select(Person).where(Person.id.in_(here)).order_by(Person.name, Person.id)).unique().all()


def standing_assignment(key: ThingKey) -> WorkAssignment | None:
    given = select(W).where(getattr(W, key.column) == key.id, STANDS)
    return db.session.scalars(given.options(joinedload(W.assignee), joinedload(W.by))).one_or_none()


def past_assignments(key: ThingKey) -> Sequence[WorkAssignment]:
    """The latest leading."""
    past = select(W).where(getattr(W, key.column) == key.id, ~STANDS).order_by(W.id.desc()).limit(20)
    return db.session.scalars(past.options(joinedload(W.assignee), joinedload(W.by))).all()


def assignee_id() -> ColumnElement[Any]:
    """For a select of points joined to their comments: whose each is, its own assignee before its theme's, before its
    clause's."""
    of_point = select(W.assignee_id).where(W.point_id == Point.id, STANDS).correlate(Point).scalar_subquery()
    theme = main_theme_id()
    of_theme = select(W.assignee_id).where(W.theme_id == theme, STANDS).correlate(Point).scalar_subquery()
    of_clause = select(W.assignee_id).where(W.clause_id == Comment.clause_id, STANDS)
    return func.coalesce(of_point, of_theme, of_clause.correlate(Comment).scalar_subquery())


def is_with(whose: str) -> ColumnElement[bool]:
    """For a select of points joined to their comments: it is this person's (a number), or nobody's."""
    return assignee_id() == int(whose) if whose.isdecimal() else assignee_id().is_(None)


class WorkItem(NamedTuple):
    """Work of one person: a clause, a theme, or points that were given to them one by one for one day."""

    kind: str
    id: int  # of the clause or theme; 0 for points
    assignee_id: int
    due_on: date | None
    at: datetime
    open: int
    points: int
    name: str  # label of the theme, number of the clause
    uid: str

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today and self.open > 0

    @property
    def key(self) -> ThingKey:
        return ThingKey(ThingKind(self.kind), self.id)


def _clause_tally(guideline: Guideline) -> Any:
    t = AnswerTally
    query = select(t.clause_id.label("id"), number_if(t.answer == "none").label("open"), func.sum(t.n).label("points"))
    here = (t.guideline_id == guideline.id, t.slice == "place", t.clause_id.is_not(None))
    return query.where(*here).group_by(t.clause_id).subquery()


def _theme_tally(guideline: Guideline) -> Any:
    t = ThemeTally
    open_ = func.sum(case((t.answer == "none", t.n), else_=0))
    query = select(t.theme_id.label("id"), open_.label("open"), func.sum(t.n).label("points"))
    mine = select(Theme.id).where(Theme.guideline_id == guideline.id, Theme.state == ThemeState.ACTIVE)
    return query.where(t.theme_id.in_(mine)).group_by(t.theme_id).subquery()


def _number_of(clause_id: Any, guideline: Guideline) -> Any:
    """The number that a clause was printed with last."""
    last = select(Wording.number).where(Wording.clause_id == clause_id, Wording.language == guideline.language)
    return last.order_by(Wording.draft_id.desc()).limit(1).scalar_subquery()


def work_of(guideline: Guideline, *where: ColumnElement[bool]) -> Any:
    """A row for each clause and theme that is someone's, and one for the points they have one by one for each day."""
    mine = (W.guideline_id == guideline.id, STANDS, *where)
    parts = (_clauses(guideline), _themes(guideline), _points_one_by_one())
    return union_all(*(part.where(*mine) for part in parts)).subquery()


def _clauses(guideline: Guideline) -> Select[Any]:
    tally = _clause_tally(guideline)
    columns: Any = (
        literal("clause").label("kind"),
        Clause.id.label("id"),
        W.assignee_id.label("assignee_id"),
        W.due_on.label("due_on"),
        W.at.label("at"),
        func.coalesce(tally.c.open, 0).label("open"),
        func.coalesce(tally.c.points, 0).label("points"),
        func.coalesce(_number_of(Clause.id, guideline), Clause.uid).label("name"),
        Clause.uid.label("uid"),
    )
    found: Select[Any] = select(*columns).select_from(W).join(Clause, Clause.id == W.clause_id)
    return found.outerjoin(tally, tally.c.id == Clause.id)


def _themes(guideline: Guideline) -> Select[Any]:
    tally = _theme_tally(guideline)
    counted = (func.coalesce(tally.c.open, 0), func.coalesce(tally.c.points, 0))
    columns: Any = (literal("theme"), Theme.id, W.assignee_id, W.due_on, W.at, *counted, Theme.label, literal(""))
    found: Select[Any] = select(*columns).select_from(W).join(Theme, Theme.id == W.theme_id)
    return found.outerjoin(tally, tally.c.id == Theme.id)


def _points_one_by_one() -> Select[Any]:
    stands = AnswerStanding
    counted = (func.count().filter(stands.answer == "none"), func.count())
    whose = (W.assignee_id, W.due_on)
    columns: Any = (literal("point"), literal(0), *whose, func.max(W.at), *counted, literal(""), literal(""))
    found: Select[Any] = select(*columns).select_from(W).join(stands, stands.point_id == W.point_id)
    return found.group_by(*whose)


def work_list(rows: Any, *where: ColumnElement[bool]) -> Select[Any]:
    """What is due first and open leading, what is done last."""
    order = ((rows.c.open == 0), rows.c.due_on.is_(None), rows.c.due_on, rows.c.open.desc(), rows.c.kind, rows.c.id)
    return select(*rows.c).where(*where).order_by(*order)


def overdue(rows: Any, today: date) -> tuple[ColumnElement[bool], ...]:
    return rows.c.due_on < today, rows.c.open > 0


def nobodys(guideline: Guideline) -> Select[Any]:
    """Clauses and themes with open points that are nobody's, or of one who is not on the team any more; the fullest
    leading. Rows as in `work_of`."""
    clauses, themes = _clause_tally(guideline), _theme_tally(guideline)
    team = select(Appointment.person_id).where(Appointment.guideline_id == guideline.id, Appointment.role.in_(TEAM))
    held = (STANDS, W.assignee_id.in_(team.where(*in_force(clock.now().date()))))
    of_clauses: Any = select(
        literal("clause").label("kind"),
        Clause.id.label("id"),
        literal(0).label("assignee_id"),
        cast(null(), Date).label("due_on"),
        literal("").label("at"),
        clauses.c.open.label("open"),
        clauses.c.points.label("points"),
        func.coalesce(_number_of(Clause.id, guideline), Clause.uid).label("name"),
        Clause.uid.label("uid"),
    ).join(clauses, clauses.c.id == Clause.id)
    no_one = (literal(0), cast(null(), Date), literal(""))
    counted = (themes.c.open, themes.c.points)
    columns: Any = (literal("theme"), Theme.id, *no_one, *counted, Theme.label, literal(""))
    of_themes: Any = select(*columns).join(themes, themes.c.id == Theme.id)
    taken_clause = select(W.id).where(W.clause_id == Clause.id, *held).exists()
    taken_theme = select(W.id).where(W.theme_id == Theme.id, *held).exists()
    of_clauses, of_themes = (
        of_clauses.where(clauses.c.open > 0, ~taken_clause),
        of_themes.where(themes.c.open > 0, ~taken_theme),
    )
    rows = union_all(of_clauses, of_themes).subquery()
    return select(*rows.c).order_by(rows.c.open.desc(), rows.c.kind, rows.c.id)


def open_in_no_theme(guideline: Guideline) -> int:
    """Points without an answer that no list by theme names."""
    stands = AnswerStanding
    filed = select(Assignment.id).join(Theme, Theme.id == Assignment.theme_id)
    filed = filed.where(Assignment.point_id == stands.point_id, Theme.state == ThemeState.ACTIVE)
    here = (stands.guideline_id == guideline.id, stands.answer == "none", ~filed.correlate(stands).exists())
    return db.session.scalar(select(func.count()).select_from(stands).where(*here)) or 0


class WorkLoad(NamedTuple):
    """How far one person is with what is theirs; a point counts in each thing that it is under."""

    open: int = 0
    points: int = 0
    things: int = 0
    overdue: int = 0


def loads(guideline: Guideline, today: date) -> Mapping[int, WorkLoad]:
    """By person. One statement."""
    rows = work_of(guideline)
    late = func.count().filter(*overdue(rows, today))
    query = select(rows.c.assignee_id, func.sum(rows.c.open), func.sum(rows.c.points), func.count(), late)
    found = db.session.execute(query.group_by(rows.c.assignee_id))
    return {number: WorkLoad(int(open_), int(points), things, late) for number, open_, points, things, late in found}


def load_of(guideline: Guideline, person: Person, today: date) -> WorkLoad:
    """Of one person alone."""
    rows = work_of(guideline, W.assignee_id == person.id)
    late = func.count().filter(*overdue(rows, today))
    query = select(func.sum(rows.c.open), func.sum(rows.c.points), func.count(), late)
    open_, points, things, late_ones = db.session.execute(query).one()
    return WorkLoad(int(open_ or 0), int(points or 0), things, late_ones)


class WorkOnThing(NamedTuple):
    """What a page says beside a thing: whose it is, until when, how much the team said of it."""

    assignee: str = ""
    due_on: date | None = None
    notes: int = 0


def work_on(keys: Iterable[ThingKey]) -> dict[ThingKey, WorkOnThing]:
    """By thing; those of which there is nothing to say are left out. One statement."""
    wanted = list(keys)
    of = {kind: [key.id for key in wanted if key.kind == kind] for kind in ThingKind}
    parts = []
    for kind, ids in of.items():
        if ids:
            held, said = getattr(W, f"{kind.value}_id"), getattr(TeamNote, f"{kind.value}_id")
            told = (literal(kind.value).label("kind"), held.label("id"), Person.name.label("name"), W.due_on)
            given = select(*told, literal(0).label("notes")).join(Person, Person.id == W.assignee_id)
            parts.append(given.where(held.in_(ids), STANDS))
            notes = select(literal(kind.value), said, literal(""), cast(null(), Date), func.count())
            parts.append(notes.where(said.in_(ids)).group_by(said))
    found: dict[ThingKey, WorkOnThing] = {}
    for kind_of, number, name, due_on, notes in db.session.execute(union_all(*parts)) if parts else ():
        key = ThingKey(ThingKind(kind_of), number)
        so_far = found.get(key, WorkOnThing())
        found[key] = WorkOnThing(name or so_far.assignee, due_on or so_far.due_on, notes or so_far.notes)
    return found


def work_on_point(point: Point) -> WorkOnThing:
    """Its own assignee's, before its theme's, before its clause's, as `assignee_id` has it; its own notes."""
    theme = db.session.scalar(select(main_theme_id()).where(Point.id == point.id))
    chain = [(ThingKind.POINT, point.id), (ThingKind.THEME, theme), (ThingKind.CLAUSE, point.comment.clause_id)]
    keys = [ThingKey(kind, number) for kind, number in chain if number is not None]
    found = work_on(keys)
    own = found.get(keys[0], WorkOnThing())
    held = next((found[key] for key in keys if key in found and found[key].assignee), own)
    return own._replace(assignee=held.assignee, due_on=held.due_on)


def languages_of_thing(key: ThingKey) -> dict[str, int]:
    """Of the points of a thing, the most spoken first."""
    query = select(Point.language, func.count()).join(Comment, Comment.id == Point.comment_id)
    here = {
        ThingKind.CLAUSE: Comment.clause_id == key.id,
        ThingKind.THEME: Point.id.in_(select(Assignment.point_id).where(Assignment.theme_id == key.id)),
        ThingKind.POINT: Point.id == key.id,
    }
    query = query.where(here[key.kind], Comment.state == CommentState.SENT, IN_PLACE).group_by(Point.language)
    return dict(db.session.execute(query.order_by(func.count().desc(), Point.language)).all())


def open_in_themes(guideline: Guideline) -> Mapping[int, tuple[int, int]]:
    """(open, all) by theme: from the tally, whatever the number of points."""
    tally = _theme_tally(guideline)
    return {number: (open_, points) for number, open_, points in db.session.execute(select(*tally.c))}


def newest_points(guideline: Guideline, person: Person, since: datetime) -> Select[Any]:
    """(point, whose) of comments that came since, in what is theirs or nobody's; the newest leading."""
    whose = assignee_id()
    query = select(Point, whose.label("whose")).join(Comment, Comment.id == Point.comment_id)
    query = query.join(Round, Round.id == Comment.round_id)
    came = (Round.guideline_id == guideline.id, Comment.state == CommentState.SENT, Comment.sent_at >= since, IN_PLACE)
    query = query.where(*came, func.coalesce(whose, person.id) == person.id)
    return query.order_by(Comment.sent_at.desc(), Point.id.desc()).options(joinedload(Point.comment))
