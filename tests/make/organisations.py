"""Confirmed organisations and what they say, made as their people make them."""

from sqlalchemy import select

from consult.accounts import actions as accounts
from consult.accounts.models import Organisation, Person, StakeholderType
from consult.accounts.organisations import actions
from consult.accounts.organisations.models import MembershipProof, OrganisationMember, OrganisationRole
from consult.comments.models import Stance
from consult.comments.positions import actions as positions
from consult.comments.positions.models import Position
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from tests.make.comments import clause

GOVERNMENT = StakeholderType.NATIONAL_GOVERNMENT


def organisation(
    name: str = "Ministry of Housing", kind: StakeholderType = GOVERNMENT, country: str = "KE", *, by: Person
) -> Organisation:
    made = actions.add_organisation(name, kind, country, domain="", by=by, confirms=True)
    db.session.commit()
    return made


def member(
    of: Organisation, person: Person, role: OrganisationRole = OrganisationRole.FOCAL_POINT
) -> OrganisationMember:
    """As one who took up an invitation."""
    now = clock.now()
    made = OrganisationMember(organisation=of, person=person, role=role, asked_at=now, confirmed_at=now)
    made.proof = MembershipProof.INVITATION
    db.session.add(made)
    person.organisation = accounts.organisation_for(of.name, of.stakeholder_type, of.country)
    db.session.commit()
    return made


def position(round_: Round, of: Organisation, *, by: Person, sent: bool = True, number: str = "HR-L1") -> Position:
    """Two comments: one on a clause, one on the whole text."""
    made = positions.begin_position(round_, of, by=by)
    words = [
        (clause(round_.draft, number), Stance.SUPPORT_WITH_CHANGES, "Say by when.", ""),
        (None, Stance.SUPPORT, "A good text.", ""),
    ]
    positions.add_items(made, words, by=by)
    if sent:
        positions.send_position(made, signed_off="The cabinet, 20 November", by=by)
    db.session.commit()
    return made


def members(of: Organisation) -> list[OrganisationMember]:
    return list(db.session.scalars(select(OrganisationMember).where(OrganisationMember.organisation_id == of.id)))
