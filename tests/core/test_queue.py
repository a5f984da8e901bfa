"""Jobs: none is lost, none is done twice, a failure is written where people see it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.core.database import db, for_reading
from consult.core.queue import TRIES, Hold, Job, ReportProgress, State, TakenOver, carrier, queue
from tests.conftest import rolled_back
from tests.dead_workers import believed_dead


@pytest.fixture
def done() -> Iterator[list[int]]:
    """A kind of job that notes what it did, and refuses number 13."""
    seen: list[int] = []

    @queue.job("test")
    def work(subject_id: int, progress: ReportProgress) -> None:
        if subject_id == 13:
            raise ValueError("thirteen")
        progress("halfway", 0.5)
        seen.append(subject_id)

    yield seen
    del queue.kinds["test"]


@pytest.fixture
def postgres(postgres_app: Flask) -> Iterator[Flask]:
    yield from rolled_back(postgres_app)


def job(subject_id: int) -> Job:
    return db.session.scalars(select(Job).where(Job.kind == "test", Job.subject_id == subject_id)).one()


def test_a_job_is_done_once_and_says_so(app: Flask, done: list[int]) -> None:
    queue.add("test", 1)
    db.session.commit()
    number = job(1).id
    queue.run(number)
    queue.run(number)
    assert done == [1]
    db.session.expire_all()
    assert (job(1).state, job(1).progress) == (State.DONE, 1.0)


def test_a_job_says_how_far_it_is_also_from_within_what_only_reads(app: Flask) -> None:
    """A long reading renews its lease, or another worker would begin it again."""

    @queue.job("test")
    def work(subject_id: int, progress: ReportProgress) -> None:
        with for_reading():
            db.session.get(Job, subject_id)
            progress("reading", 0.25)

    queue.add("test", 4)
    db.session.commit()
    try:
        queue.run(job(4).id)
    finally:
        del queue.kinds["test"]
    db.session.expire_all()
    assert (job(4).state, job(4).error) == (State.DONE, "")


def test_a_waiting_job_serves_again_when_asked_twice(app: Flask, done: list[int]) -> None:
    assert queue.add("test", 2) is queue.add("test", 2)


def killed_in_it(number: int) -> None:
    """What a worker leaves that is killed in a job."""
    assert carrier().hold(number, ["test"]) is not None


def test_a_job_whose_worker_died_is_found_again_when_it_is_believed_dead(app: Flask, done: list[int]) -> None:
    queue.add("test", 3)
    db.session.commit()
    killed_in_it(job(3).id)
    queue.run_all()
    assert done == []
    with believed_dead():
        queue.run_all()
    assert done == [3]


def test_a_job_that_kills_its_workers_is_given_up_with_a_sentence(app: Flask, done: list[int]) -> None:
    queue.add("test", 5)
    job(5).tries = TRIES - 1
    db.session.commit()
    number = job(5).id
    killed_in_it(number)
    with believed_dead():
        queue.run_all()
    db.session.expire_all()
    assert (done, job(5).state) == ([], State.FAILED)
    assert f"ended in the middle of this {TRIES} times" in job(5).error
    assert number not in queue.due()


def test_a_job_whose_last_worker_lives_is_done(app: Flask, done: list[int]) -> None:
    queue.add("test", 6)
    job(6).tries = TRIES - 1
    db.session.commit()
    queue.run(job(6).id)
    assert done == [6]


def test_a_job_that_fails_is_tried_again_and_then_says_why(app: Flask, done: list[int]) -> None:
    queue.add("test", 13)
    db.session.commit()
    queue.run_all()
    db.session.expire_all()
    failed = job(13)
    assert (failed.state, failed.tries) == (State.FAILED, TRIES)
    assert "thirteen" in failed.error


def test_what_is_asked_for_is_there_for_workers_with_its_commit_and_gone_without(app: Flask, done: list[int]) -> None:
    queue.add("test", 4)
    db.session.flush()
    db.session.rollback()
    assert queue.due() == []
    queue.add("test", 4)
    db.session.commit()
    assert queue.due() == [job(4).id]
    queue.run_all()
    assert (done, queue.due()) == ([4], [])


def test_a_waiting_job_that_is_cancelled_is_not_done_until_somebody_asks_again(app: Flask, done: list[int]) -> None:
    queue.add("test", 8)
    db.session.commit()
    queue.cancel(job(8))
    db.session.commit()
    queue.run_all()
    assert (done, job(8).state) == ([], State.CANCELLED)
    queue.retry(job(8), by=None)
    db.session.commit()
    queue.run_all()
    assert (done, job(8).state) == ([8], State.DONE)


def test_a_running_job_that_is_cancelled_ends_after_its_step(app: Flask) -> None:
    said: list[str] = []

    @queue.job("test")
    def work(subject_id: int, progress: ReportProgress) -> None:
        progress("first", 0.1)
        queue.cancel(job(subject_id))
        db.session.commit()
        said.append("second")
        progress("second", 0.2)
        said.append("third")

    queue.add("test", 9)
    db.session.commit()
    try:
        queue.run_all()
    finally:
        del queue.kinds["test"]
    db.session.expire_all()
    assert (said, job(9).state, job(9).step, job(9).error) == (["second"], State.CANCELLED, "second", "")


def test_a_worker_that_is_told_to_end_gives_its_job_back_and_counts_no_try(app: Flask) -> None:
    @queue.job("test")
    def work(subject_id: int, progress: ReportProgress) -> None:
        queue.ending.set()
        progress("first", 0.1)

    queue.add("test", 10)
    db.session.commit()
    try:
        queue.run(job(10).id)
    finally:
        queue.ending.clear()
        del queue.kinds["test"]
    db.session.expire_all()
    assert (job(10).state, job(10).tries, job(10).error) == (State.WAITING, 0, "")


def test_a_worker_that_was_believed_dead_stops_and_writes_nothing(app: Flask, done: list[int]) -> None:
    """Fencing: the token of whoever holds the job now stands in the row."""
    queue.add("test", 11)
    db.session.commit()
    number = job(11).id
    killed_in_it(number)
    with believed_dead():
        queue.run_all()
    stale = Hold(number, "the one that was believed dead")
    seen: list[type[Exception]] = []

    def tells(subject_id: int, progress: ReportProgress) -> None:
        try:
            progress("late", 0.9)
        except Exception as stopped:
            seen.append(type(stopped))
            raise

    queue.kinds["test"] = tells
    assert queue.perform(stale) is None
    db.session.expire_all()
    assert (done, seen, job(11).state, job(11).step) == ([11], [TakenOver], State.DONE, "halfway")


def test_no_two_workers_do_the_same_work_on_one_thing(postgres: Flask, done: list[int]) -> None:
    """Procrastinate's lock: a second job for it waits until the first one is over."""
    first, second = Job(kind="test", subject_id=12), Job(kind="test", subject_id=12)
    first.created_at = second.created_at = datetime(2026, 3, 1, tzinfo=UTC)
    db.session.add_all([first, second])
    db.session.commit()
    hold = carrier().hold(first.id, ["test"])
    assert hold is not None
    assert (queue.due(), carrier().hold(second.id, ["test"])) == ([], None)
    hold.end(None)
    assert queue.due() == [second.id]
    queue.run_all()
    assert db.session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_work_that_cannot_be_done_here_waits_for_a_worker_that_can(app: Flask) -> None:
    done: list[int] = []
    here = {"lacks": "a library"}

    @queue.job("test", obstacle=lambda: here["lacks"])
    def work(subject_id: int, progress: ReportProgress) -> None:
        done.append(subject_id)

    try:
        queue.add("test", 7)
        db.session.commit()
        number = job(7).id
        assert queue.left_waiting()["test"] == "a library"
        assert queue.due() == []
        queue.run(number)  # told of it directly, as by the process that asked for it
        db.session.expire_all()
        assert (done, job(7).state, job(7).tries, job(7).error) == ([], State.WAITING, 0, "")

        here["lacks"] = ""
        queue.run_all()
        assert done == [7]
    finally:
        del queue.kinds["test"], queue.obstacles["test"]
