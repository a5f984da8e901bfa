"""The register of who was asked, found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.consultations.requests.models import RequestAnswer, ReviewRequest
from consult.core.database import db

PURPOSE = "review-request"
LINK_SECONDS = 366 * signed_links.A_DAY  # the round itself ends sooner; its rule says so


def requests_in(round_: Round) -> Select[ReviewRequest]:
    order = (ReviewRequest.organisation, ReviewRequest.name, ReviewRequest.id)
    return select(ReviewRequest).where(ReviewRequest.round_id == round_.id).order_by(*order)


def request_in(round_: Round, request_id: int) -> ReviewRequest | None:
    found = db.session.get(ReviewRequest, request_id)
    return found if found is not None and found.round_id == round_.id else None


def addresses_asked(round_: Round, emails: Iterable[str]) -> set[str]:
    """Which of these stand in the register already."""
    wanted = [email for email in emails if email]
    known = select(ReviewRequest.email).where(ReviewRequest.round_id == round_.id, ReviewRequest.email.in_(wanted))
    return set(db.session.scalars(known))


def not_asked_yet(round_: Round, most: int) -> Sequence[ReviewRequest]:
    waiting = (ReviewRequest.email != "", ReviewRequest.asked_at.is_(None), ReviewRequest.answer == RequestAnswer.NONE)
    return db.session.scalars(requests_in(round_).where(*waiting).limit(most)).all()


def request_of_link(token: str) -> ReviewRequest | None:
    """None where the link is not ours or was made void; raises LinkExpired."""
    signed: Any = signed_links.read_link(PURPOSE, token, seconds=LINK_SECONDS)
    found = db.session.get(ReviewRequest, signed[0]) if signed else None
    return found if found is not None and signed and found.link_key == signed[1] and not found.erased_at else None


def requests_to(person: Person) -> Sequence[ReviewRequest]:
    """What the register holds on someone: by their address, or taken up by them."""
    theirs = or_(ReviewRequest.email == person.email, ReviewRequest.person_id == person.id)
    query = select(ReviewRequest).where(theirs).options(joinedload(ReviewRequest.round)).order_by(ReviewRequest.id)
    return db.session.scalars(query).all()


def over_since(before: datetime) -> Select[int]:
    """Rows with a name or an address still, of rounds that closed before then."""
    held = or_(ReviewRequest.name != "", ReviewRequest.email != "")
    query = select(ReviewRequest.id).join(Round, Round.id == ReviewRequest.round_id)
    return query.where(held, Round.closes_at < before).order_by(ReviewRequest.id)
