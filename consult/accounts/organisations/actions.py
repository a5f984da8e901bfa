"""What changes about organisations: confirmed, taken back, joined, invited to, left."""

from datetime import datetime

from flask_babel import gettext as _

from consult.accounts import signed_links
from consult.accounts.models import Organisation, Person, StakeholderType
from consult.accounts.organisations.models import MembershipProof, OrganisationMember, OrganisationRole
from consult.accounts.organisations.queries import ended_since, focal_point_of, member_of
from consult.accounts.organisations.rules import (
    is_of_domain,
    may_be_its_domain,
    may_confirm_organisations,
    may_join_organisation,
    may_manage_members,
    may_take_role,
)
from consult.accounts.queries import organisation_named
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb

A_FORTNIGHT = 14 * signed_links.A_DAY
INVITATION = "organisation"


def add_organisation(
    name: str, stakeholder_type: StakeholderType, country: str, *, domain: str, by: Person, confirms: bool
) -> Organisation:
    """One that is confirmed, made or found under its name in its country."""
    may_confirm_organisations(confirms=confirms).enforce()
    organisation = organisation_named(name, country)
    if organisation is None:
        made = {"name": name.strip(), "stakeholder_type": stakeholder_type, "country": country}
        organisation = Organisation(**made, created_at=clock.now())
        db.session.add(organisation)
        db.session.flush()
    confirm_organisation(organisation, stakeholder_type=stakeholder_type, domain=domain, by=by, confirms=confirms)
    return organisation


def confirm_organisation(
    organisation: Organisation, *, stakeholder_type: StakeholderType, domain: str, by: Person, confirms: bool
) -> None:
    """It is what it says, and of this kind. Doing it again changes the kind and the domain."""
    may_confirm_organisations(confirms=confirms).enforce()
    domain = domain.strip().lower().removeprefix("@")
    may_be_its_domain(domain).enforce()
    organisation = held(organisation)
    organisation.stakeholder_type, organisation.domain = stakeholder_type, domain
    organisation.confirmed_at = organisation.confirmed_at or clock.now()
    record(Verb.ORGANISATION_CONFIRMED, organisation, by=by, organisation=organisation.name)


def take_confirmation_back(organisation: Organisation, *, by: Person, confirms: bool) -> None:
    """It speaks officially no more; what it sent stays its own."""
    may_confirm_organisations(confirms=confirms).enforce()
    organisation = held(organisation)
    if organisation.confirmed_at is not None:
        organisation.confirmed_at = None
        record(Verb.ORGANISATION_UNCONFIRMED, organisation, by=by, organisation=organisation.name)


def join_as_reviewer(organisation: Organisation, person: Person) -> OrganisationMember:
    """A reviewer at once by the domain of their address; else asked for, until someone confirms it."""
    hold(organisation)
    may_join_organisation(person, member_of(organisation, person)).enforce()
    member = _asked(organisation, person, OrganisationRole.REVIEWER)
    if is_of_domain(person, organisation):
        _confirm(member, MembershipProof.DOMAIN, by=None)
    return member


def invite_to_organisation(
    organisation: Organisation, email: str, role: OrganisationRole, *, by: Person, confirms: bool, language: str | None
) -> str:
    """A link to the address, good for a fortnight, for whoever signs in with that address. Returns the link's token."""
    may_manage_members(member_of(organisation, by), confirms=confirms).enforce()
    if organisation.confirmed_at is None:
        raise Refused(_("The organisation is not confirmed yet."))
    may_take_role(focal_point_of(organisation), None, role).enforce()
    token = signed_links.sign(INVITATION, [organisation.id, role.value, email, by.id, clock.now().isoformat()])
    told = {"organisation": organisation, "by": by, "role": role}
    mail.post(email, "accounts/organisation_invited", language=language, token=token, **told)
    record(Verb.ORGANISATION_MEMBER_INVITED, organisation, by=by, role=role.value)
    return token


def invitation_of(token: str) -> tuple[Organisation, OrganisationRole, str, int, datetime] | None:
    """What a link offers: organisation, role, address, who invited, when; raises LinkExpired."""
    signed = signed_links.read_link(INVITATION, token, seconds=A_FORTNIGHT)
    organisation = db.session.get(Organisation, signed[0]) if signed else None
    if signed is None or organisation is None:
        return None
    return organisation, OrganisationRole(signed[1]), signed[2], signed[3], datetime.fromisoformat(signed[4])


def accept_invitation(token: str, person: Person) -> OrganisationMember:
    """Used twice it is used once; whoever left after it was written needs a new one."""
    offered = invitation_of(token)
    if offered is None:
        raise Refused(_("This link is not complete. Open it from the mail again."))
    organisation, role, email, by_id, at = offered
    hold(organisation)
    if person.email != email or person.confirmed_at is None:
        raise Refused(_("This invitation is for another address. Sign in with the one that it was sent to."))
    member, last = member_of(organisation, person), ended_since(organisation, person)
    if member is not None and member.confirmed_at is not None:
        return member
    if organisation.confirmed_at is None or (last is not None and last.ended_at is not None and last.ended_at > at):
        raise Refused(_("This invitation holds no more. Ask the organisation’s focal point for a new one."))
    may_take_role(focal_point_of(organisation), member.id if member is not None else None, role).enforce()
    member = member or _asked(organisation, person, role)
    member.role = role
    _confirm(member, MembershipProof.INVITATION, by=db.session.get(Person, by_id))
    person.organisation = person.organisation or organisation
    person.country = person.country or organisation.country or None
    person.stakeholder_type = person.stakeholder_type or organisation.stakeholder_type
    return member


def confirm_member(member: OrganisationMember, *, by: Person, confirms: bool) -> None:
    may_manage_members(member_of(member.organisation, by), confirms=confirms).enforce()
    member = held(member)
    if member.ended_at is None and member.confirmed_at is None:
        _confirm(member, MembershipProof.CONFIRMED, by=by)


def change_member_role(member: OrganisationMember, role: OrganisationRole, *, by: Person, confirms: bool) -> None:
    may_manage_members(member_of(member.organisation, by), confirms=confirms).enforce()
    hold(member.organisation)
    member = held(member)
    may_take_role(focal_point_of(member.organisation), member.id, role).enforce()
    if member.role != role and member.ended_at is None:
        member.role = role
        record(Verb.ORGANISATION_MEMBER_CHANGED, member.organisation, by=by, role=role.value)


def end_membership(member: OrganisationMember, *, by: Person, confirms: bool) -> None:
    """By who speaks for the organisation, the secretariat, or the member who leaves."""
    if member.person_id != by.id:
        may_manage_members(member_of(member.organisation, by), confirms=confirms).enforce()
    member = held(member)
    if member.ended_at is None:
        member.ended_at = clock.now()
        record(Verb.ORGANISATION_MEMBER_LEFT, member.organisation, by=by)


def _asked(organisation: Organisation, person: Person, role: OrganisationRole) -> OrganisationMember:
    member = OrganisationMember(organisation=organisation, person=person, role=role, asked_at=clock.now())
    db.session.add(member)
    db.session.flush()
    return member


def _confirm(member: OrganisationMember, proof: MembershipProof, *, by: Person | None) -> None:
    member.confirmed_at, member.proof = clock.now(), proof
    member.confirmed_by_id = by.id if by is not None else None
    record(Verb.ORGANISATION_MEMBER_JOINED, member.organisation, by=by or member.person, proof=proof.value)
