"""The state of the site, in figures that cost the same however much was said: what waits, what failed, what is old."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from consult.core import clock
from consult.core.backup.folder import made_at, newest_in
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.queue import Job, State
from consult.core.runtime.health import YOUNG
from consult.core.runtime.maintenance import Maintenance, announced
from consult.core.runtime.models import Heartbeat
from consult.core.transparency.models import Checkpoint, Cosignature, LogLeaf
from consult.settings import Settings

LATELY = timedelta(days=7)
OPEN_STATES = (State.WAITING, State.RUNNING, State.FAILED)


@dataclass(frozen=True, kw_only=True)
class SiteState:
    jobs: Mapping[str, int]  # by state, of those that are not done
    oldest_wait: float  # seconds
    workers: int
    mail_waiting: int
    mail_given_up: int  # in the last week
    unsealed: int
    checkpoint_at: datetime | None
    witnessed_at: datetime | None
    backup_at: datetime | None
    disk_free: int
    disk_total: int
    maintenance: Maintenance | None


def state_of(settings: Settings) -> SiteState:
    """Reads alone; the caller ends the transaction."""
    now = clock.now()
    counted = select(Job.state, func.count()).where(Job.state.in_(OPEN_STATES)).group_by(Job.state)
    jobs = {state.value: 0 for state in OPEN_STATES}
    jobs |= {state.value: number for state, number in db.session.execute(counted)}
    oldest = db.session.scalar(select(func.min(Job.created_at)).where(Job.state == State.WAITING))
    disk = shutil.disk_usage(settings.home)
    return SiteState(
        jobs=jobs,
        oldest_wait=(now - oldest).total_seconds() if oldest is not None else 0.0,
        workers=_count(Heartbeat, Heartbeat.beat_at > now - YOUNG),
        mail_waiting=_count(Message, Message.next_try_at.is_not(None)),
        mail_given_up=_count(Message, Message.created_at > now - LATELY, Message.failed_at.is_not(None)),
        unsealed=_count(LogLeaf, LogLeaf.log_index.is_(None)),
        checkpoint_at=db.session.scalar(select(Checkpoint.at).order_by(Checkpoint.id.desc()).limit(1)),
        witnessed_at=db.session.scalar(select(Cosignature.received_at).order_by(Cosignature.id.desc()).limit(1)),
        backup_at=backup_at(settings),
        disk_free=disk.free,
        disk_total=disk.total,
        maintenance=announced(settings.home),
    )


def backup_at(settings: Settings) -> datetime | None:
    newest = newest_in(Path(settings.backup_folder)) if settings.backup_folder else None
    return made_at(newest) if newest is not None else None


def _count(model: type, *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]
