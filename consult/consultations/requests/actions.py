"""What changes about who was asked: written down, asked by mail, answered, erased."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from consult.accounts import signed_links
from consult.accounts.actions import sign_up
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.consultations.models import Participation, Round
from consult.consultations.queries import participation_in
from consult.consultations.requests.models import RequestAnswer, ReviewRequest
from consult.consultations.requests.queries import PURPOSE, addresses_asked, not_asked_yet
from consult.consultations.requests.register_file import RequestContent
from consult.consultations.requests.rules import may_answer_request, may_keep_requests
from consult.consultations.rules import still_on
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of

MAILS_AT_ONCE = 500


def add_requests(round_: Round, asked: Sequence[RequestContent], *, by: Person | None) -> Sequence[ReviewRequest]:
    """Into the register; an address that stands there already is left as it is. Nobody is told yet."""
    _enforce(round_, by)
    known = addresses_asked(round_, [content.email for content in asked])
    now = clock.now()
    made = [
        ReviewRequest(
            round_id=round_.id,
            **vars(content),
            link_key=secrets.token_urlsafe(12),
            added_by_id=by.id if by is not None else None,
            added_at=now,
        )
        for content in asked
        if not content.email or content.email not in known
    ]
    db.session.add_all(made)
    record(Verb.ROUND_REQUESTS_ADDED, round_, by=by, guideline_id=round_.guideline_id, people=len(made))
    return made


def ask_by_mail(round_: Round, *, by: Person) -> int:
    """Everyone in the register who has an address and was not asked yet; at most 500 at once."""
    _enforce(round_, by)
    still_on(round_).enforce()
    waiting = not_asked_yet(round_, MAILS_AT_ONCE)
    for request in waiting:
        request.asked_at = clock.now()
        _mail(request, "consultations/asked")
    if waiting:
        record(Verb.ROUND_ASKED, round_, by=by, guideline_id=round_.guideline_id, people=len(waiting))
    return len(waiting)


def remind_silent(round_: Round, silent: Iterable[ReviewRequest], *, by: Person) -> int:
    """Those who said nothing; the link is the one that they have."""
    _enforce(round_, by)
    still_on(round_).enforce()
    reminded = list(silent)
    for request in reminded:
        request.reminded_at = clock.now()
        _mail(request, "consultations/asked_again")
    if reminded:
        record(Verb.ROUND_REMINDED, round_, by=by, guideline_id=round_.guideline_id, people=len(reminded))
    return len(reminded)


def _mail(request: ReviewRequest, template: str) -> None:
    known = person_with_email(request.email)
    token = signed_links.sign(PURPOSE, [request.id, request.link_key])
    language = known.language if known is not None else None
    mail.post(request.email, template, language=language, asked=request, round=request.round, token=token)


def take_up_request(request: ReviewRequest, *, now: datetime) -> Participation:
    """By the link that was mailed: the address is theirs, and so is the place, in the role that the link names."""
    request = held(request)
    may_answer_request(request, now).enforce()
    person = person_with_email(request.email) or sign_up(request.name or request.email.partition("@")[0], request.email)
    db.session.flush()
    place = participation_in(request.round, person, request.role)
    if place is None:
        place = Participation(round=request.round, person=person, role=request.role)
        db.session.add(place)
    request.person_id = person.id
    _answered(request, RequestAnswer.ACCEPTED, now=now, by=person)
    return place


def decline_request(request: ReviewRequest, *, now: datetime) -> None:
    request = held(request)
    may_answer_request(request, now).enforce()
    _answered(request, RequestAnswer.DECLINED, now=now, by=None)


def note_answer(request: ReviewRequest, answer: RequestAnswer, *, by: Person, now: datetime) -> None:
    """What came by letter or telephone; `NONE` takes it back, and makes a used link good again."""
    _enforce(request.round, by)
    _answered(held(request), answer, now=now, by=by)


def _answered(request: ReviewRequest, answer: RequestAnswer, *, now: datetime, by: Person | None) -> None:
    request.answer = answer
    request.answered_at = now if answer != RequestAnswer.NONE else None
    round_ = request.round
    record(Verb.ROUND_REQUEST_ANSWERED, round_, by=by, guideline_id=round_.guideline_id, answer=answer.value)


def erase_request(request: ReviewRequest, *, had_sent: bool) -> None:
    """That somebody was asked, and what came of it, stays; who it was goes."""
    request.name = request.email = request.link_key = ""
    request.person_id, request.had_sent = None, had_sent
    request.erased_at = request.erased_at or clock.now()


def _enforce(round_: Round, by: Person | None) -> None:
    if by is not None:
        may_keep_requests(membership_of(by, round_.guideline)).enforce()
