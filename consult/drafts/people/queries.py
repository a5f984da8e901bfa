"""Roles and offers of roles, found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core.database import db
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.drafts.people.models import RoleChange, RoleOffer

OPEN = (RoleOffer.taken_at.is_(None), RoleOffer.withdrawn_at.is_(None))


def open_offers(guideline: Guideline) -> Sequence[RoleOffer]:
    query = select(RoleOffer).where(RoleOffer.guideline_id == guideline.id, *OPEN)
    return db.session.scalars(query.order_by(RoleOffer.id)).all()


def offers_to(person: Person) -> Sequence[RoleOffer]:
    """What is offered to their address; only one that is shown to be theirs counts."""
    if person.confirmed_at is None:
        return []
    query = select(RoleOffer).where(RoleOffer.email == person.email, *OPEN).options(joinedload(RoleOffer.guideline))
    return db.session.scalars(query.order_by(RoleOffer.id)).unique().all()


def roles_held(guideline: Guideline, person: Person) -> Sequence[Appointment]:
    """Their roles in it that have not ended, suspended ones too."""
    held = (Appointment.guideline_id == guideline.id, Appointment.person_id == person.id, RUNNING)
    return db.session.scalars(select(Appointment).where(*held).order_by(Appointment.id)).all()


def has_any_role(person: Person, names: Collection[str]) -> bool:
    """Whether they hold one of these roles in any guideline; one that is suspended or not begun counts, too."""
    held = (Appointment.person_id == person.id, Appointment.role.in_([role for role in Role if role in names]), RUNNING)
    return db.session.scalar(select(Appointment.id).where(*held).limit(1)) is not None


def seats_taken(guideline: Guideline, member_state: str, *, but: Appointment | None = None) -> int:
    """Seats of a state: those held, suspended ones too, and those offered that are not offered to a successor."""
    held = (
        Appointment.guideline_id == guideline.id,
        Appointment.role == Role.EXPERT,
        Appointment.seated,
        Appointment.member_state == member_state,
        Appointment.id != (but.id if but is not None else 0),
        RUNNING,
    )
    offered = (
        RoleOffer.guideline_id == guideline.id,
        RoleOffer.role == Role.EXPERT,
        RoleOffer.seated,
        RoleOffer.member_state == member_state,
        RoleOffer.replaces_id.is_(None),
    )
    seats = db.session.scalar(select(func.count()).select_from(Appointment).where(*held)) or 0
    return seats + (db.session.scalar(select(func.count()).select_from(RoleOffer).where(*offered, *OPEN)) or 0)


def seats_by_state(guideline: Guideline) -> Mapping[str, int]:
    """Seats held, by state."""
    held = (Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT, Appointment.seated, RUNNING)
    counted = select(Appointment.member_state, func.count()).where(*held)
    rows = db.session.execute(counted.group_by(Appointment.member_state))
    return {state: seats for state, seats in rows if state is not None}


def terms_over(today: date) -> Sequence[int]:
    """Appointments whose last day has passed, and that nobody ended yet."""
    over = select(Appointment.id).where(RUNNING, Appointment.term_ends_on < today)
    return db.session.scalars(over.order_by(Appointment.id)).all()


def suspensions_over(today: date) -> Sequence[int]:
    """Suspended roles whose suspension had a last day, which has passed."""
    over = select(Appointment.id).where(RUNNING, Appointment.suspended_until < today)
    return db.session.scalars(over.order_by(Appointment.id)).all()


def terms_begun(today: date) -> Sequence[int]:
    """Appointments whose term was to come and has come, and whose holder was not told yet; suspended ones wait."""
    begun = (Appointment.begun_at.is_(None), Appointment.term_starts_on <= today, Appointment.suspended_at.is_(None))
    return db.session.scalars(select(Appointment.id).where(RUNNING, *begun).order_by(Appointment.id)).all()


def offer_of_seat(appointment: Appointment) -> RoleOffer | None:
    """The open offer to take over a seat."""
    return db.session.scalars(select(RoleOffer).where(RoleOffer.replaces_id == appointment.id, *OPEN).limit(1)).first()


def role_changes_of(appointment: Appointment) -> Sequence[RoleChange]:
    """What happened to a role, in order."""
    query = select(RoleChange).where(RoleChange.appointment_id == appointment.id).options(joinedload(RoleChange.by))
    return db.session.scalars(query.order_by(RoleChange.id)).all()
