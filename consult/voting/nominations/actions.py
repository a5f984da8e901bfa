"""Calls published; nominations begun, completed, confirmed, accepted, declined, erased."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from consult.accounts import signed_links
from consult.accounts.models import Person, StakeholderType
from consult.accounts.queries import person_with_email
from consult.comments.references import ALPHABET
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import ALLOWED, Refused, Ruling
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Role
from consult.drafts.people.actions import enforce_terms
from consult.drafts.people.offers import offer_role
from consult.drafts.people.queries import roles_held
from consult.drafts.people.rules import is_new_role
from consult.drafts.people.terms import RoleTerms
from consult.drafts.queries import membership_of
from consult.voting.nominations import rules
from consult.voting.nominations.letters import Letter
from consult.voting.nominations.models import (
    Gender,
    Nomination,
    NominationCall,
    NominationLetter,
    NominationState,
    Nominators,
)

PURPOSE = "nomination"


@dataclass(frozen=True, kw_only=True)
class CallContent:
    title: str
    text: str
    criteria: str
    nominators: Nominators
    seats: int
    closes_at: datetime
    timezone: str = "UTC"


def publish_call(guideline: Guideline, content: CallContent, *, by: Person) -> NominationCall:
    rules.may_call(membership_of(by, guideline)).enforce()
    call = NominationCall(guideline=guideline, opened_at=clock.now(), by=by, **vars(content))
    db.session.add(call)
    facts = {"seats": content.seats, "closes": content.closes_at.isoformat()}
    record(Verb.NOMINATION_CALLED, call, by=by, guideline_id=guideline.id, **facts)
    return call


def change_call(call: NominationCall, content: CallContent, *, by: Person) -> None:
    """Another text or deadline; a nomination that was sent stays as it is."""
    rules.may_call(membership_of(by, call.guideline)).enforce()
    was = call.closes_at
    for name, value in vars(content).items():
        setattr(call, name, value)
    changed = {"was": was.isoformat(), "closes": content.closes_at.isoformat()}
    record(Verb.NOMINATION_CALL_CHANGED, call, by=by, guideline_id=call.guideline_id, **changed)


@dataclass(frozen=True, kw_only=True)
class NominationContent:
    """What is typed; the letter comes in a second step, so that a file that is refused costs nobody their words."""

    nominator_name: str
    nominator_email: str
    nominating_body: str
    nominee_name: str
    nominee_email: str
    member_state: str | None
    stakeholder_type: StakeholderType
    gender: Gender = Gender.UNSAID
    expertise: str
    motivation: str


def begin_nomination(
    call: NominationCall, content: NominationContent, *, by: Person | None, language: str | None
) -> Nomination:
    """Kept without its letter; nobody is told yet."""
    now = clock.now()
    rules.may_nominate(call.guideline, call, now).enforce()
    signs = "".join(secrets.choice(ALPHABET) for _place in range(8))
    made = Nomination(
        call=call,
        reference=f"N-{signs[:4]}-{signs[4:]}",
        nominator_id=by.id if by is not None else None,
        begun_at=now,
        language=language,
        **vars(content),
    )
    db.session.add(made)
    db.session.flush()
    return made


def attach_letter(nomination: Nomination, letter: Letter, *, confirmed: bool) -> None:
    """The nomination is complete: taken in where the mailbox is known to be theirs, else once the mail is answered."""
    nomination = held(nomination)
    now = clock.now()
    rules.may_attach(nomination, now).enforce()
    kept = {"file_name": letter.file_name, "media_type": letter.media_type, "content": letter.content}
    db.session.add(NominationLetter(nomination=nomination, sha256=letter.sha256, received_at=now, **kept))
    nomination.sent_at = now
    if confirmed:
        _submit(nomination)
        return
    nomination.state = NominationState.UNCONFIRMED
    token = signed_links.sign(f"{PURPOSE}-confirm", nomination.id)
    told = {"nomination": nomination, "call": nomination.call, "token": token}
    mail.post(nomination.nominator_email, "voting/nomination_confirm", language=nomination.language, **told)


def confirm_nomination(nomination: Nomination) -> None:
    nomination = held(nomination)
    rules.may_confirm_nomination(nomination).enforce()
    _submit(nomination)


def _submit(nomination: Nomination) -> None:
    """Taken in, with a receipt that names the digest of the letter."""
    nomination.state = NominationState.SUBMITTED
    call = nomination.call
    letter = db.session.query(NominationLetter).filter_by(nomination_id=nomination.id).one()
    facts: dict[str, Any] = {"reference": nomination.reference, "letter": letter.sha256}
    record(Verb.NOMINATION_RECEIVED, nomination, guideline_id=call.guideline_id, **facts)
    told = {"nomination": nomination, "call": call, "sha256": letter.sha256}
    mail.post(nomination.nominator_email, "voting/nomination_receipt", language=nomination.language, **told)


def acceptable_now(nomination: Nomination, *, by: Person) -> Ruling:
    """Whether the seat can be offered: the state has one left, and the nominee may hold it."""
    guideline = nomination.call.guideline
    if not (decides := rules.may_decide(membership_of(by, guideline), nomination)):
        return decides
    nominee = person_with_email(nomination.nominee_email)
    held_already = roles_held(guideline, nominee) if nominee is not None else []
    if not (new := is_new_role(Role.EXPERT, [one.role for one in held_already])):
        return new
    try:
        enforce_terms(guideline, _seat_for(nomination), nominee)
    except Refused as refused:
        return Ruling(str(refused))
    return ALLOWED


def _seat_for(nomination: Nomination) -> RoleTerms:
    return RoleTerms(role=Role.EXPERT, member_state=nomination.member_state)


def accept(nomination: Nomination, *, by: Person) -> None:
    """The seat is offered to the nominee; both are told. Refused where the state has no seat left.

    The guideline is held first: of two who accept for one state at one instant, one is counted after the other.
    """
    guideline = nomination.call.guideline
    hold(guideline)
    nomination = held(nomination)
    acceptable_now(nomination, by=by).enforce()
    seat = _seat_for(nomination)
    offer = offer_role(guideline, nomination.nominee_email, seat, by=by, language=nomination.language)
    db.session.flush()
    nomination.offer_id = offer.id
    _decide(nomination, NominationState.ACCEPTED, Verb.NOMINATION_ACCEPTED, by=by)
    told = {"nomination": nomination, "call": nomination.call}
    mail.post(nomination.nominator_email, "voting/nomination_accepted", language=nomination.language, **told)


def decline_nomination(nomination: Nomination, because: str, *, by: Person) -> None:
    """With a reason that nominator and nominee read."""
    nomination = held(nomination)
    rules.may_decide(membership_of(by, nomination.call.guideline), nomination).enforce()
    nomination.because = because
    _decide(nomination, NominationState.DECLINED, Verb.NOMINATION_DECLINED, by=by)
    told = {"nomination": nomination, "call": nomination.call, "because": because}
    for email in dict.fromkeys((nomination.nominator_email, nomination.nominee_email)):
        mail.post(email, "voting/nomination_declined", language=nomination.language, **told)


def _decide(nomination: Nomination, state: NominationState, verb: Verb, *, by: Person) -> None:
    nomination.state, nomination.decided_at, nomination.decided_by = state, clock.now(), by
    facts = {"reference": nomination.reference, "member_state": nomination.member_state}
    record(verb, nomination, by=by, guideline_id=nomination.call.guideline_id, **facts)


def drop_unsent(nomination: Nomination) -> None:
    """Never sent or never confirmed: nothing of it is kept."""
    db.session.execute(delete(NominationLetter).where(NominationLetter.nomination_id == nomination.id))
    db.session.delete(nomination)


def erase_nomination(nomination: Nomination) -> None:
    """The nominee is erased: only that there was one, from which state, and what was decided is left."""
    db.session.execute(delete(NominationLetter).where(NominationLetter.nomination_id == nomination.id))
    nomination.nominee_name = nomination.expertise = nomination.motivation = nomination.because = ""
    nomination.nominee_email = ""
    nomination.gender = Gender.UNSAID
    forget_nominator(nomination)
    if nomination.decided_at is None:
        nomination.state = NominationState.ERASED


def forget_nominator(nomination: Nomination) -> None:
    """Whoever nominated is erased; for which body they spoke stays."""
    nomination.nominator_name = nomination.nominator_email = ""
    nomination.nominator_id = None
