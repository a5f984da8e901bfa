"""A guest presses "send": limits, the link in the mail or none where the mailbox is known, what is remembered."""

from datetime import timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.views import from_here, settings
from consult.comments.consents.actions import keep_choices
from consult.comments.editor import guests
from consult.comments.editor.editor import CommentEditor
from consult.comments.models import CommentState
from consult.comments.sittings.puzzles import BITS, is_solved, new_puzzle
from consult.comments.sittings.remembered import RememberedGuest, new_sitting, remember_guest, remembered_guest
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.mail.outbox import count_mail_to
from consult.core.security.rate_limit import TooMany, count_attempt, count_newcomer

AN_HOUR = timedelta(hours=1)
MOST_WORKED = 10  # times the quiet limit: what a network may send in an hour with puzzles solved
MOST_WAITING = 30  # of one mailbox, that no mail is sent for


def send_as_guest(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    if not form.is_ready(desk.target.words):
        return desk.page(form, status=422)
    if personal := desk.personal_data_asked(form):
        return desk.page(form, status=422, personal=personal)
    round_ = desk.round_of(form)
    if round_ is None or round_ not in desk.rounds:
        return desk.page(form, status=409)
    if round_.practice:  # nothing of a guest is kept
        return redirect(url_for("comments.practised", round_slug=round_.slug))
    guest, before = _guest(form), remembered_guest()
    sitting = before.sitting if before is not None and before.email == guest.email else new_sitting()
    proved = before is not None and before.has_proved(guest.email)
    if not proved and not may_pass(form):
        return _asked_to_work(desk, form)
    if not proved:
        limit_mail(guest.email, needs_mail=not guests.waiting_at(sitting, guest.email))
    content, token = form.content(), form.token.data
    comment = guests.guest_comment(guest, round_, desk.target, content, token=token, sitting=sitting, proved=proved)
    keep_choices(comment, contact=form.contact.data)
    db.session.commit()
    remember_guest(_remembered(form, sitting, before.proved_at if before is not None and proved else 0))
    if comment.state == CommentState.UNCONFIRMED:
        return redirect(url_for("comments.check_mail"))
    return redirect(url_for("comments.confirm", token=guests.link_to(comment)))


def may_pass(form: Any) -> bool:
    """By mailbox, so that a room behind one address is heard; beyond that, whoever has solved the puzzle."""
    where, quiet = from_here(), settings().guest_comments_per_hour
    try:
        count_newcomer(guests.NEWCOMER, where, form.email.data, allowed=quiet, within=AN_HOUR)
    except TooMany:
        puzzle, proof, token = (form[name].data or "" for name in ("puzzle", "proof", "token"))
        if not is_solved(puzzle, proof, form_token=token, where=where, may_wait=quiet):
            return False
        count_attempt("guest-worked", where, allowed=MOST_WORKED * quiet, within=AN_HOUR)
    return True


def _asked_to_work(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    """The form again, as it was typed, with a puzzle that the page's script solves and sends."""
    form.puzzle.data, form.proof.data = new_puzzle(form.token.data or ""), ""
    return desk.page(form, status=429, bits=BITS)


def limit_mail(email: str, *, needs_mail: bool) -> None:
    """Mail to one mailbox is bounded whoever asks; so is what waits there without a mail of its own."""
    if needs_mail:
        count_mail_to(email)
    else:
        count_attempt("guest-waiting", email, allowed=MOST_WAITING, within=AN_HOUR)


def _remembered(form: Any, sitting: str, proved_at: float) -> RememberedGuest:
    asked = ("name", "email", "country", "stakeholder_type", "organisation")
    details = {name: form[name].data or "" for name in asked}
    return RememberedGuest(**details, named=bool(form.named.data), sitting=sitting, proved_at=proved_at)


def _guest(form: Any) -> guests.Guest:
    return guests.Guest(
        form.name.data,
        form.email.data,
        country=form.country.data,
        stakeholder_type=form.kind,
        organisation=form.organisation.data,
        language=language_now(),
    )
