"""A guest presses "send": limits, the link in the mail or none where the mailbox is known, what is remembered."""

from datetime import timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.views import from_here, settings
from consult.comments.editor import guests
from consult.comments.editor.editor import CommentEditor
from consult.comments.models import CommentState
from consult.comments.sittings.remembered import RememberedGuest, new_sitting, remember_guest, remembered_guest
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.mail.outbox import count_mail_to
from consult.core.security.rate_limit import count_attempt, count_newcomer

AN_HOUR = timedelta(hours=1)
MOST_WAITING = 30  # of one mailbox, that no mail is sent for


def send_as_guest(desk: CommentEditor, form: Any) -> ResponseReturnValue:
    if not form.is_ready(desk.target.words):
        return desk.page(form, status=422)
    round_ = desk.round_of(form)
    if round_ is None or round_ not in desk.rounds:
        return desk.page(form, status=409)
    guest, before = _guest(form), remembered_guest()
    sitting = before.sitting if before is not None and before.email == guest.email else new_sitting()
    proved = before is not None and before.has_proved(guest.email)
    if not proved:
        _limit_guests(guest.email, needs_mail=not guests.waiting_at(sitting, guest.email))
    content, token = form.content(), form.token.data
    comment = guests.guest_comment(guest, round_, desk.target, content, token=token, sitting=sitting, proved=proved)
    db.session.commit()
    remember_guest(_remembered(form, sitting, before.proved_at if before is not None and proved else 0))
    if comment.state == CommentState.UNCONFIRMED:
        return redirect(url_for("comments.check_mail"))
    return redirect(url_for("comments.confirm", token=guests.link_to(comment)))


def _limit_guests(email: str, *, needs_mail: bool) -> None:
    """By mailbox, so that a room behind one address is heard; mail to one mailbox is bounded whoever asks."""
    allowed = settings().guest_comments_per_hour
    count_newcomer(guests.NEWCOMER, from_here(), email, allowed=allowed, within=AN_HOUR)
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
