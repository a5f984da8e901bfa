"""May they confirm, join, invite, speak for an organisation? Pure.

`member` is someone's standing membership, or None; `confirms` whether they confirm organisations: an administrator
of the site or the secretariat of a guideline (`drafts.queries.confirms_organisations`).
"""

from flask_babel import gettext as _

from consult.accounts.models import Organisation, Person, StakeholderType
from consult.accounts.organisations.models import OrganisationMember, OrganisationRole
from consult.core.ruling import ALLOWED, Ruling, refuse_unless

SPEAKERS = frozenset({OrganisationRole.FOCAL_POINT, OrganisationRole.DEPUTY})
# Bodies that nobody is counted as by their own word: only the members of a confirmed one are.
PUBLIC_BODIES = frozenset({StakeholderType.NATIONAL_GOVERNMENT})
# Anyone has an address of these.
PUBLIC_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com"),
        *("icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.net", "gmx.de", "gmx.com", "web.de"),
        *("mail.ru", "yandex.ru", "yandex.com", "qq.com", "163.com", "126.com", "orange.fr", "free.fr", "laposte.net"),
        *("t-online.de", "libero.it", "uol.com.br", "rediffmail.com", "zoho.com", "mail.com"),
    }
)


def is_confirmed(member: OrganisationMember | None) -> bool:
    return member is not None and member.confirmed_at is not None and member.ended_at is None


def speaks_for(member: OrganisationMember | None) -> bool:
    """The focal point and the deputies of a confirmed organisation."""
    return (
        member is not None
        and is_confirmed(member)
        and member.role in SPEAKERS
        and member.organisation.confirmed_at is not None
    )


def may_confirm_organisations(*, confirms: bool) -> Ruling:
    return refuse_unless(
        confirms, _("Organisations are confirmed by the secretariat and the administrators of this site.")
    )


def may_manage_members(member: OrganisationMember | None, *, confirms: bool) -> Ruling:
    return refuse_unless(
        confirms or speaks_for(member),
        _("Only its focal point, its deputies and the secretariat say who belongs to an organisation."),
    )


def may_see_inside(member: OrganisationMember | None, *, confirms: bool) -> Ruling:
    return refuse_unless(confirms or is_confirmed(member), _("This is for confirmed members of the organisation."))


def may_join_organisation(person: Person, member: OrganisationMember | None) -> Ruling:
    if person.confirmed_at is None:
        return Ruling(_("Confirm your e-mail address first."))
    if member is not None and member.confirmed_at is not None:
        return Ruling(_("You are a member of this organisation already."))
    return refuse_unless(member is None, _("You have asked already. Whoever speaks for the organisation confirms it."))


def is_of_domain(person: Person, organisation: Organisation) -> bool:
    """Whether the confirmed address of the person is of the domain that the organisation was confirmed with."""
    known = bool(organisation.confirmed_at and organisation.domain and person.confirmed_at)
    return known and person.email.endswith("@" + organisation.domain)


def may_be_its_domain(domain: str) -> Ruling:
    if domain and ("." not in domain or "@" in domain or " " in domain):
        return Ruling(_("A domain is what stands behind the @ of an address, such as interior.gov.example."))
    return refuse_unless(
        domain not in PUBLIC_MAIL, _("Anyone can have an address of this domain; it shows nothing of an organisation.")
    )


def may_take_role(taken: OrganisationMember | None, member_id: int | None, role: OrganisationRole) -> Ruling:
    """`taken`: who is the focal point now."""
    if role != OrganisationRole.FOCAL_POINT or taken is None or taken.id == member_id:
        return ALLOWED
    return Ruling(_("The organisation has a focal point. Make them a deputy first, then name another."))
