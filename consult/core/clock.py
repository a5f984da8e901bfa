"""The time, in one place, so that a test can say what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

AREAS = frozenset(
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()  # noqa: SIM905
)

# What stands for the zone of whoever said none; who chooses UTC is kept with the zone's other name.
UNSAID_ZONE, CHOSEN_UTC = "UTC", "Etc/UTC"

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
    return ZoneInfo(name if name in _known() else "UTC")


def is_skipped(local: datetime, zone_name: str) -> bool:
    """Whether no clock of the zone shows this hour: summer time begins and passes it over."""
    there = local.replace(tzinfo=zone(zone_name))
    return there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None)


def is_doubled(local: datetime, zone_name: str) -> bool:
    """Whether clocks of the zone show this hour twice: summer time ends."""
    there = local.replace(tzinfo=zone(zone_name))
    return not is_skipped(local, zone_name) and there.utcoffset() != there.replace(fold=1).utcoffset()


def zones(kept: str | None = None) -> tuple[str, ...]:
    """The zones to choose from: UTC, then those of the world's places as "Area/City", in order.

    Former names ("Asia/Calcutta") and those that name no place ("Etc/GMT+3", "Zulu") are understood, and offered
    only where one is `kept` already.
    """
    offered = ("UTC", *_places())
    return (kept, *offered) if kept in _known() and kept not in offered else offered


@cache
def _places() -> tuple[str, ...]:
    """The third column of the time zone database's own list of places; where there is none, all known in an area."""
    for folder in (*map(Path, TZPATH), files("tzdata") / "zoneinfo"):
        listed = folder / "zone.tab"
        if listed.is_file():
            rows = (line.split("\t") for line in listed.read_text("utf-8").splitlines() if not line.startswith("#"))
            return tuple(sorted(_known() & {row[2] for row in rows if len(row) > 2}))
    return tuple(sorted(name for name in _known() if name.partition("/")[0] in AREAS and "/" in name))


@cache
def _known() -> frozenset[str]:
    """Every zone that is known here. Asked once: the answer is read off some 600 files."""
    return frozenset(available_timezones())
