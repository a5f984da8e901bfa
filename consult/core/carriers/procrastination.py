"""On PostgreSQL: Procrastinate. Its job carries the number of ours, and is written with it in one transaction.

Procrastinate decides who does what when: workers hear of a job by LISTEN/NOTIFY, take it with a row lock that others
skip, say with a heartbeat that they live; what a dead one held is put back. Each kind of work is a queue of its own,
so a worker listens to what it can do. What is done is deleted there: our row says what became of it.
"""

import asyncio
import logging
import threading
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import procrastinate
import psycopg
from flask import Flask
from procrastinate import jobs as procrastinate_jobs
from procrastinate.connector import BaseAsyncConnector
from procrastinate.manager import JobManager
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.core import clock
from consult.core.database import PATIENCE, db
from consult.core.queue import PAUSE, Hold, Job, lock_of, mark_running, queue, worker_token
from consult.core.runtime import garbage

log = logging.getLogger(__name__)
CLOCK = "clock"  # the queue of what happens once a minute
HEARTBEAT = 5.0  # seconds
DEAD_AFTER = timedelta(seconds=60)  # without a heartbeat
RESCUES_EVERY = 10.0  # seconds between two looks for what dead workers held
LOOKS_EVERY = 5.0  # seconds, should a notification be missed
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # at once, whatever the clock of the database says
CONNECTIONS = 4  # of a worker's own, beside those of its work

# Take a certain job, under the conditions under which `procrastinate_fetch_job` takes the first.
TAKE = text(
    "UPDATE procrastinate_jobs AS mine SET status = 'doing', worker_id = :worker"
    " WHERE queueing_lock = :handle AND status = 'todo' AND queue_name = ANY(:kinds) AND NOT EXISTS"
    " (SELECT FROM procrastinate_jobs AS other WHERE other.lock = mine.lock AND other.status = 'doing') RETURNING id"
)
FREE = text(
    "SELECT (args->>'job_id')::int FROM procrastinate_jobs AS mine"
    " WHERE status = 'todo' AND queue_name = ANY(:kinds) AND (scheduled_at IS NULL OR scheduled_at <= now())"
    " AND NOT EXISTS (SELECT FROM procrastinate_jobs AS other WHERE other.lock = mine.lock AND other.status = 'doing')"
    " ORDER BY priority DESC, id"
)


class LostDatabase(Exception):
    """A worker's connections are gone: the message says what to do."""


