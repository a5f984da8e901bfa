"""Mail: a row in the causing transaction (the outbox), sent by a job; by default kept on a page, not sent."""

import logging
import smtplib
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.database import Model, db
from consult.core.queue import Progress, queue

log = logging.getLogger(__name__)


class Message(Model):
    """One mail to one address. `sent_at` stays empty where mail is kept, not sent."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


def post(recipient: str, template: str, *, language: str | None, **values: object) -> Message:
    """Write a mail from `mail/<template>.txt`, whose first line is the subject, in the reader's language."""
    settings = current_app.extensions["consult_settings"]
    # Addresses in mail begin with the setting, never with what a request claims the host to be.
    with current_app.test_request_context(base_url=settings.base_url), force_locale(language or "en"):
        text = render_template(f"mail/{template}.txt", **values)
    subject, _, body = text.strip().partition("\n")
    message = Message(recipient=recipient, subject=subject.strip(), body=body.strip() + "\n", created_at=clock.now())
    db.session.add(message)
    db.session.flush()
    queue.add("send_mail", message.id)
    return message


@queue.job("send_mail")
def send_mail(message_id: int, progress: Progress) -> None:  # noqa: ARG001 - short work
    message = db.session.get(Message, message_id)
    if message is None or message.sent_at is not None:
        return
    settings = current_app.extensions["consult_settings"]
    if settings.mail_url == "outbox:":
        log.info("mail %s is kept, not sent", message.id)
        return
    deliver(message, settings.mail_url, settings.mail_from)
    message.sent_at = clock.now()
    db.session.commit()


def deliver(message: Message, mail_url: str, sender: str) -> None:
    address = urlsplit(mail_url)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, message.recipient, message.subject
    mail["Message-ID"] = f"<{message.id}.{int(message.created_at.timestamp())}@{sender.partition('@')[2]}>"
    mail.set_content(message.body)
    with smtplib.SMTP(address.hostname or "localhost", address.port or 25, timeout=30) as server:
        if address.username:
            server.starttls()
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(mail)
