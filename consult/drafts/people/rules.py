"""May someone hold this role on these terms; may it be ended, suspended, passed on? Pure."""

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _

from consult.accounts.countries import countries
from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Role
from consult.drafts.people.terms import RoleTerms

SEATS_PER_STATE = 2
# Who writes, moderates or administers a text does not vote on it.
WITHOUT_VOTE = (Role.SECRETARIAT, Role.DRAFTER, Role.MODERATOR)


def may_appoint(membership: Membership) -> Ruling:
    return refuse_unless(membership.secretariat, _("Only the secretariat gives out roles."))


def is_state(code: str | None) -> Ruling:
    """None is no state; anything else is a code of ISO 3166-1."""
    if code is None or code in countries():
        return ALLOWED
    says = _("There is no country with the code “%(code)s”. Give its two letters (ISO 3166), for example KE for Kenya.")
    return Ruling(says % {"code": code})


def is_sound(terms: RoleTerms, *, of_states: bool) -> Ruling:
    """Whether such terms can be, whoever holds the role."""
    if not (state := is_state(terms.member_state)):
        return state
    starts, ends = terms.term_starts_on, terms.term_ends_on
    if starts is not None and ends is not None and ends < starts:
        return Ruling(_("The term would end before it begins. Choose a later last day."))
    if terms.role == Role.SECRETARIAT and ends is not None:
        return Ruling(_("The secretariat has no last day: end the role when someone else has taken over."))
    if terms.alternate_of_id is not None and terms.has_vote:
        return Ruling(
            _("An alternate has no vote while the member holds the seat. Take the vote away, or replace them.")
        )
    return refuse_unless(
        not of_states or not terms.has_vote or terms.member_state,
        _("The experts of this group are appointed by member states. Say which state appoints them."),
    )


def is_new_role(role: Role, held: Collection[Role]) -> Ruling:
    return refuse_unless(role not in held, _("This person has that role already."))


def may_hold_beside(terms: RoleTerms, others: Collection[RoleTerms]) -> Ruling:
    """Whether one person may hold it beside their other roles in the guideline."""
    held = [role for role in WITHOUT_VOTE if any(other.role == role for other in others)]
    if terms.has_vote and held:
        says = _(
            "They hold the role “%(role)s”, and whoever writes, moderates or administers the text does not vote on it. "
            "End that role first, or appoint them as an expert without a vote."
        )
        return Ruling(says % {"role": ROLE_NAMES[held[0]]})
    if terms.role in WITHOUT_VOTE and any(other.has_vote for other in others):
        says = _(
            "They vote in the expert group, and whoever writes, moderates or administers the text does not vote on it. "
            "End their seat first, or take the vote from it."
        )
        return Ruling(says)
    return ALLOWED


def may_vote_beside_site(terms: RoleTerms, *, administers: bool) -> Ruling:
    """Whoever administers the site may do all that the secretariat may, so they do not vote either."""
    return refuse_unless(
        not (terms.has_vote and administers),
        _(
            "They administer this site and may do all that the secretariat may, so they do not vote on the text. "
            "Appoint them as an expert without a vote, or let someone else administer the site."
        ),
    )


def is_last_day_of_suspension(until: date | None, today: date) -> Ruling:
    return refuse_unless(
        until is None or until >= today, _("The suspension would be over before it begins. Choose a later last day.")
    )


def may_seat(member_state: str | None, already: int) -> Ruling:
    """An expert group has at most two seats of one state."""
    if not member_state or already < SEATS_PER_STATE:
        return ALLOWED
    return Ruling(_("This member state already has two experts in the group, which is the most."))


def may_be_alternate_of(terms: RoleTerms, member: Appointment | None) -> Ruling:
    """Of somebody who votes in the same group, for the same state."""
    if terms.alternate_of_id is None:
        return ALLOWED
    if terms.role != Role.EXPERT or member is None or not member.seated or member.role != Role.EXPERT:
        return Ruling(_("An alternate stands in for an expert who has a vote. Choose one of them."))
    if member.ended_at is not None:
        return Ruling(_("This seat has ended. Choose another member, or give the seat itself."))
    return refuse_unless(
        terms.member_state == member.member_state, _("An alternate is appointed by the same state as the member.")
    )


def may_end_role(membership: Membership, role: Role, holders: int) -> Ruling:
    """Whoever ends roles is left, so that a guideline never stands without someone who gives them."""
    ruling = may_appoint(membership)
    if not ruling or role != Role.SECRETARIAT or holders > 1 or membership.administrator:
        return ruling
    return Ruling(_("This is the last secretariat of the guideline. Give the role to someone else first."))


def may_suspend_role(membership: Membership, appointment: Appointment, holders: int) -> Ruling:
    if not (ends := may_end_role(membership, appointment.role, holders)):
        return ends
    if appointment.ended_at is not None:
        return Ruling(_("This role has ended."))
    return refuse_unless(appointment.suspended_at is None, _("This role is suspended already."))


def may_resume_role(membership: Membership, appointment: Appointment) -> Ruling:
    if not (gives := may_appoint(membership)):
        return gives
    if appointment.ended_at is not None:
        return Ruling(_("This role has ended."))
    return refuse_unless(appointment.suspended_at is not None, _("This role is not suspended."))


def may_pass_on(membership: Membership, appointment: Appointment) -> Ruling:
    """Whether this is a seat that someone else can take over."""
    if not (gives := may_appoint(membership)):
        return gives
    if appointment.ended_at is not None:
        return Ruling(_("This role has ended, so nobody can take it over. Give a new one instead."))
    return refuse_unless(
        appointment.role == Role.EXPERT and appointment.seated,
        _("Only a member with a vote is replaced. End this role, and give it to someone else."),
    )


def is_over(term_ends_on: date | None, today: date) -> bool:
    return term_ends_on is not None and term_ends_on < today
