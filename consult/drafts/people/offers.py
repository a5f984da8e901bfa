"""Roles offered to people who have no account yet: offered by mail, taken up or declined by them, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts import signed_links as links
from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.actions import appoint
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import RUNNING, Appointment, Guideline, Role, RoleOffer
from consult.drafts.queries import membership_of
from consult.drafts.rules import may_appoint


@dataclass(frozen=True, kw_only=True)
class Seat:
    """What is offered."""

    role: Role
    member_state: str | None = None
    seated: bool = True
    title: str = ""


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


def seats_offered(guideline: Guideline, member_state: str | None) -> int:
    """Seats in the expert group that are offered to people of one state."""
    offers = open_offers(guideline) if member_state else []
    return sum(offer.role == Role.EXPERT and offer.member_state == member_state for offer in offers)


def offer_role(guideline: Guideline, email: str, seat: Seat, *, by: Person, language: str | None) -> RoleOffer:
    """Kept until it is taken up, declined or withdrawn; offering it again mails a new link and takes the new terms."""
    hold(guideline)  # offers at the same moment are counted one after the other
    may_appoint(membership_of(by, guideline)).enforce()
    offer = next((o for o in open_offers(guideline) if (o.email, o.role) == (email, seat.role)), None)
    if offer is None:
        offer = RoleOffer(guideline=guideline, email=email, by=by, at=clock.now(), **vars(seat))
        db.session.add(offer)
    else:
        offer.member_state, offer.seated, offer.title = seat.member_state, seat.seated, seat.title
    record(Verb.ROLE_OFFERED, offer, by=by, guideline_id=guideline.id, role=seat.role)
    told = {"guideline": guideline, "by": by, "role": ROLE_NAMES[seat.role], "token": links.sign("sign-up", email)}
    mail.post(email, "drafts/role_offered", language=language, **told)
    return offer


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
    same = {"guideline_id": offer.guideline_id, "person_id": by.id, "role": offer.role}
    if db.session.query(Appointment).filter_by(**same).filter(RUNNING).first() is not None:
        return None
    seat = {"member_state": offer.member_state, "seated": offer.seated, "title": offer.title}
    return appoint(offer.guideline, by, offer.role, by=by, **seat)  # type: ignore[arg-type]


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
