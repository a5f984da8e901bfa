"""Calls and nominations, found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person, StakeholderType
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.drafts.people.queries import open_offers
from consult.drafts.queries import guideline_for
from consult.voting.nominations.balance import GroupPlace
from consult.voting.nominations.models import Gender, Nomination, NominationCall, NominationLetter, NominationState

COMPLETE = (NominationState.SUBMITTED, NominationState.ACCEPTED, NominationState.DECLINED)
UNSENT_FOR = timedelta(days=14)


def calls_of(guideline: Guideline) -> Sequence[NominationCall]:
    """The newest first."""
    every = select(NominationCall).where(NominationCall.guideline_id == guideline.id)
    return db.session.scalars(every.order_by(NominationCall.opened_at.desc(), NominationCall.id.desc())).all()


def call_for(person: Person | None, call_id: int) -> tuple[NominationCall, Membership] | None:
    call = db.session.get(NominationCall, call_id)
    found = guideline_for(person, call.guideline.slug) if call is not None else None
    return (call, found[1]) if call is not None and found is not None else None


def nomination_for(person: Person | None, nomination_id: int) -> tuple[Nomination, Membership] | None:
    """For whoever decides; others find none."""
    nomination = db.session.get(Nomination, nomination_id)
    found = call_for(person, nomination.call_id) if nomination is not None else None
    return (nomination, found[1]) if nomination is not None and found is not None else None


def nominations_to(call: NominationCall) -> Sequence[Nomination]:
    """Complete ones, by state and name."""
    every = select(Nomination).where(Nomination.call_id == call.id, Nomination.state.in_(COMPLETE))
    every = every.options(joinedload(Nomination.offer))
    return db.session.scalars(every.order_by(Nomination.member_state, Nomination.nominee_name, Nomination.id)).all()


def group_places(guideline: Guideline) -> list[GroupPlace]:
    """Every seat that is held, suspended ones too, or offered. Gender is what they said when they were nominated; of a
    member who never was it is not known."""
    accepted = select(Nomination).join(Nomination.call).where(NominationCall.guideline_id == guideline.id)
    accepted = accepted.where(Nomination.state == NominationState.ACCEPTED).order_by(Nomination.id)
    said = {one.nominee_email: one for one in db.session.scalars(accepted)}

    def place(state: str | None, email: str, kind: StakeholderType | None) -> GroupPlace:
        one = said.get(email)
        if one is None:
            return GroupPlace(state, Gender.UNSAID, kind)
        return GroupPlace(state, one.gender, kind or one.stakeholder_type)

    held = select(Appointment).where(Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT)
    held = held.where(Appointment.seated, RUNNING).options(joinedload(Appointment.person))
    members = db.session.scalars(held.order_by(Appointment.id)).unique()
    offered = [one for one in open_offers(guideline) if one.role == Role.EXPERT and one.seated and not one.replaces_id]
    return [
        *(place(one.member_state, one.person.email, one.person.stakeholder_type) for one in members),
        *(place(one.member_state, one.email, None) for one in offered),
    ]


def signed_letter_of(nomination: Nomination) -> NominationLetter | None:
    same = select(NominationLetter).where(NominationLetter.nomination_id == nomination.id)
    return db.session.scalars(same).one_or_none()


def left_unsent(now: datetime) -> Sequence[int]:
    """Begun or never confirmed, and given up."""
    open_states = (NominationState.BEGUN, NominationState.UNCONFIRMED)
    old = (Nomination.state.in_(open_states), Nomination.begun_at < now - UNSENT_FOR)
    return db.session.scalars(select(Nomination.id).where(*old).order_by(Nomination.id)).all()


def nominations_about(person: Person) -> Sequence[Nomination]:
    """That they made, or that are about them."""
    made = or_(Nomination.nominator_id == person.id, Nomination.nominator_email == person.email)
    theirs = select(Nomination).where(or_(made, Nomination.nominee_email == person.email))
    return db.session.scalars(theirs.order_by(Nomination.id)).all()
