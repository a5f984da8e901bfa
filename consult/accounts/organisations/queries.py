"""Organisations and their members, found."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Organisation, Person
from consult.accounts.organisations.models import OrganisationMember, OrganisationRole
from consult.accounts.organisations.rules import SPEAKERS
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page

_STANDING = OrganisationMember.ended_at.is_(None)


def confirmed_organisations() -> Select[Organisation]:
    return select(Organisation).where(Organisation.confirmed_at.is_not(None)).order_by(Organisation.name)


def named_organisations() -> Select[Organisation]:
    """Those that people named and nobody confirmed."""
    return select(Organisation).where(Organisation.confirmed_at.is_(None)).order_by(Organisation.name)


def member_of(organisation: Organisation, person: Person | None) -> OrganisationMember | None:
    """Their standing membership, confirmed or asked for."""
    if person is None or not person.is_authenticated:
        return None
    if is_read():
        return standing_memberships(person).get(organisation.id)
    same = (OrganisationMember.organisation_id == organisation.id, OrganisationMember.person_id == person.id)
    return db.session.scalars(select(OrganisationMember).where(*same, _STANDING)).one_or_none()


@once_a_page
def standing_memberships(person: Person) -> Mapping[int, OrganisationMember]:
    """`member_of`, of every organisation, by its number."""
    held = select(OrganisationMember).where(OrganisationMember.person_id == person.id, _STANDING)
    return {member.organisation_id: member for member in db.session.scalars(held)}


def members_in(organisation: Organisation) -> Sequence[OrganisationMember]:
    query = select(OrganisationMember).where(OrganisationMember.organisation_id == organisation.id, _STANDING)
    query = query.join(OrganisationMember.person).options(contains_eager(OrganisationMember.person))
    return db.session.scalars(query.order_by(OrganisationMember.role, Person.name, OrganisationMember.id)).all()


def memberships_of(person: Person) -> Sequence[OrganisationMember]:
    """Where they are confirmed now, in confirmed organisations."""
    held = (OrganisationMember.person_id == person.id, OrganisationMember.confirmed_at.is_not(None), _STANDING)
    query = select(OrganisationMember).join(OrganisationMember.organisation).where(*held)
    query = query.where(Organisation.confirmed_at.is_not(None)).options(joinedload(OrganisationMember.organisation))
    return db.session.scalars(query.order_by(OrganisationMember.id)).all()


def every_membership_of(person: Person) -> Sequence[OrganisationMember]:
    """Also those that were asked for, and those that ended."""
    query = select(OrganisationMember).where(OrganisationMember.person_id == person.id)
    query = query.options(joinedload(OrganisationMember.organisation))
    return db.session.scalars(query.order_by(OrganisationMember.id)).all()


def confirmed_organisation_of(person: Person) -> Organisation | None:
    """The organisation of their profile, where it is confirmed and so are they in it."""
    theirs = (one.organisation for one in memberships_of(person) if one.organisation_id == person.organisation_id)
    return next(theirs, None)


def speakers_of(organisation: Organisation) -> Sequence[Person]:
    """The focal point and the deputies."""
    held = (OrganisationMember.organisation_id == organisation.id, OrganisationMember.role.in_(SPEAKERS), _STANDING)
    query = select(Person).join(OrganisationMember, OrganisationMember.person_id == Person.id)
    query = query.where(*held, OrganisationMember.confirmed_at.is_not(None))
    return db.session.scalars(query.order_by(OrganisationMember.id)).unique().all()


def focal_point_of(organisation: Organisation) -> OrganisationMember | None:
    held = (
        OrganisationMember.organisation_id == organisation.id,
        OrganisationMember.role == OrganisationRole.FOCAL_POINT,
    )
    query = select(OrganisationMember).where(*held, _STANDING, OrganisationMember.confirmed_at.is_not(None))
    return db.session.scalars(query).one_or_none()


def ended_since(organisation: Organisation, person: Person) -> OrganisationMember | None:
    """Their membership that ended last."""
    same = (OrganisationMember.organisation_id == organisation.id, OrganisationMember.person_id == person.id)
    query = select(OrganisationMember).where(*same, OrganisationMember.ended_at.is_not(None))
    return db.session.scalars(query.order_by(OrganisationMember.ended_at.desc()).limit(1)).first()
