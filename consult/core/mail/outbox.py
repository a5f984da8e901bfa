"""Mail: a row in the causing transaction (the outbox); the post office sends it. By default kept on a page, not sent.

What goes into a mail from outside is made plain in one place: every value that a template of mail prints is one line
without control signs, so that a name writes neither headers nor text of ours. Words of several lines go through
`|quoted`. Links that prove an address are taken out of what is kept once they have left, or run out.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from flask import Flask, current_app, g
from flask.testing import EnvironBuilder
from flask_babel import force_locale
from jinja2 import Environment
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from sqlalchemy import CheckConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.database import Model, db, insert_at_once
from consult.core.mail.relay import KEPT, relay_of
from consult.core.queue import queue
from consult.core.security.rate_limit import count_attempt
from consult.core.templating import DRAWN_FOR
from consult.settings import Settings

LINKS_LAST = timedelta(days=3)  # the longest that a mailed link works
# What `links.sign` makes: what is signed, when, and the signature.
SIGNED = re.compile(r"[\w-]+\.[\w-]{5,8}\.[\w-]{27,}")
TAKEN_OUT = "…"
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = re.compile("[\u200b\u202a-\u202e\ufeff\ud800-\udfff]")


class Message(Model):
    """One mail to one address. It is due at `next_try_at`; where that is empty it was sent, given up, or is kept.

    `token` names who is sending it until `leased_until`.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("next_try_at IS NULL OR (sent_at IS NULL AND failed_at IS NULL)", name="over_is_not_due"),
        CheckConstraint("sent_at IS NULL OR failed_at IS NULL", name="sent_or_failed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    token: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="", server_default="")
    # Until when it holds a link that works; a mail whose links were taken out says so.
    links_until: Mapped[datetime | None]
    links_gone: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Where mail programs offer "unsubscribe" (RFC 8058): a POST there ends mail of this kind. Gone once it has left.
    unsubscribe: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def without_links(self) -> str:
        """As it is shown to whoever did not get it by mail."""
        return without_links(self.body)


def set_up_mail(app: Flask, settings: Settings) -> None:
    """Raises SettingError where mail could never leave."""
    relay_of(settings)
    app.jinja_env.filters["quoted"] = quoted_in_mail
    app.extensions["consult_mail_environment"] = app.jinja_env.overlay(finalize=plain)


class Quoted(str):
    """Words of several lines, each marked as somebody's."""

    __slots__ = ()


def quoted_in_mail(text: str | None) -> Quoted:
    """As mail programs quote: whoever reads sees where the words of another begin and end."""
    lines = (text or "").strip().splitlines()
    return Quoted("\n".join(f"> {plain(line)}".rstrip() for line in lines))


def plain(value: Any) -> Any:
    """What a template of mail prints: one line, nothing that breaks it, hides or turns it round."""
    if not isinstance(value, str) or isinstance(value, Quoted):
        return value
    return _UNSEEN.sub("", _BREAKS.sub(" ", value))


def without_links(text: str) -> str:
    return SIGNED.sub(TAKEN_OUT, text)


def post(recipient: str, template: str, *, language: str | None, **values: object) -> Message:
    """Write a mail from `mail/<template>.txt`, whose first line is the subject, in the reader's language."""
    settings = current_app.extensions["consult_settings"]
    subject, body = drawn_up(template, language=language, **values)
    now = clock.now()
    message = Message(
        recipient=recipient,
        subject=subject,
        body=body,
        created_at=now,
        next_try_at=None if settings.mail_url == KEPT else now,
        links_until=now + LINKS_LAST if SIGNED.search(body) else None,
    )
    insert_at_once(message)
    return message


def drawn_up(template: str, *, language: str | None, **values: object) -> tuple[str, str]:
    """Subject and body of a mail, as it would be posted; for whoever is to look at it first."""
    settings = current_app.extensions["consult_settings"]
    # Addresses in mail begin with the setting, never with what a request claims the host to be.
    asked = _request_at(current_app._get_current_object(), settings.base_url)  # type: ignore[attr-defined] # noqa: SLF001
    with current_app.request_context(dict(asked)), force_locale(language or "en"):
        setattr(g, DRAWN_FOR, _zone_of(values.get("person")))
        text = _drawn(f"mail/{template}.txt", values)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def _zone_of(reader: object) -> str:
    """Of the person that it is written to, whom templates know as `person`; empty where they never said."""
    zone = str(getattr(reader, "timezone", ""))
    return "" if zone == clock.UNSAID_ZONE else zone


@lru_cache(maxsize=8)
def _request_at(app: Flask, base_url: str) -> dict[str, Any]:
    """What a request for the first page of the site says; made once."""
    return EnvironBuilder(app, base_url=base_url).get_environ()


def _drawn(name: str, values: Mapping[str, object]) -> str:
    environment: Environment = current_app.extensions["consult_mail_environment"]
    context = dict(values)
    if not _names_in(environment, name) <= values.keys() | environment.globals.keys():
        current_app.update_template_context(context)  # what the stages tell every template; most mails need none of it
    return environment.get_template(name).render(context)


@cache
def _names_in(environment: Environment, name: str) -> frozenset[str]:
    """What the template looks up, and the ones that it includes or extends."""
    source, _path, _fresh = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    parsed = environment.parse(source)
    others = (_names_in(environment, other) for other in find_referenced_templates(parsed) if other)
    return frozenset(find_undeclared_variables(parsed)).union(*others)


def count_mail_to(address: str, *, about: str = "") -> None:
    """Count one mail that a stranger causes to this address; raises TooMany, whoever asks and from wherever.

    Asked before it is known whether the address has an account, so that the answer says nothing about that. The
    address is given as it is kept; mail `about` one thing is counted apart, so that no other mail stands in its way.
    """
    allowed = current_app.extensions["consult_settings"].mails_per_hour
    local, _, domain = address.strip().lower().rpartition("@")
    key = f"{local.partition('+')[0]}@{domain} {about}".strip()
    count_attempt("mail-to", key, allowed=allowed, within=timedelta(hours=1))
    count_attempt("mail-to-in-a-day", key, allowed=3 * allowed, within=timedelta(days=1))


def try_again(message: Message) -> bool:
    """Send what was given up, or waits, at once. False where it cannot be: it was sent, or its link has run out."""
    if message.sent_at is not None or message.links_gone:
        return False
    message.failed_at, message.next_try_at, message.tries = None, clock.now(), 0
    return True


@queue.sweep
def take_out_old_links() -> None:
    """A mail that was kept or given up holds no link any more when none works."""
    old = select(Message).where(Message.links_until < clock.now())
    for message in db.session.scalars(old.limit(500)):
        take_out_links(message)
    db.session.commit()


def take_out_links(message: Message) -> None:
    """What waits for its links still is given up: nothing would be left to open."""
    kept = without_links(message.body)
    message.links_gone, message.body, message.links_until = kept != message.body, kept, None
    message.unsubscribe = ""
    if message.links_gone and message.next_try_at is not None:
        message.next_try_at, message.failed_at = None, clock.now()
