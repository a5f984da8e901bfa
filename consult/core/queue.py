"""Work that outlasts a request: a row in the causing transaction says what is asked, how far it is and how it ended.

Who does it when is decided by a carrier: on PostgreSQL it is Procrastinate, on SQLite the row itself with a lease
(`core.carriers`). Either way a job can be lost by no kill, and is written so that running it twice does no harm.
"""

import logging
import os
import platform
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Index, event, false, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult.core import clock
from consult.core.database import Model, db, is_busy, on_its_own
from consult.core.runtime import garbage

log = logging.getLogger(__name__)
TRIES = 3
AT_ONCE = timedelta(0)
PAUSE = timedelta(seconds=20)  # before a worker tries again what failed; doubled with each try


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.WAITING, State.RUNNING)
ENDED_BADLY = (State.FAILED, State.CANCELLED)


class Job(Model):
    """One piece of work. `token` (machine/process/chance) names the worker that does it, or did it last.

    `leased_until` is for a carrier that knows of a dead worker by its lease alone: then that is when it is believed
    dead; of a job that waits, when it is tried again at the earliest. `asked_by_id` is a plain number, as in the
    audit log: a job outlives the people it names.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "leased_until"), Index("ix_job_subject", "kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    guideline_id: Mapped[int | None] = mapped_column(index=True)
    asked_by_id: Mapped[int | None]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    step: Mapped[str] = mapped_column(default="")
    progress: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str] = mapped_column(default="")
    cancel_asked: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def ended_badly(self) -> bool:
        """Nobody goes on with it unless somebody asks."""
        return self.state in ENDED_BADLY


class ReportProgress(Protocol):
    """Say how far the work is, outside the work's own transaction; also says that its worker lives.

    Raises where the work is not to go on: it was cancelled, its worker is told to end, another one has taken it over.
    """

    def __call__(self, step: str, share: float) -> None: ...


Work = Callable[[int, ReportProgress], None]
Obstacle = Callable[[], str]  # why a kind of work cannot be done by this installation: a sentence, or nothing


class Identified(Protocol):
    id: Mapped[int]


class Interrupted(Exception):
    """The work stops between two steps; what it has committed stays."""


class Cancelled(Interrupted):
    """Somebody asked for it."""


class WorkerEnds(Interrupted):
    """The process is told to end: the job goes back and counts no try."""


class TakenOver(Interrupted):
    """The worker was believed dead, and another one does the job."""


@dataclass(frozen=True)
class Hold:
    """A job that this process does; `renew` says with each step that it lives, `end` how long until the next try."""

    job_id: int
    token: str
    renew: Callable[[Session], None] = field(default=lambda _session: None)
    end: Callable[[timedelta | None], None] = field(default=lambda _again: None)


class Carrier(Protocol):
    """Brings jobs to workers, each to one at a time, again where a worker died. `kinds` are those that can be done."""

    def written(self, jobs: Sequence[Job], session: Session) -> None:
        """Rows stand in the causing transaction: with its commit, and not before, they are there for workers."""

    def dropped(self, job: Job) -> None:
        """A waiting job is not to be done; in the causing transaction."""

    def free(self, kinds: Sequence[str]) -> Sequence[int]:
        """Jobs that wait and nobody holds, in the order in which they came."""

    def hold(self, job_id: int, kinds: Sequence[str]) -> Hold | None:
        """Take a job, committed; None when it is not free."""

    def work(self, ending: threading.Event) -> None:
        """Do jobs as they come, and sweep once a minute, until told to end."""


class Queue:
    """Knows which function does each kind of work, and how a job goes from asked to ended."""

    def __init__(self) -> None:
        self.kinds: dict[str, Work] = {}
        self.obstacles: dict[str, Obstacle] = {}
        self.sweeps: list[Callable[[], None]] = []
        self.alone: set[str] = set()
        self.ending = threading.Event()

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

    def one_at_a_time(self, *kinds: str) -> None:
        """In one guideline no two jobs of these kinds are done at once, however many workers there are.

        Said where whoever asks for them reads it: the lock is written with the job.
        """
        self.alone.update(kinds)

    def sweep(self, work: Callable[[], None]) -> Callable[[], None]:
        """Register what is looked for once a minute; it commits what it changes."""
        self.sweeps.append(work)
        return work

    def add(self, kind: str, subject_id: int, *, guideline_id: int | None = None, by: Identified | None = None) -> Job:
        """Write the row; runs after the caller's commit. A waiting job of that kind and subject serves again.

        The row that serves is locked until then, so that no worker begins with what it does not see yet; one that
        another holds at this moment is left to them, and a new one written.
        """
        same = (Job.kind == kind, Job.subject_id == subject_id, Job.state == State.WAITING)
        job = db.session.scalars(select(Job).where(*same).limit(1).with_for_update(skip_locked=True)).first()
        if job is None:
            asked_by_id = by.id if by is not None else None
            job = Job(kind=kind, subject_id=subject_id, guideline_id=guideline_id, asked_by_id=asked_by_id)
            job.created_at = clock.now()
            db.session.add(job)
        return job

    def cancel(self, job: Job) -> None:
        """A waiting job ends here; one that runs ends after its step. The caller holds the row, and says who may."""
        if job.state == State.WAITING:
            job.state, job.finished_at = State.CANCELLED, clock.now()
            carrier().dropped(job)
        elif job.state == State.RUNNING:
            job.cancel_asked = True

    def retry(self, job: Job, *, by: Identified | None) -> None:
        """What failed or was cancelled waits again, with all its tries. The caller holds the row, and says who may."""
        if job.state not in ENDED_BADLY:
            return
        job.state, job.tries, job.token, job.leased_until = State.WAITING, 0, None, None
        job.cancel_asked, job.finished_at, job.started_at = False, None, None
        job.asked_by_id = by.id if by is not None else job.asked_by_id
        db.session.flush()
        carrier().written([job], db.session())

    def left_waiting(self) -> dict[str, str]:
        """The kinds of work that this installation cannot do, each with the reason."""
        reasons = {kind: obstacle() for kind, obstacle in self.obstacles.items()}
        return {kind: reason for kind, reason in reasons.items() if reason}

    def doable(self) -> list[str]:
        return sorted(set(self.kinds) - set(self.left_waiting()))

    def due(self, *kinds: str) -> Sequence[int]:
        """Jobs that wait and nobody holds, of these kinds or of all that can be done here, in the order they came."""
        return carrier().free([kind for kind in self.doable() if kind in kinds or not kinds])

    def run(self, job_id: int, *, pause: timedelta = AT_ONCE) -> None:
        """Take the job if nobody holds it, do it, and write how it ended."""
        hold = carrier().hold(job_id, self.doable())
        if hold is not None:
            hold.end(self.perform(hold, pause=pause))

    def perform(self, hold: Hold, *, pause: timedelta = AT_ONCE) -> timedelta | None:
        """Do the job that this process holds; how long until it is to be tried again, None when it is over."""
        job = db.session.get_one(Job, hold.job_id, populate_existing=True)
        if job.tries > TRIES:
            _give_up(job)
            return None
        try:
            self.kinds[job.kind](job.subject_id, _progress(hold, self.ending))
        except Exception as failure:  # noqa: BLE001 - whatever went wrong is written where people see it
            db.session.rollback()
            return _ended(hold, failure, pause)
        finished = {"state": State.DONE, "finished_at": clock.now(), "progress": 1.0, "error": ""}
        db.session.execute(update(Job).where(Job.id == hold.job_id, Job.token == hold.token).values(finished))
        db.session.commit()
        return None

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


def carrier() -> Carrier:
    """That of the site at hand."""
    found: Carrier = current_app.extensions["consult_carrier"]
    return found


def set_up_queue(app: Flask, by: Carrier) -> None:
    app.extensions["consult_carrier"] = by


def lock_of(job: Job) -> str:
    """What no two workers do at once: the same work on the same thing, or what changes one guideline's reading."""
    if job.kind in queue.alone and job.guideline_id is not None:
        return f"guideline {job.guideline_id}"
    return f"{job.kind} {job.subject_id}"


