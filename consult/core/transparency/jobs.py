"""Sealing in time: every few seconds beside the worker, at once when a phase ends, and old rows brought in once."""

import logging
import threading
from contextlib import AbstractContextManager
from typing import Self

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from consult.core.database import db
from consult.core.queue import ReportProgress, queue
from consult.core.runtime import garbage
from consult.core.transparency.backfill import BACKFILL, commit_portion, logged, note_brought_in
from consult.core.transparency.sealing import seal_batch, unsealed_logs
from consult.core.transparency.signing_key import KeyAway, current_signer
from consult.core.transparency.tracked_rows import commit_rows, tracked

log = logging.getLogger(__name__)
EVERY = 3.0  # seconds


@queue.job("log.seal")
def seal_now(log_id: int, _progress: ReportProgress) -> None:
    """A phase ended: its log does not wait for the next round."""
    seal_log(log_id)


def seal_log(log_id: int) -> int:
    """Every leaf that waits in this log, in portions, each a transaction; how many checkpoints that made."""
    made = 0
    signer = current_signer()
    db.session.commit()  # the first start makes the key: it is kept before anything is signed with it
    while True:
        checkpoint = seal_batch(log_id, signer)
        db.session.commit()
        if checkpoint is None:
            return made
        made += 1


@queue.job(BACKFILL)
def bring_in(_subject_id: int, progress: ReportProgress) -> None:
    """What stood before there was a log, as it is found."""
    for source in logged:
        after: int | None = 0
        while after is not None:
            after = commit_portion(source, after)
            db.session.commit()
            progress(source.kind, 0.5)
    for kind in tracked:
        while commit_rows([(kind, row) for row in kind.portion_without_leaf()], as_found=True):
            db.session.commit()
            progress(kind.kind, 0.9)
        commit_rows([(kind, row) for row in kind.all_said_otherwise()])
    note_brought_in()
    db.session.commit()


@queue.sweep
def seal_everything() -> None:
    """What waits in any log. A machine without the key leaves it to one that has it."""
    waiting = unsealed_logs()
    db.session.commit()
    for log_id in waiting:
        try:
            seal_log(log_id)
        except KeyAway as reason:
            db.session.rollback()
            log.warning("nothing is sealed here: %s", reason)
            return


class Sealing(AbstractContextManager["Sealing"]):
    """While a worker works, however long a job takes it: a thread beside it seals what is said within seconds."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._go_on, name="sealing", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join(timeout=EVERY * 3)

    def _go_on(self) -> None:
        while not self.ended.wait(EVERY):
            with self.app.app_context():
                try:
                    seal_everything()
                except SQLAlchemyError as error:  # a database that is busy or away: what waits, waits
                    log.warning("nothing is sealed for now: %s", error)
                finally:
                    db.session.rollback()
            garbage.safe_point()
