"""What lives and what is dead, as monitoring asks for it: pass, warn or fail, each with its reason."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from consult.core import clock, resources
from consult.core.database import db, for_reading
from consult.core.queue import Job, State
from consult.core.runtime.maintenance import announced
from consult.core.runtime.models import Heartbeat
from consult.settings import Settings

YOUNG = timedelta(seconds=90)  # a worker that was heard of since then lives
FORGOTTEN = timedelta(days=1)  # one that was not since then was taken away on purpose
WAITS_LONG = timedelta(minutes=30)  # a job that waits longer says that too few workers work
LITTLE_ROOM, NO_ROOM = 1_000_000_000, 100_000_000  # bytes free


@dataclass(frozen=True)
class HealthCheck:
    name: str
    status: str  # pass, warn, fail
    says: str = ""


def whole(settings: Settings) -> list[HealthCheck]:
    """Everything there is to know; the first that fails is what to look at first."""
    found = [database()]
    if found[0].status != "fail":
        with for_reading():
            found += [_standing_still(workers(), settings.home), waiting_jobs()]
            db.session.rollback()
    return [*found, disk(settings.home), *maintenance(settings.home), *processes(settings.home / "processes.json")]


def ready(settings: Settings) -> list[HealthCheck]:
    """Whether pages can be served here. A dead worker or a full disk takes no page away: they warn."""
    found = [database()]
    if found[0].status != "fail":
        with for_reading():
            found.append(workers())
            db.session.rollback()
    beside = [*found[1:], disk(settings.home), *maintenance(settings.home)]
    return [found[0], *(replace(check, status="warn") if check.status == "fail" else check for check in beside)]


def worst_of(checks: Sequence[HealthCheck]) -> str:
    found = {check.status for check in checks}
    return next((status for status in ("fail", "warn") if status in found), "pass")


def database() -> HealthCheck:
    """Whether it answers, with the tables that this program was written for."""
    try:
        with for_reading():
            known = MigrationContext.configure(db.session.connection()).get_current_revision()
            db.session.rollback()
    except SQLAlchemyError as error:
        return HealthCheck("database", "fail", f"The database does not answer ({type(error).__name__}).")
    newest = ScriptDirectory(str(resources.resource_folder("migrations"))).get_current_head()
    if known != newest:
        return HealthCheck(
            "database", "fail", f"The database is at step {known}, the program at {newest}: consult db upgrade."
        )
    return HealthCheck("database", "pass")


def workers() -> HealthCheck:
    """A worker that is dead stays in the list until another starts on its machine, or for a day."""
    now = clock.now()
    beats = db.session.scalars(select(Heartbeat.beat_at).where(Heartbeat.beat_at > now - FORGOTTEN)).all()
    living = sum(beat > now - YOUNG for beat in beats)
    if not living:
        return HealthCheck("workers", "fail", "No worker lives: no mail leaves, nothing closes. Start consult work.")
    if living < len(beats):
        return HealthCheck("workers", "warn", f"{living} of {len(beats)} workers live.")
    return HealthCheck("workers", "pass", f"{living} live.")


def waiting_jobs() -> HealthCheck:
    waiting = select(func.count(), func.min(Job.created_at)).where(Job.state == State.WAITING)
    count, oldest = db.session.execute(waiting).one()
    if not count:
        return HealthCheck("jobs", "pass", "None wait.")
    waited = clock.now() - oldest
    says = f"{count} wait, the oldest for {int(waited.total_seconds())} seconds."
    return HealthCheck("jobs", "warn" if waited > WAITS_LONG else "pass", says)


def _standing_still(check: HealthCheck, home: Path) -> HealthCheck:
    """No worker lives while maintenance is announced: that is as it was asked for."""
    wanted = check.status == "fail" and announced(home) is not None
    return HealthCheck(check.name, "warn", "They stand still for maintenance.") if wanted else check


def disk(home: Path) -> HealthCheck:
    """Room for what people write: without it pages can be read and nothing is kept."""
    free = shutil.disk_usage(home).free
    says = f"{free / 1_000_000_000:.1f} GB free."
    if free < NO_ROOM:
        return HealthCheck("disk", "fail", f"{says} Nothing more will be kept soon: make room.")
    return HealthCheck("disk", "warn" if free < LITTLE_ROOM else "pass", says)


def maintenance(home: Path) -> list[HealthCheck]:
    told = announced(home)
    what = "Pages can be read." if told is not None and told.reading else "Pages are shut."
    return [HealthCheck("maintenance", "warn", f"Maintenance is announced. {what}")] if told is not None else []


def processes(state_file: Path) -> list[HealthCheck]:
    """What `consult serve` says of the processes it keeps; nothing where something else keeps them."""
    try:
        told: list[dict[str, Any]] = json.loads(state_file.read_text(encoding="utf-8"))
        return [_process(one) for one in told]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        return [HealthCheck("processes", "warn", "What consult serve wrote of its processes cannot be read.")]


def _process(told: dict[str, Any]) -> HealthCheck:
    says = f"Started again {told['restarts']} times." if told["restarts"] else ""
    if not told["alive"] and told.get("paused"):
        return HealthCheck(told["name"], "warn", "Stands still for maintenance.")
    return HealthCheck(told["name"], "pass" if told["alive"] else "fail", says)
