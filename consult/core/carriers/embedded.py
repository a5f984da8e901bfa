"""On SQLite: the job's row is all there is. A worker takes it with a lease, and renews that with each step.

One machine has the database, and mostly one worker; a lease that is over says that its worker died.
"""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consult.core import clock
from consult.core.database import db, for_reading, is_busy
from consult.core.queue import PAUSE, Hold, Job, mark_running, queue, waiting_or_late, worker_token
from consult.core.runtime import garbage

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
EVERY = 0.5  # seconds between two looks for jobs
SWEEPS_EVERY = 60.0  # seconds


class LeasedRows:
    """A carrier without anything of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def written(self, jobs: Sequence[Job], session: Session) -> None:
        """The row is there: that is enough."""

    def dropped(self, job: Job) -> None:
        """The row says so."""

    def free(self, kinds: Sequence[str]) -> Sequence[int]:
        due = select(Job.id).where(waiting_or_late(clock.now()), Job.kind.in_(kinds))
        return db.session.scalars(due.order_by(Job.id)).all()

    def hold(self, job_id: int, kinds: Sequence[str]) -> Hold | None:
        now, token = clock.now(), worker_token()
        free = (waiting_or_late(now), Job.kind.in_(kinds))
        if not mark_running(job_id, token, *free, leased_until=now + LEASE):
            return None

        def renew(session: Session) -> None:
            mine = update(Job).where(Job.id == job_id, Job.token == token)
            session.execute(mine.values(leased_until=clock.now() + LEASE))

        return Hold(job_id, token, renew)

    def work(self, ending: threading.Event) -> None:
        """Jobs one after another; the sweeps in a thread beside, so that no long job holds up what the clock does."""
        sweeping = threading.Thread(target=self._sweep, args=(ending,), name="sweeps", daemon=True)
        sweeping.start()
        while not ending.is_set():
            if not self._work_through(ending):
                ending.wait(EVERY)
        sweeping.join(timeout=SWEEPS_EVERY)

    def _work_through(self, ending: threading.Event) -> bool:
        """Whether anything was due. A database that is busy or away: then in a moment."""
        with self.app.app_context():
            try:
                with for_reading():
                    due = queue.due()
                    db.session.rollback()
                for job_id in due:
                    if ending.is_set():
                        return False
                    queue.run(job_id, pause=PAUSE)
            except SQLAlchemyError as error:
                if not is_busy(error):
                    raise
                log.warning("no job is taken for now: %s", error)
                with suppress(SQLAlchemyError):
                    db.session.rollback()
                return False
            finally:
                garbage.safe_point()
        return bool(due)

    def _sweep(self, ending: threading.Event) -> None:
        while not ending.is_set():
            with self.app.app_context():
                queue.run_sweeps()
            garbage.safe_point()
            ending.wait(SWEEPS_EVERY)
