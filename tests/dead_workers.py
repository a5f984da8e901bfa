"""Time passes for workers that were killed: nobody hears of them, and others take what they held."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import text

from consult.core import clock
from consult.core.carriers.embedded import LEASE
from consult.core.database import db

LONG = LEASE + timedelta(minutes=1)  # longer than either carrier believes in a worker it does not hear of


@contextmanager
def believed_dead() -> Iterator[None]:
    """Leases run by our clock; Procrastinate's heartbeats by that of the database, so they are made old."""
    make_heartbeats_old()
    with clock.at(clock.now() + LONG):
        yield


def make_heartbeats_old() -> None:
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - :long"), {"long": LONG}
        )
        db.session.commit()
