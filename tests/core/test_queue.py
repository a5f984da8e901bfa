"""Jobs: none is lost, none is done twice, a failure is written where people see it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import LEASE, TRIES, Job, ReportProgress, State, queue


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


def test_a_job_whose_worker_died_is_found_again_when_its_lease_is_over(app: Flask, done: list[int]) -> None:
    queue.add("test", 3)
    db.session.commit()
    lost = job(3)
    lost.state, lost.token, lost.leased_until = State.RUNNING, "a dead worker", clock.now() + LEASE
    db.session.commit()
    queue.run_all()
    assert done == []
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        queue.run_all()
    assert done == [3]


def test_a_job_that_kills_its_workers_is_given_up_with_a_sentence(app: Flask, done: list[int]) -> None:
    queue.add("test", 5)
    db.session.commit()
    lost, now = job(5), clock.now()
    lost.state, lost.token, lost.leased_until, lost.tries = State.RUNNING, "a dead worker", now - LEASE, TRIES
    number = lost.id
    db.session.commit()
    queue.run(number)
    db.session.expire_all()
    assert (done, job(5).state) == ([], State.FAILED)
    assert f"ended in the middle of this {TRIES} times" in job(5).error
    assert number not in queue.due()


def test_a_job_whose_last_worker_lives_is_done(app: Flask, done: list[int]) -> None:
    queue.add("test", 6)
    db.session.commit()
    lost = job(6)
    lost.state, lost.leased_until, lost.tries = State.RUNNING, clock.now() - LEASE, TRIES - 1
    db.session.commit()
    queue.run(lost.id)
    assert done == [6]


def test_a_job_that_fails_is_tried_again_and_then_says_why(app: Flask, done: list[int]) -> None:
    queue.add("test", 13)
    db.session.commit()
    queue.run_all()
    db.session.expire_all()
    failed = job(13)
    assert (failed.state, failed.tries) == (State.FAILED, TRIES)
    assert "thirteen" in failed.error


def test_what_another_machine_queued_is_taken_by_an_idle_worker_once(app: Flask, done: list[int]) -> None:
    """A worker whose own file of jobs is empty looks into the database, for what no worker has tried yet."""
    huey = app.extensions["consult_huey"]
    while huey.dequeue() is not None:
        pass
    with db.session.begin_nested():
        db.session.execute(insert(Job).values(kind="test", subject_id=4, created_at=clock.now()))
    number = job(4).id
    task = huey.dequeue()
    assert task.args == (number,)
    queue.run(number)
    assert done == [4]
    assert huey.dequeue() is None


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
        assert (queue.due(), queue.untried()) == ([], None)
        queue.run(number)  # told of it directly, as by the process that asked for it
        db.session.expire_all()
        assert (done, job(7).state, job(7).tries, job(7).error) == ([], State.WAITING, 0, "")

        here["lacks"] = ""
        queue.run_all()
        assert done == [7]
    finally:
        del queue.kinds["test"], queue.obstacles["test"]