def worker_token() -> str:
    return f"{platform.node()}/{os.getpid()}/{secrets.token_hex(8)}"


def mark_running(job_id: int, token: str, *only: ColumnElement[bool], leased_until: datetime | None = None) -> bool:
    """The row says who does it. Committed; False where it is over, or `only` does not hold."""
    now = clock.now()
    started = {"state": State.RUNNING, "token": token, "leased_until": leased_until, "started_at": now}
    open_ = (Job.id == job_id, Job.state.in_(OPEN), *only)
    taken = db.session.execute(update(Job).where(*open_).values({**started, "tries": Job.tries + 1}))
    db.session.commit()
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _give_up(job: Job) -> None:
    """Its workers were killed in it, as by too little memory: none of them came to write how it ended."""
    log.error("job %s is given up: it ended its worker %s times", job.id, TRIES)
    job.error = f"The worker ended in the middle of this {TRIES} times, perhaps for lack of memory. It is given up."
    job.state, job.token, job.finished_at = State.FAILED, None, clock.now()
    db.session.commit()


def _ended(hold: Hold, failure: Exception, pause: timedelta) -> timedelta | None:
    """Write why the work did not come to its end: how long until the next try, or None."""
    mine = select(Job).where(Job.id == hold.job_id, Job.token == hold.token)
    job = db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if job is None:  # taken over, or deleted with its guideline
        db.session.rollback()
        return None
    again: timedelta | None = pause * 2 ** (job.tries - 1)
    if isinstance(failure, Cancelled):
        job.state, again = State.CANCELLED, None
    elif isinstance(failure, WorkerEnds) or is_busy(failure):  # not the work's fault: it does not count as a try
        job.state, job.tries = State.WAITING, job.tries - 1
    else:
        log.error("job %s failed", job.id, exc_info=failure)
        job.state = State.FAILED if job.tries >= TRIES else State.WAITING
    if not isinstance(failure, Interrupted):
        job.error = f"{type(failure).__name__}: {failure}"[:2000]
    if job.state in ENDED_BADLY:
        again, job.finished_at = None, clock.now()
    job.token, job.leased_until = None, clock.now() + again if again else None
    db.session.commit()
    return again


