"""Work that outlasts a request: a row with a lease, written in the causing transaction; huey carries its number.

huey alone can lose a job when a process is killed. The row cannot: a sweep finds it again when its
lease has run out, and a job is written so that running it twice does no harm.
"""

import logging
import os
import platform
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from flask import Flask, current_app
from huey import Huey, SqliteHuey, crontab
from huey.api import Task
from sqlalchemy import ColumnElement, Index, event, inspect, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult.core import clock
from consult.core.database import Model, db, for_reading, is_busy, on_its_own
from consult.core.runtime import garbage
from consult.settings import SettingError, Settings, private_file

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
TRIES = 3


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work. `token` (machine/process/chance) names the worker that holds it until `leased_until`."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "leased_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    guideline_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[State] = mapped_column(default=State.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    step: Mapped[str] = mapped_column(default="")
    progress: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ReportProgress(Protocol):
    """Say how far the work is; also renews the lease. Called outside the work's own transaction."""

    def __call__(self, step: str, share: float) -> None: ...


Work = Callable[[int, ReportProgress], None]
Obstacle = Callable[[], str]  # why a kind of work cannot be done by this installation: a sentence, or nothing


class Queue:
    """Knows which function does each kind of work, and wakes a worker after the commit."""

    def __init__(self) -> None:
        self.kinds: dict[str, Work] = {}
        self.obstacles: dict[str, Obstacle] = {}
        self.sweeps: list[Callable[[], None]] = []

    def job(self, kind: str, *, obstacle: Obstacle | None = None) -> Callable[[Work], Work]:
        """Register what does this kind of work. With an obstacle, its jobs wait for a worker that has none."""

        def register(work: Work) -> Work:
            if kind in self.kinds:
                raise ValueError(f"Two functions do the work called {kind!r}: one of them would never run.")
            self.kinds[kind] = work
            if obstacle is not None:
                self.obstacles[kind] = obstacle
            return work

        return register

    def sweep(self, work: Callable[[], None]) -> Callable[[], None]:
        """Register what is looked for once a minute; it commits what it changes."""
        self.sweeps.append(work)
        return work

    def add(self, kind: str, subject_id: int, *, guideline_id: int | None = None) -> Job:
        """Write the row; runs after the caller's commit. A waiting job of that kind and subject serves again."""
        same = (Job.kind == kind, Job.subject_id == subject_id, Job.state == State.WAITING)
        job = db.session.scalars(select(Job).where(*same)).first()
        if job is None:
            job = Job(kind=kind, subject_id=subject_id, guideline_id=guideline_id, created_at=clock.now())
            db.session.add(job)
        return job

    def left_waiting(self) -> dict[str, str]:
        """The kinds of work that this installation cannot do, each with the reason."""
        reasons = {kind: obstacle() for kind, obstacle in self.obstacles.items()}
        return {kind: reason for kind, reason in reasons.items() if reason}

    def due(self) -> Sequence[int]:
        query = select(Job.id).where(_free(clock.now()), self._doable())
        return db.session.scalars(query.order_by(Job.id)).all()

    def untried(self) -> int | None:
        """The oldest job that no worker has taken yet, of those that can be done here."""
        fresh = select(Job.id).where(Job.state == State.WAITING, Job.tries == 0, self._doable())
        return db.session.scalars(fresh.order_by(Job.id).limit(1)).first()

    def _doable(self) -> ColumnElement[bool]:
        return Job.kind.not_in(sorted(self.left_waiting()))

    def run(self, job_id: int) -> None:
        """Take the job if nobody holds it, do it, and write how it ended."""
        token = f"{platform.node()}/{os.getpid()}/{secrets.token_hex(8)}"
        if not _take(job_id, token, self._doable()):
            return
        job = db.session.get_one(Job, job_id)
        if job.tries > TRIES:
            _give_up(job)
            return
        try:
            self.kinds[job.kind](job.subject_id, _progress(job_id, token))
        except Exception as failure:  # noqa: BLE001 - whatever went wrong is written where people see it
            db.session.rollback()
            _give_back(job_id, failure)
            return
        finished = {"state": State.DONE, "finished_at": clock.now(), "progress": 1.0, "error": ""}
        db.session.execute(update(Job).where(Job.id == job_id, Job.token == token).values(finished))
        db.session.commit()

    def run_all(self) -> None:
        """Do what is due, here and now, until nothing is left (the command line, the demo, tests)."""
        while due := self.due():
            db.session.commit()
            for job_id in due:
                self.run(job_id)
                garbage.safe_point()

    def run_sweeps(self) -> None:
        """Each by itself: one that fails holds up none of the others, and is tried again in a minute."""
        for work in self.sweeps:
            try:
                work()
            except Exception:
                log.exception("the sweep %s failed", work.__name__)
            finally:
                db.session.rollback()


queue = Queue()


def _free(now: datetime) -> ColumnElement[bool]:
    """Waiting, or held by a worker whose lease is over."""
    return or_(Job.state == State.WAITING, (Job.state == State.RUNNING) & (Job.leased_until < now))


def _take(job_id: int, token: str, doable: ColumnElement[bool]) -> bool:
    now = clock.now()
    taken = db.session.execute(
        update(Job)
        .where(Job.id == job_id, _free(now), doable)
        .values(state=State.RUNNING, token=token, leased_until=now + LEASE, tries=Job.tries + 1)
    )
    db.session.commit()
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _give_up(job: Job) -> None:
    """Its workers were killed in it, as by too little memory: none of them came to write how it ended."""
    log.error("job %s is given up: it ended its worker %s times", job.id, TRIES)
    job.error = f"The worker ended in the middle of this {TRIES} times, perhaps for lack of memory. It is given up."
    job.state, job.token = State.FAILED, None
    db.session.commit()


def _give_back(job_id: int, failure: Exception) -> None:
    log.error("job %s failed", job_id, exc_info=failure)
    job = db.session.get_one(Job, job_id)
    job.error = f"{type(failure).__name__}: {failure}"[:2000]
    if is_busy(failure):  # the database's trouble, not the work's: it does not count as a try
        job.tries -= 1
    job.state = State.FAILED if job.tries >= TRIES else State.WAITING
    job.token = None
    db.session.commit()


def _progress(job_id: int, token: str) -> ReportProgress:
    def say(step: str, share: float) -> None:
        told = {"step": step, "progress": share, "leased_until": clock.now() + LEASE}
        with on_its_own(), Session(db.engine, join_transaction_mode="create_savepoint") as session:
            session.execute(update(Job).where(Job.id == job_id, Job.token == token).values(told))
            session.commit()
        garbage.safe_point()  # a run of an hour makes more than one request ever does

    return say


class HueyCarrier(SqliteHuey):  # type: ignore[misc] # huey has no types
    """huey with a file of its own on each machine; with nothing there, it looks for what others put in the database."""

    elsewhere: Callable[[], Task | None]

    def dequeue(self) -> Task | None:
        garbage.safe_point()
        return super().dequeue() or self.elsewhere()


def carrier(app: Flask, settings: Settings) -> Huey:
    """The huey instance that carries job numbers to a worker."""
    settings.make_home()
    file = settings.home / "queue.sqlite"
    try:
        private_file(file)
        huey = HueyCarrier("consult", filename=str(file), immediate=False, results=False)
    except (sqlite3.Error, OSError) as error:
        says = f"{file} cannot be used: {error}. All work stands in the database: remove that file and start again."
        raise SettingError(says) from error

    def run_job(job_id: int) -> None:
        with app.app_context():
            queue.run(job_id)

    def look_again() -> None:
        with app.app_context():
            queue.run_sweeps()
            for job_id in queue.due():
                queue.run(job_id)

    def elsewhere() -> Task | None:
        with app.app_context(), for_reading():
            job_id = queue.untried()
        return carry.s(job_id) if job_id is not None else None

    carry = app.extensions["consult_run_job"] = huey.task(name="run_job")(run_job)
    huey.periodic_task(crontab(minute="*"), name="look_again")(look_again)
    huey.elsewhere = elsewhere
    return huey


# Tell a worker of new jobs as soon as they are committed; if this is lost, the sweep finds the rows.


@event.listens_for(Session, "after_flush")
def _note_new(session: Session, context: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    session.info.setdefault("jobs", []).extend(thing for thing in session.new if isinstance(thing, Job))


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    carry = current_app.extensions["consult_run_job"]
    for job in session.info.pop("jobs", []):
        carry(inspect(job).identity[0])


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("jobs", None)
