"""How often one address may do one thing: counted in the database, so a restart forgets nothing."""

import hashlib
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.database import Model, db
from consult.core.locking import alone
from consult.core.queue import queue

A_DAY = timedelta(days=1)


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


def count_attempt(what: str, key: str, *, allowed: int, within: timedelta) -> Attempt:
    """Count one try of `what` by `key`; raises TooMany when more than `allowed` fell within the time."""
    digest = _digest(what, key)
    alone(digest)  # tries at the same moment are counted one after the other
    recent = (Attempt.what == what, Attempt.key == digest, Attempt.at > clock.now() - within)
    if (db.session.scalar(select(func.count()).select_from(Attempt).where(*recent)) or 0) >= allowed:
        raise TooMany(int(within.total_seconds() // 60))
    return _noted(what, digest)


def count_newcomer(what: str, where: str, who: str, *, allowed: int, within: timedelta) -> None:
    """Count `who` once among those that came from `where` within the time; raises TooMany where they are too many.

    Many people share one address of a network: a room, an office, a mobile provider. So people are counted, not what
    they send; whoever turns out to be a person is taken off the count (`forgive_newcomer`).
    """
    known = (Attempt.what == f"{what}-known", Attempt.key == _digest(what, f"{where} {who}"))
    if db.session.scalar(select(Attempt.id).where(*known, Attempt.at > clock.now() - within).limit(1)) is None:
        count_attempt(what, where, allowed=allowed, within=within)
        _noted(f"{what}-known", _digest(what, f"{where} {who}"))


def forgive_newcomer(what: str, where: str, who: str) -> None:
    """They count no more among those that came from there."""
    known = (Attempt.what == f"{what}-known", Attempt.key == _digest(what, f"{where} {who}"))
    found = db.session.scalars(select(Attempt).where(*known)).all()
    same = (Attempt.what == what, Attempt.key == _digest(what, where))
    counted = db.session.scalars(select(Attempt).where(*same).order_by(Attempt.at.desc()).limit(len(found))).all()
    for row in [*found, *counted]:
        db.session.delete(row)


def count_failure(what: str, key: str, *, allowed: int) -> Attempt:
    """Count one try as failed before it is known (`forgive` takes it back); raises TooMany while one has to wait.

    Exponential backoff: after `allowed` failures in a day each further one is waited for, a minute, two, four, up to
    an hour, counted from the last. So guessing stops, and nobody is shut out for long.
    """
    digest = _digest(what, key)
    alone(digest)  # tries at the same moment are counted one after the other
    failed = (Attempt.what == what, Attempt.key == digest, Attempt.at > clock.now() - A_DAY)
    count, last = db.session.execute(select(func.count(), func.max(Attempt.at)).where(*failed)).one()
    left = last + backoff(count - allowed) - clock.now() if count >= allowed else timedelta(0)
    if left > timedelta(0):
        raise TooMany(int(left.total_seconds() // 60) + 1)
    return _noted(what, digest)


def backoff(failures_too_many: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(failures_too_many, 10)), timedelta(hours=1))


def forgive(what: str, key: str) -> None:
    """It went right in the end: nothing that failed before counts."""
    db.session.execute(delete(Attempt).where(Attempt.what == what, Attempt.key == _digest(what, key)))


def network_of(address: str, *, narrow: bool = False) -> str:
    """The network that an address is in: whoever has one address of it mostly has the others.

    A household has 2^64 addresses of IPv6 or more. `narrow` is a household or office; else its provider's block.
    """
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return "unknown"
    bits = {4: 32 if narrow else 24, 6: 64 if narrow else 48}[version]
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _digest(what: str, key: str) -> str:
    return hashlib.sha256(f"{what}:{key}".encode()).hexdigest()


def _noted(what: str, digest: str) -> Attempt:
    attempt = Attempt(what=what, key=digest, at=clock.now())
    db.session.add(attempt)
    return attempt


@queue.sweep
def forget_old_attempts() -> None:
    db.session.execute(delete(Attempt).where(Attempt.at < clock.now() - A_DAY))
    db.session.commit()