def _progress(hold: Hold, ending: threading.Event) -> ReportProgress:
    def say(step: str, share: float) -> None:
        mine = (Job.id == hold.job_id, Job.token == hold.token)
        with on_its_own(), Session(db.engine, join_transaction_mode="create_savepoint") as session:
            told = session.execute(update(Job).where(*mine).values(step=step, progress=share))
            hold.renew(session)
            cancelled = session.scalar(select(Job.cancel_asked).where(*mine))
            session.commit()
        garbage.safe_point()  # a run of an hour makes more than one request ever does
        if not told.rowcount:  # type: ignore[attr-defined]
            raise TakenOver
        if cancelled:
            raise Cancelled
        if ending.is_set():
            raise WorkerEnds

    return say


# New jobs are handed to the carrier in the transaction that wrote them.


@event.listens_for(Session, "after_flush")
def _hand_over(session: Session, context: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    new = [thing for thing in session.new if isinstance(thing, Job)]
    if new:
        carrier().written(new, session)


def waiting_or_late(now: datetime) -> ColumnElement[bool]:
    """Of a carrier by leases: waiting, not too early; or held by a worker whose lease is over."""
    waits = (Job.state == State.WAITING) & or_(Job.leased_until.is_(None), Job.leased_until <= now)
    return or_(waits, (Job.state == State.RUNNING) & (Job.leased_until < now))
