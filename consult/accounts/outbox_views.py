"""The outbox: mail that was kept, or sent, or could not be; and the button that sends it again."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.blueprint import bp
from consult.accounts.models import Person
from consult.accounts.rules import may_administer
from consult.accounts.sessions.current import password_asked_again
from consult.accounts.views import settings
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.mail.outbox import Message
from consult.core.mail.relay import KEPT
from consult.core.pagination import paged

# What of the outbox is shown, by its name in the address.
STATES = {
    "failed": Message.failed_at.is_not(None),
    "waiting": Message.next_try_at.is_not(None),
    "sent": Message.sent_at.is_not(None),
}


@bp.get("/outbox")
@password_asked_again
@notes_access(PersonalData.MAIL)
def outbox() -> ResponseReturnValue:
    """For administrators, and in a demo for everyone; `?q=` part of an address or subject.

    Words are shown where mail is kept, for nobody else has them.
    Outside a demo the links of whoever has an account are not: they would open it to any administrator.
    """
    kept = settings().mail_url == KEPT
    demo = kept and settings().demo_marker.exists()
    if not demo:
        may_administer(current_user).enforce()
    messages = select(Message).order_by(Message.id.desc())
    state = request.args.get("state", "")
    if state in STATES:
        messages = messages.where(STATES[state])
    looked_for = " ".join(request.args.get("q", "").split())[:200]
    if looked_for:
        named = [part.icontains(looked_for, autoescape=True) for part in (Message.recipient, Message.subject)]
        messages = messages.where(or_(*named))
    template = "accounts/outbox.html" if kept else "accounts/mail.html"
    shown = paged(messages)
    hidden = set() if demo else _accounts_of_others([message.recipient for message in shown.items])
    return render_template(template, page=shown, state=state, hidden=hidden, looked_for=looked_for)


def _accounts_of_others(addresses: Sequence[str]) -> set[str]:
    """Those of the addresses that open an account, which is not that of who looks."""
    with_account = select(Person.email).where(Person.email.in_(addresses), Person.password_hash.is_not(None))
    return set(db.session.scalars(with_account.where(Person.id != current_user.id)))


@bp.post("/outbox/<int:message_id>/again")
@password_asked_again
def send_mail_again(message_id: int) -> ResponseReturnValue:
    may_administer(current_user).enforce()
    message = db.session.get(Message, message_id) or abort(404)
    if mail.try_again(held(message)):
        flash(_("It leaves within seconds."))
    else:
        flash(_("It was sent, or its link has run out: the person can ask for another."))
    db.session.commit()
    return redirect(url_for("accounts.outbox", state="failed"))
