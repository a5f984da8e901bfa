"""Rounds, places in them, sessions and targets, found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.models import Person
from consult.consultations.models import Attendance, Participation, Round, RoundRole, RoundState, Session, Target
from consult.consultations.participation import NO_PLACE, RoundMembership
from consult.consultations.rules import state_of_round
from consult.core import clock
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Draft, Guideline, Pillar, in_force
from consult.drafts.queries import known_membership, membership_with
from consult.drafts.row_cache.rows import (
    guideline_itself,
    guidelines_with_version,
    hold_by_key,
    remember_guideline,
    rows_held,
)

hold_by_key(Round, Round.guideline_id, guideline_itself, "pillars")
GROUPS = tuple[str, str]  # ("region", "africa") or ("stakeholder_type", "academia")


@dataclass(frozen=True)
class Rounds:
    """A guideline's rounds: what closes first, what opens next, what closed last."""

    open: Sequence[Round]
    upcoming: Sequence[Round]
    past: Sequence[Round]


def rounds_of(guideline: Guideline, now: datetime, *, practised: Collection[int] = ()) -> Rounds:
    """The real ones, and those of its practice rounds that are for who asks (`practised`: their numbers)."""
    every = [one for one in rounds_by_close(guideline) if not one.practice or one.id in practised]
    by_state = {state: [r for r in every if state_of_round(r, now) == state] for state in RoundState}
    return Rounds(
        open=by_state[RoundState.OPEN],
        upcoming=sorted(by_state[RoundState.UPCOMING], key=lambda r: r.opens_at),
        past=by_state[RoundState.CLOSED][::-1],
    )


def practice_rounds_for(membership: Membership) -> set[int]:
    """All, for the secretariat; those that they are invited to, or host, for others."""
    every = [one for one in rounds_by_close(membership.guideline) if one.practice]
    return {one.id for one in every if membership.secretariat or participation_of(membership.person, one).roles}


@once_a_page
def rounds_by_close(guideline: Guideline) -> Sequence[Round]:
    """All of them with their pillars, the first to close first; held by the process."""
    query = select(Round).where(Round.guideline_id == guideline.id).options(joinedload(Round.pillars))
    return rows_held(guideline, "rounds", query.order_by(Round.closes_at, Round.id), "pillars")


def every_round(guideline: Guideline) -> Sequence[Round]:
    """Every real one, in the order in which they opened: to choose from."""
    real = [one for one in rounds_by_close(guideline) if not one.practice]
    return sorted(real, key=lambda round_: (round_.opens_at, round_.id))


def round_for(person: Person | None, slug: str) -> tuple[Round, Membership] | None:
    """The round and the reader's membership; None when there is none or its guideline is not theirs to know of."""
    round_ = round_named(slug)
    membership = known_membership(person, round_.guideline) if round_ is not None else None
    return (round_, membership) if round_ is not None and membership is not None else None


def round_and_place_for(person: Person | None, slug: str) -> tuple[Round, Membership, RoundMembership] | None:
    """The same with their place in the round. One query, for whoever comes to send something."""
    if person is None or not person.is_authenticated:
        found = round_for(None, slug)
        return (*found, NO_PLACE) if found is not None else None
    asked = {"slug": slug, "person": person.id, "today": clock.now().date()}
    rows = db.session.execute(_round_and_roles(), asked).all()
    if not rows:
        return None
    round_ = _with_both(*rows[0][:3])
    membership = membership_with(person, round_.guideline, {row.held for row in rows if row.held is not None})
    place = _place_with({(row.task, row.until) for row in rows if row.task is not None})
    return (round_, membership, place) if membership.knows else None


@cache
def _round_and_roles() -> Select[Any]:
    """A row for each role in the guideline and each task in the round; mostly one."""
    own: BindParameter[int] = bindparam("person")
    holds = and_(Appointment.guideline_id == Round.guideline_id, Appointment.person_id == own)
    today: BindParameter[date] = bindparam("today", type_=Date)
    query = _round_with_slug().outerjoin(Appointment, and_(holds, *in_force(today)))
    query = query.outerjoin(Participation, and_(Participation.round_id == Round.id, Participation.person_id == own))
    return query.add_columns(
        Appointment.role.label("held"), Participation.role.label("task"), Participation.until.label("until")
    )


def round_named(slug: str) -> Round | None:
    """With its draft and guideline; one query."""
    if is_read():
        return _held_round(slug)
    found = db.session.execute(_round_with_slug(), {"slug": slug}).one_or_none()
    return _with_both(*found) if found is not None else None


def _held_round(slug: str) -> Round | None:
    """For a page: whose it is is asked, and the round is among those that the process holds."""
    query = guidelines_with_version().join(Round, Round.guideline_id == Guideline.id).add_columns(Round.id)
    row = db.session.execute(query.where(Round.slug == slug)).one_or_none()
    if row is None:
        return None
    guideline, version, number = row
    remember_guideline(guideline, version)
    return next(one for one in rounds_by_close(guideline) if one.id == number)


def _with_both(round_: Round, draft: Draft, guideline: Guideline) -> Round:
    set_committed_value(round_, "draft", draft)
    set_committed_value(round_, "guideline", guideline)
    return round_


