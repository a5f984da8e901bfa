"""A worker's heartbeat, from a thread of its own: a long job does not stop it, the end of the process does."""

import logging
import os
import platform
import threading
from contextlib import AbstractContextManager
from typing import Self

from flask import Flask
from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from consult.core import clock
from consult.core.database import db
from consult.core.runtime.health import FORGOTTEN
from consult.core.runtime.models import Heartbeat

log = logging.getLogger(__name__)
EVERY = 20.0  # seconds


class HeartbeatSender(AbstractContextManager["HeartbeatSender"]):
    """While a worker works: its row is kept young. When it ends in order, the row is taken away."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._go_on, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        forget_the_dead()
        beat()
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join(timeout=EVERY)
        db.session.rollback()
        db.session.execute(delete(Heartbeat).where(_own()))
        db.session.commit()

    def _go_on(self) -> None:
        while not self.ended.wait(EVERY):
            with self.app.app_context():
                try:
                    beat()
                except SQLAlchemyError as error:  # a database that is busy or away: the next beat tells
                    log.warning("no heartbeat: %s", error)


def beat() -> None:
    now = clock.now()
    beaten = db.session.execute(update(Heartbeat).where(_own()).values(beat_at=now))
    if not beaten.rowcount:  # type: ignore[attr-defined]
        db.session.add(Heartbeat(machine=platform.node(), process=os.getpid(), started_at=now, beat_at=now))
    db.session.commit()


def forget_the_dead() -> None:
    """Rows of this machine's processes that are no more, and those that nobody has heard of for long."""
    rows = db.session.scalars(select(Heartbeat)).all()
    here, old = platform.node(), clock.now() - FORGOTTEN
    gone = [row.id for row in rows if row.beat_at < old or (row.machine == here and not _lives(row.process))]
    if gone:
        db.session.execute(delete(Heartbeat).where(Heartbeat.id.in_(gone)))
    db.session.commit()


def _own() -> ColumnElement[bool]:
    return and_(Heartbeat.machine == platform.node(), Heartbeat.process == os.getpid())


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
