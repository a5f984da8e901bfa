"""Roles offered to people who have no account yet: offered by mail, taken up or declined by them, withdrawn."""

from flask_babel import gettext as _

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import Appointment, Guideline
from consult.drafts.people.actions import appoint, enforce_terms, pass_on
from consult.drafts.people.models import RoleOffer
from consult.drafts.people.queries import offer_of_seat, offers_to, open_offers, roles_held
from consult.drafts.people.rules import may_appoint
from consult.drafts.people.terms import RoleTerms, role_terms_of
from consult.drafts.queries import membership_of, replacement_of


def offer_role(
    guideline: Guideline,
    email: str,
    terms: RoleTerms,
    *,
    replaces: Appointment | None = None,
    because: str = "",
    by: Person,
    language: str | None,
) -> RoleOffer:
    """Kept until it is taken up, declined or withdrawn; offering it again mails a new link and takes the new terms.

    With `replaces`, the seat of that member passes on when it is taken up, for the reason given now; a seat is offered
    to one at a time.
    """
    hold(guideline)  # offers at the same moment are counted one after the other
    may_appoint(membership_of(by, guideline)).enforce()
    offer = next((o for o in open_offers(guideline) if (o.email, o.role) == (email, terms.role)), None)
    if offer is not None:
        offer.withdrawn_at = clock.now()  # it counts no more while the new terms are looked at
    _enforce_free(replaces)
    enforce_terms(guideline, terms, person_with_email(email), but=replaces)
    if offer is None:
        offer = RoleOffer(guideline=guideline, email=email, by=by, at=clock.now(), **terms.columns)
        db.session.add(offer)
    offer.withdrawn_at, offer.replaces_id = None, replaces.id if replaces is not None else None
    offer.because = because
    for name, value in terms.columns.items():
        setattr(offer, name, value)
    facts = {"role": terms.role, "member_state": terms.member_state}
    record(Verb.ROLE_OFFERED, offer, by=by, guideline_id=guideline.id, **facts)
    told = {"guideline": guideline, "by": by, "role": ROLE_NAMES[terms.role]}
    mail.post(email, "drafts/role_offered", language=language, token=signed_links.sign("sign-up", email), **told)
    return offer


def _enforce_free(seat: Appointment | None) -> None:
    """A seat is offered to one at a time."""
    if seat is not None and (other := offer_of_seat(seat)) is not None:
        says = _("This seat is offered to %(email)s already. Withdraw that offer first, or wait for the answer.")
        raise Refused(says % {"email": other.email})


def withdraw_offer(offer: RoleOffer, *, by: Person) -> None:
    offer = held(offer)
    may_appoint(membership_of(by, offer.guideline)).enforce()
    _close(offer)
    record(Verb.ROLE_OFFER_WITHDRAWN, offer, by=by, guideline_id=offer.guideline_id, role=offer.role)


def take_up(offer: RoleOffer, *, by: Person) -> Appointment | None:
    """The offer becomes an appointment; none is made where they have been given the role meanwhile."""
    hold(offer.guideline)  # before the offer, as whoever offers does
    offer = held(offer)
    _enforce_theirs(offer, by)
    offer.taken_at = clock.now()
    replaced = db.session.get(Appointment, offer.replaces_id) if offer.replaces_id is not None else None
    if replaced is not None and replaced.ended_at is None:
        because = offer.because or str(_("The seat was taken over as it was offered."))
        return pass_on(replaced, by, title=offer.title, because=because, by=offer.by)
    if replaced is not None and replacement_of(replaced) is not None:
        raise Refused(_("Someone else has taken over this seat meanwhile. Ask whoever invited you."))
    if any(held.role == offer.role for held in roles_held(offer.guideline, by)):
        return None
    return appoint(offer.guideline, by, by=by, **role_terms_of(offer).columns)


def decline(offer: RoleOffer, *, by: Person) -> None:
    offer = held(offer)
    _enforce_theirs(offer, by)
    _close(offer)
    record(Verb.ROLE_OFFER_DECLINED, offer, by=by, guideline_id=offer.guideline_id, role=offer.role)


def _close(offer: RoleOffer) -> None:
    if offer.taken_at is not None:
        raise Refused(_("This role has been taken up already."))
    offer.withdrawn_at = offer.withdrawn_at or clock.now()


def _enforce_theirs(offer: RoleOffer, person: Person) -> None:
    if offer not in offers_to(person):
        raise Refused(_("This offer is no longer open. Ask whoever invited you for a new one."))
