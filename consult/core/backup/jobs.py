"""Backups in time: where a folder is set, a worker makes one when the newest is old enough, and removes the oldest."""

from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from consult.core import clock
from consult.core.backup.actions import make_backup
from consult.core.backup.folder import made_at, newest_in, remove_older
from consult.core.database import db
from consult.core.queue import Job, ReportProgress, queue
from consult.settings import Settings

KIND = "backup"
NOT_AGAIN_WITHIN = timedelta(hours=1)  # one that failed is not tried every minute


@queue.job(KIND)
def back_up(_subject_id: int, progress: ReportProgress) -> None:
    settings: Settings = current_app.extensions["consult_settings"]
    if settings.backup_folder:
        progress("copying", 0.1)
        make_backup(settings, Path(settings.backup_folder))
        remove_older(Path(settings.backup_folder), keep=settings.backups_kept)


@queue.sweep
def ask_for_backup() -> None:
    """The newest is older than it may be: one is asked for, once an hour at most."""
    settings: Settings = current_app.extensions["consult_settings"]
    if not settings.backup_folder:
        return
    newest = newest_in(Path(settings.backup_folder))
    made = made_at(newest) if newest is not None else None
    due = made is None or clock.now() - made >= timedelta(hours=settings.backup_hours)
    asked = db.session.scalar(select(func.max(Job.created_at)).where(Job.kind == KIND))
    if due and (asked is None or clock.now() - asked >= NOT_AGAIN_WITHIN):
        queue.add(KIND, 0)
        db.session.commit()
