"""The post office: sends what is due, outside any transaction, in a thread of its own beside the worker's jobs.

A message is claimed in one short transaction, sent, and its outcome written in another: a relay that is slow or away
makes nobody wait, neither who writes nor the worker's other work. A claim is a lease with a token: what a killed
process held is sent by the next one when the lease is over. One window cannot be closed: a process that dies after
the relay took the mail and before that is written sends it again, with the same Message-ID, by which mail programs
tell that it is one.
"""

import logging
import os
import platform
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Self

from flask import Flask
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from consult.core import clock
from consult.core.database import db, is_busy
from consult.core.mail.outbox import Message, take_out_links
from consult.core.mail.relay import OutgoingMail, RelayDown, RelayLine, Undelivered, relay_of
from consult.settings import Settings

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # longer than a relay may take for all its answers about one mail
# Minutes until the next try, about a day in all; then it is given up, shown, and a button sends it again.
PAUSES = (1, 5, 15, 30, 60, 120, 180, 240, 360, 480)
AT_ONCE = 100  # messages over one connection
EVERY, REST = 1.0, 30.0  # seconds between two looks, and while the relay is away


def send_due(settings: Settings, going_on: Callable[[], bool] = lambda: True) -> tuple[int, bool]:
    """Send what is due: how many left, and whether the relay answers. Stops between two when told to."""
    relay = relay_of(settings)
    due = _due() if relay is not None else []
    sent = 0
    if relay is None or not due:
        return 0, True
    with RelayLine(relay) as line:
        for number in due:
            token = f"{platform.node()}/{os.getpid()}/{secrets.token_hex(8)}"
            letter = _claimed(number, token) if going_on() else None
            if letter is None:
                continue
            failure = _failure(line, letter)
            _write(letter.id, token, failure)
            sent += failure is None
            if isinstance(failure, RelayDown):
                return sent, False
    return sent, True


def _failure(line: RelayLine, letter: OutgoingMail) -> Undelivered | None:
    try:
        line.send(letter)
    except Undelivered as failure:
        log.warning("mail %s was not taken, %s", letter.id, "for good" if failure.for_good else "for now")
        return failure
    return None


def _free(now: datetime) -> ColumnElement[bool]:
    return and_(Message.next_try_at <= now, or_(Message.leased_until.is_(None), Message.leased_until < now))


def _due() -> list[int]:
    due = select(Message.id).where(_free(clock.now())).order_by(Message.next_try_at, Message.id)
    numbers = list(db.session.scalars(due.limit(AT_ONCE)))
    db.session.rollback()
    return numbers


def _claimed(number: int, token: str) -> OutgoingMail | None:
    """Take the message if it is due and nobody holds it."""
    now = clock.now()
    taken = {"token": token, "leased_until": now + LEASE, "tries": Message.tries + 1}
    done = db.session.execute(update(Message).where(Message.id == number, _free(now)).values(taken))
    if not done.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        return None
    message = db.session.get_one(Message, number, populate_existing=True)
    said = (message.recipient, message.subject, message.body, message.created_at)
    letter = OutgoingMail(message.id, *said, unsubscribe=message.unsubscribe)
    db.session.commit()
    return letter


def _write(number: int, token: str, failure: Undelivered | None) -> None:
    """What became of it; insists while the database is busy, for what is not written is sent again."""
    until = clock.now() + LEASE / 2
    while True:
        try:
            message = db.session.scalars(
                select(Message).where(Message.id == number, Message.token == token).with_for_update()
            ).one_or_none()
            if message is not None:
                _settle(message, failure)
            db.session.commit()
        except SQLAlchemyError as fault:
            db.session.rollback()
            if not is_busy(fault) or clock.now() > until:
                raise
            time.sleep(EVERY)
        else:
            return


def _settle(message: Message, failure: Undelivered | None) -> None:
    now = clock.now()
    message.token = message.leased_until = None
    message.error = str(failure)[:2000] if failure is not None else ""
    if failure is None:
        message.sent_at, message.next_try_at = now, None
        take_out_links(message)
    elif failure.for_good or message.tries > len(PAUSES):
        message.failed_at, message.next_try_at = now, None
    else:
        message.next_try_at = now + timedelta(minutes=PAUSES[message.tries - 1])


class PostOffice(AbstractContextManager["PostOffice"]):
    """The thread: open while the worker works."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        if self._thread is None and relay_of(self.settings) is not None:
            self._thread = threading.Thread(target=self._work, name="post office", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """What is on its way is waited for, so that it is not sent twice."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _work(self) -> None:
        answers = True
        while not self._over.wait(EVERY if answers else REST):
            try:
                with self.app.app_context():
                    _sent, answers = send_due(self.settings, lambda: not self._over.is_set())
            except Exception:
                log.exception("the post office stumbled")
                answers = False
