"""The time, in one place, so that a test can say what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be `moment` inside the block."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name if name in zones() else "UTC")


@cache
def zones() -> frozenset[str]:
    """Every zone that is known here. Asked once: the answer is read off some 600 files."""
    return frozenset(available_timezones())