class TryAgain(Exception):
    """Our row says why; Procrastinate is told when."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"again in {after.total_seconds():.0f} s")
        self.after = after


class _AsTold(procrastinate.BaseRetryStrategy):
    """Again when our row says so; and where it could not be written how a job ended, for then it is open still."""

    def get_retry_decision(
        self,
        *,
        exception: BaseException,
        job: procrastinate_jobs.Job,  # noqa: ARG002 - Procrastinate's signature
    ) -> procrastinate.RetryDecision:
        after = exception.after if isinstance(exception, TryAgain) else PAUSE
        return procrastinate.RetryDecision(retry_at=clock.now() + after)


class _InSession(BaseAsyncConnector):
    """Procrastinate's statements on the connection, and in the transaction, of our session."""

    def _cursor(self, query: str, arguments: dict[str, Any]) -> Any:
        cursor = connection_of(db.session()).cursor(row_factory=dict_row)
        return cursor.execute(query, {name: _adapted(value) for name, value in arguments.items()})

    async def execute_query_async(self, query: str, **arguments: Any) -> None:
        self._cursor(query, arguments)

    async def execute_query_one_async(self, query: str, **arguments: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._cursor(query, arguments).fetchone()
        return found

    async def execute_query_all_async(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._cursor(query, arguments).fetchall()
        return found


def connection_of(session: Session) -> Any:
    """The driver's own, in the session's transaction."""
    return session.connection().connection.driver_connection


def _adapted(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def _now(work: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that waits for nothing: those of `_InSession`."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("It waits.")


class ProcrastinateQueue:
    """A carrier for many hosts: what is written by any of them is done by one worker of any."""

    def __init__(self, app: Flask, database: str) -> None:
        self.app = app
        self.address = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
        self.manager = JobManager(_InSession())
        self.writer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    # For whoever asks for work

    def written(self, jobs: Sequence[Job], session: Session) -> None:
        connection = connection_of(session)
        for job in jobs:
            locks: dict[str, Any] = {"lock": lock_of(job), "queueing_lock": _handle(job.id)}
            task = self.writer.configure_task("run_job", queue=job.kind, connection=connection, **locks)
            task.defer(job_id=job.id)

    def dropped(self, job: Job) -> None:
        for carried in _now(self.manager.list_jobs_async(queueing_lock=_handle(job.id))):
            _now(self.manager.cancel_job_by_id_async(carried.id, delete_job=True))

    # For whoever does it here and now

    def free(self, kinds: Sequence[str]) -> Sequence[int]:
        for job in _now(stalled_jobs(self.manager)):
            with suppress(psycopg.errors.RaiseException), db.session.begin_nested():  # another one was quicker
                _now(self.manager.retry_job(job, retry_at=LONG_AGO))
        return db.session.scalars(FREE, {"kinds": list(kinds)}).all()

    def hold(self, job_id: int, kinds: Sequence[str]) -> Hold | None:
        worker = _now(self.manager.register_worker())
        given = {"worker": worker, "handle": _handle(job_id), "kinds": list(kinds)}
        try:
            with db.session.begin_nested():
                carried = db.session.scalar(TAKE, given)
        except IntegrityError:  # another one took what this one excludes, at the same moment
            carried = None
        token = worker_token()
        if carried is None or not mark_running(job_id, token):
            self._leave(worker, carried)
            return None

        def renew(session: Session) -> None:
            session.execute(text("SELECT procrastinate_update_heartbeat_v1(:worker)"), {"worker": worker})

        return Hold(job_id, token, renew, lambda again: self._end(worker, carried, again))

    def _leave(self, worker: int, carried: int | None) -> None:
        """Not taken, or over already: then Procrastinate need not carry it any longer."""
        if carried is not None:
            _now(self.manager.finish_job_by_id_async(carried, procrastinate_jobs.Status.SUCCEEDED, delete_job=True))
        _now(self.manager.unregister_worker(worker))
        db.session.commit()

    def _end(self, worker: int, carried: int, again: timedelta | None) -> None:
        if again is None:
            self._leave(worker, carried)
            return
        known = _now(self.manager.list_jobs_async(id=carried))
        for job in known:
            _now(self.manager.retry_job(job, retry_at=clock.now() + again if again else LONG_AGO))
        self._leave(worker, None)

    # For a worker

    def work(self, ending: threading.Event) -> None:
        asyncio.run(self._work(ending))

    async def _work(self, ending: threading.Event) -> None:
        """Jobs one after another, and beside them what happens once a minute: two workers of one process."""
        limits = {"connect_timeout": 5, "options": f"-c lock_timeout={int(PATIENCE.total_seconds())}s"}
        connector = procrastinate.PsycopgConnector(
            conninfo=self.address, kwargs=limits, min_size=1, max_size=CONNECTIONS
        )
        app = self._tasks(procrastinate.App(connector=connector))
        async with app.open_async():
            named = {"name": None, "install_signal_handlers": False, "delete_jobs": "always"}
            beats = {"update_heartbeat_interval": HEARTBEAT, "stalled_worker_timeout": DEAD_AFTER.total_seconds()}
            both = [
                asyncio.ensure_future(
                    app.run_worker_async(queues=queues, fetch_job_polling_interval=LOOKS_EVERY, **named, **beats)  # type: ignore[arg-type]
                )
                for queues in (queue.doable(), [CLOCK])
            ]
            watch = asyncio.ensure_future(_until_told(ending))
            rescue = asyncio.ensure_future(put_back_stalled(app.job_manager))
            await asyncio.wait([*both, watch, rescue], return_when=asyncio.FIRST_COMPLETED)
            gone = not ending.is_set()
            ending.set()
            for one in (*both, rescue):
                one.cancel()  # a worker ends in order: what runs stops after its step
            await asyncio.gather(*both, watch, rescue, return_exceptions=True)
        if gone:
            raise LostDatabase(
                "The worker lost the database and ends. Start it again, or let its supervisor: consult work."
            )

    def _tasks(self, app: procrastinate.App) -> procrastinate.App:
        app.task(name="run_job", retry=_AsTold())(self._run)
        sweeps = app.task(name="sweep", queue=CLOCK, lock="sweep", queueing_lock="sweep")(self._sweep)
        app.periodic(cron="* * * * *")(sweeps)
        return app

    def _run(self, job_id: int) -> None:
        """In a thread of the worker: Procrastinate holds the job, its heartbeat goes on beside."""
        with self.app.app_context():
            token = worker_token()
            again = queue.perform(Hold(job_id, token), pause=PAUSE) if mark_running(job_id, token) else None
        garbage.safe_point()
        if again is not None:
            raise TryAgain(again)

    def _sweep(self, timestamp: int) -> None:  # noqa: ARG002 - Procrastinate's signature
        with self.app.app_context():
            queue.run_sweeps()
        garbage.safe_point()


async def _until_told(ending: threading.Event) -> None:
    while not ending.is_set():
        await asyncio.sleep(0.2)


async def stalled_jobs(manager: JobManager) -> list[procrastinate_jobs.Job]:
    """What a worker holds that has not been heard of."""
    return list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER.total_seconds()))


async def put_back_stalled(manager: JobManager) -> None:
    """At the beginning and then every few seconds: what dead workers held is free again."""
    while True:
        for job in await stalled_jobs(manager):
            log.warning("%s is put back: its worker was not heard of", job.call_string)
            with suppress(procrastinate.exceptions.ConnectorException):  # another one was quicker
                await manager.retry_job(job, retry_at=LONG_AGO)
        await asyncio.sleep(RESCUES_EVERY)


def _handle(job_id: int) -> str:
    """By which a job of ours is found there."""
    return f"job {job_id}"
