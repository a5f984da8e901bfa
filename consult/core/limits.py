"""How often one address may do one thing: counted in the database, so a restart forgets nothing."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.database import Model, db
from consult.core.queue import queue


class TooMany(Exception):
    """Asked too often; becomes a 429 that says when to try again."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many tries; wait {minutes} minutes")
        self.minutes = minutes


class Attempt(Model):
    """One try at something that is limited. The key is a digest: no address is kept."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_what_key_at", "what", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    key: Mapped[str]
    at: Mapped[datetime]


def count_attempt(what: str, key: str, *, allowed: int, within: timedelta) -> None:
    """Count one try of `what` by `key`; raises TooMany when more than `allowed` fell within the time."""
    digest = hashlib.sha256(f"{what}:{key}".encode()).hexdigest()
    recent = (Attempt.what == what, Attempt.key == digest, Attempt.at > clock.now() - within)
    if (db.session.scalar(select(func.count()).select_from(Attempt).where(*recent)) or 0) >= allowed:
        raise TooMany(int(within.total_seconds() // 60))
    db.session.add(Attempt(what=what, key=digest, at=clock.now()))


@queue.sweep
def forget_old_attempts() -> None:
    db.session.execute(delete(Attempt).where(Attempt.at < clock.now() - timedelta(days=1)))
    db.session.commit()
