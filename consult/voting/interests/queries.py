"""Interests and their handling, found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Guideline, Role, in_force
from consult.drafts.queries import guideline_for
from consult.revisions.models import Revision
from consult.voting.interests.models import HandlingKind, Interest, InterestHandling


@dataclass(frozen=True)
class Declared:
    """An interest that stands, with how it was handled; `carried_over` where that was decided before an update."""

    interest: Interest
    handling: InterestHandling | None
    carried_over: bool


@dataclass(frozen=True)
class MemberInterests:
    """A member's line in the register."""

    place: Appointment
    declared: Sequence[Declared]


def group_members(guideline: Guideline) -> Sequence[Appointment]:
    """Experts in force, with a vote or without, by state and name."""
    seats = (Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT)
    query = select(Appointment).join(Appointment.person).where(*seats, *in_force(clock.now().date()))
    query = query.options(joinedload(Appointment.person))
    return db.session.scalars(query.order_by(Appointment.member_state, Person.name, Appointment.id)).all()


def group_place_of(person: Person | None, guideline: Guideline) -> Appointment | None:
    """Their place in the group for which they declare: as an expert, else as its chair."""
    if person is None or not person.is_authenticated:
        return None
    held = (Appointment.guideline_id == guideline.id, Appointment.person_id == person.id)
    roles = Appointment.role.in_((Role.EXPERT, Role.CHAIR))
    found = db.session.scalars(select(Appointment).where(*held, roles, *in_force(clock.now().date()))).all()
    return next(iter(sorted(found, key=lambda a: a.role != Role.EXPERT)), None)


def interest_for(person: Person | None, interest_id: int) -> tuple[Interest, Membership] | None:
    interest = db.session.get(Interest, interest_id)
    found = guideline_for(person, interest.appointment.guideline.slug) if interest is not None else None
    return (interest, found[1]) if interest is not None and found is not None else None


def register_of(guideline: Guideline) -> list[MemberInterests]:
    """Every member with what they declared; four statements, however many there are."""
    places = group_members(guideline)
    declared = _declared([place.id for place in places])
    return [MemberInterests(place, declared.get(place.id, [])) for place in places]


@once_a_page
def declared_by(place: Appointment) -> Sequence[Declared]:
    return _declared([place.id]).get(place.id, [])


def _declared(places: Sequence[int]) -> Mapping[int, list[Declared]]:
    every = select(Interest).where(Interest.appointment_id.in_(places)).options(selectinload(Interest.pillars))
    interests = {interest.id: interest for interest in db.session.scalars(every.order_by(Interest.id))}
    if not interests:
        return {}
    handlings = select(InterestHandling).where(
        InterestHandling.interest_id.in_(interests), InterestHandling.superseded_at.is_(None)
    )
    handlings = handlings.options(
        selectinload(InterestHandling.pillars), selectinload(InterestHandling.clauses), joinedload(InterestHandling.by)
    )
    by_interest = {handling.interest_id: handling for handling in db.session.scalars(handlings)}
    found: dict[int, list[Declared]] = {}
    for interest in interests.values():
        if interest.superseded_at is None:
            handling = _last_handling(interest, interests, by_interest)
            carried = handling is not None and handling.interest_id != interest.id
            found.setdefault(interest.appointment_id, []).append(Declared(interest, handling, carried))
    return found


def _last_handling(
    interest: Interest, interests: Mapping[int, Interest], by_interest: Mapping[int, InterestHandling]
) -> InterestHandling | None:
    """What was decided about it, or about what it updates: an update alone lifts no recusal."""
    now: Interest | None = interest
    while now is not None:
        if now.id in by_interest:
            return by_interest[now.id]
        now = interests.get(now.updates_id or 0)
    return None


def handled_interest(seat: Appointment | None, revision: Revision) -> InterestHandling | None:
    """The recusal that was decided for this member and touches the clause or pillar of the revision, if any."""
    if seat is None:
        return None
    handlings = [declared.handling for declared in declared_by(seat) if declared.handling is not None]
    return next((handling for handling in handlings if _touches(handling, revision)), None)


def _touches(handling: InterestHandling, revision: Revision) -> bool:
    if handling.kind != HandlingKind.RECUSED:
        return False
    if not handling.pillars and not handling.clauses:
        return True
    pillars, clauses = {pillar.id for pillar in handling.pillars}, {clause.id for clause in handling.clauses}
    taken = {base.clause_id for base in revision.bases} | {revision.clause_id}
    homes = {base.pillar_id for base in revision.bases} | {result.pillar_id for result in revision.results}
    return bool(({revision.pillar_id} | homes) & pillars or taken & clauses)


def has_declared(seat: Appointment | None) -> bool:
    return seat is not None and bool(declared_by(seat))


def history_of(place: Appointment) -> Sequence[Interest]:
    """Everything that a member declared, the last first."""
    every = select(Interest).where(Interest.appointment_id == place.id).options(selectinload(Interest.pillars))
    return db.session.scalars(every.order_by(Interest.id.desc())).all()