@cache
def _round_with_slug() -> Select[Round, Draft, Guideline]:
    """Three entities of a row cost half of what eager loading costs."""
    query = select(Round, Draft, Guideline).join(Round.draft).join(Round.guideline)
    return query.where(Round.slug == bindparam("slug"))


def over_at(now: datetime) -> ColumnElement[bool]:
    """The condition, on Round, under which it has closed or was cancelled: `rules.state_of` for many."""
    return or_(Round.closes_at <= now, Round.cancelled_at.is_not(None))


def due_to_close(now: datetime) -> Sequence[Round]:
    """Rounds whose clock has run out and that nobody has marked yet; held by whoever asks first."""
    due = select(Round).where(Round.closed_at.is_(None), Round.closes_at <= now).order_by(Round.id)
    return db.session.scalars(due.with_for_update(skip_locked=True)).all()


def in_scope(round_: Round, pillar: Pillar) -> bool:
    return not round_.pillars or any(named.id == pillar.id for named in round_.pillars)


def participation_of(person: Person | None, round_: Round) -> RoundMembership:
    """Their place in the round: their roles there and their own deadline, if they have one."""
    if person is None or not person.is_authenticated:
        return NO_PLACE
    if is_read():
        return every_place_of(person).get(round_.id, NO_PLACE)
    return _place_with(db.session.execute(_place_of_person(), {"round": round_.id, "person": person.id}).all())


@once_a_page
def every_place_of(person: Person) -> Mapping[int, RoundMembership]:
    """Their place in each round where they have one, by its number."""
    held = select(Participation.round_id, Participation.role, Participation.until)
    found: dict[int, list[Any]] = {}
    for round_id, *task in db.session.execute(held.where(Participation.person_id == person.id)):
        found.setdefault(round_id, []).append(task)
    return {round_id: _place_with(tasks) for round_id, tasks in found.items()}


def _place_with(rows: Collection[Any]) -> RoundMembership:
    """Of roles, each with the deadline that goes with it."""
    extended = [until for _role, until in rows if until is not None]
    return RoundMembership(frozenset(role for role, _until in rows), max(extended, default=None))


@cache
def _place_of_person() -> Select[Any, Any]:
    held = (Participation.round_id == bindparam("round"), Participation.person_id == bindparam("person"))
    return select(Participation.role, Participation.until).where(*held)


def participation_in(round_: Round, person: Person, role: RoundRole) -> Participation | None:
    same = (Participation.round_id == round_.id, Participation.person_id == person.id, Participation.role == role)
    return db.session.scalars(select(Participation).where(*same)).one_or_none()


def later_deadlines(guideline: Guideline, now: datetime) -> int:
    """How many people may comment still in a round that has closed for others."""
    query = select(func.count()).select_from(Participation).join(Round, Round.id == Participation.round_id)
    running = (Round.cancelled_at.is_(None), Round.closes_at <= now, Participation.until > now)
    return db.session.scalar(query.where(Round.guideline_id == guideline.id, *running)) or 0


def place_in(round_: Round, participation_id: int) -> Participation | None:
    same = (Participation.id == participation_id, Participation.round_id == round_.id)
    return db.session.scalars(select(Participation).where(*same)).one_or_none()


def participations_in(round_: Round) -> Select[Participation]:
    query = select(Participation).join(Participation.person).where(Participation.round_id == round_.id)
    return query.options(joinedload(Participation.person)).order_by(Participation.role, Person.name, Participation.id)


def people_in(round_: Round) -> Sequence[Person]:
    """Everyone with a place in the round, each once."""
    placed = select(Participation.person_id).where(Participation.round_id == round_.id)
    return db.session.scalars(select(Person).where(Person.id.in_(placed)).order_by(Person.id)).unique().all()


def sessions_in(round_: Round) -> Sequence[Session]:
    held = select(Session).where(Session.round_id == round_.id).options(selectinload(Session.attendance))
    return db.session.scalars(held.order_by(Session.starts_at, Session.id)).all()


def sessions_of(guideline: Guideline) -> Sequence[Session]:
    """Every session of every real round, in the order in which they begin."""
    query = select(Session).join(Session.round).where(Round.guideline_id == guideline.id, ~Round.practice)
    return db.session.scalars(query.options(joinedload(Session.round)).order_by(Session.starts_at, Session.id)).all()


def session_in(round_: Round, session_id: int) -> Session | None:
    found = db.session.get(Session, session_id)
    return found if found is not None and found.round_id == round_.id else None


def targets_of(guideline: Guideline) -> Mapping[GROUPS, int]:
    """How many people of each group the guideline set out to hear."""
    every = rows_held(guideline, "targets", select(Target).where(Target.guideline_id == guideline.id))
    return {(target.dimension, target.value): target.number for target in every}


def attended(guideline: Guideline, *of_rounds: ColumnElement[bool]) -> Mapping[GROUPS, int]:
    """How many people of each group came to sessions: places taken, so one who came twice counts twice. `of_rounds`
    are conditions on Round."""
    query = select(Attendance.dimension, Attendance.value, func.sum(Attendance.number)).join(Session).join(Round)
    real = (Round.guideline_id == guideline.id, ~Round.practice, *of_rounds)
    grouped = query.where(*real).group_by(Attendance.dimension, Attendance.value)
    return {(dimension, value): number for dimension, value, number in db.session.execute(grouped)}
