"""A run whose vectors are shared out, and workers that are killed: it still finishes, and no vector is made twice."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.analysis.models import AnalysisRun, Portion
from consult.analysis.pipeline import embedding_jobs as sharing
from consult.analysis.pipeline import nlp_adapter
from consult.core import clock
from consult.core.database import db
from consult.core.queue import Job, State, queue
from tests.analysis import shared
from tests.dead_workers import believed_dead, make_heartbeats_old
from tests.races import real_site
from tests.workers import says, worker

# A worker that gets stuck in its first portion.
STUCK = (
    shared.SHARED_OUT
    + """
import time
def hold(wordings, store):
    print("holds a portion", flush=True)
    time.sleep(600)
adapter.make_vectors = hold
"""
)
# A worker that gets stuck in its third.
STUCK_LATER = (
    shared.SHARED_OUT
    + """
import time
make, made = adapter.make_vectors, []
def hold(wordings, store):
    if len(made) == 2:
        print("has made two", flush=True)
        time.sleep(600)
    make(wordings, store)
    made.append(wordings)
adapter.make_vectors = hold
"""
)


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(sharing, "MANY", shared.FEW)
    monkeypatch.setattr(sharing, "PORTION", shared.SMALL)
    for app in real_site(request, tmp_path):
        with app.app_context():
            yield app


@pytest.mark.parametrize("real_app", ["postgres"], indirect=True)
def test_a_portion_whose_worker_was_killed_is_made_by_the_run(
    real_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = shared.asked_for(shared.spoken_in())
    lost: list[str] = []
    make = nlp_adapter.make_vectors

    def while_another_is_killed(wordings: Any, store: Any) -> None:
        if not lost:
            with worker(real_app, tmp_path / "b", STUCK) as other:
                says(other, "holds a portion")
                lost.extend(str(job.token) for job in shared.portions() if job.tries and str(other.pid) in job.token)
                db.session.rollback()
                other.send_signal(signal.SIGKILL)
                other.wait(timeout=30)
            make_heartbeats_old()
        make(wordings, store)

    monkeypatch.setattr(nlp_adapter, "make_vectors", while_another_is_killed)
    with believed_dead():
        queue.run_all()
    jobs = shared.portions()
    assert db.session.get_one(AnalysisRun, run).finished_at is not None
    assert len(lost) == 1
    assert [(job.state, job.token == lost[0]) for job in jobs] == [(State.DONE, False)] * len(jobs)
    assert sorted(job.tries for job in jobs) == [1] * (len(jobs) - 1) + [2]


def test_a_run_that_was_killed_among_its_vectors_goes_on_where_it_was(real_app: Flask, tmp_path: Path) -> None:
    guideline = shared.spoken_in()
    run = shared.asked_for(guideline)
    with worker(real_app, tmp_path / "a", STUCK_LATER) as first:
        says(first, "has made two")
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=30)
    db.session.rollback()
    before, rows = shared.vectors(), shared.portions()
    made = {job.id: (job.token, job.tries, job.finished_at) for job in rows if job.state == State.DONE}
    assert len(made) == 2
    assert len(before) >= 2 * shared.SMALL
    assert db.session.query(Portion).count() == len(rows) - 2
    db.session.rollback()
    with believed_dead():
        queue.run_all()
    assert db.session.get_one(AnalysisRun, run).finished_at is not None
    after = shared.portions()
    assert [job.id for job in after] == [job.id for job in rows]  # nothing was shared out anew
    assert {job.id: (job.token, job.tries, job.finished_at) for job in after if job.id in made} == made
    assert sorted(job.tries for job in after) == [1] * (len(after) - 1) + [2]  # the one it was killed in
    made_then = shared.vectors(), shared.found()
    shared.forget()
    shared.read_alone(guideline)
    assert (shared.vectors(), shared.found()) == made_then


@pytest.mark.parametrize("real_app", ["sqlite"], indirect=True)
def test_the_lease_of_a_run_that_waits_for_others_is_renewed(
    real_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker holds a portion for longer than the run's own lease would last."""
    run = shared.asked_for(shared.spoken_in())
    monkeypatch.setattr("consult.core.carriers.embedded.LEASE", timedelta(seconds=6))
    begun = clock.now()
    held: list[int] = []
    look = sharing.time.sleep

    def held_by_another(_seconds: float) -> None:
        """The run looks again: it holds its own job still."""
        job = db.session.query(Job).filter_by(kind="analyse").one()
        assert job.leased_until is not None
        assert job.leased_until > clock.now()
        assert (job.step, 0 < job.progress < 1) == ("vectors", True)
        db.session.rollback()
        if clock.now() - begun > timedelta(seconds=8):
            release()
        look(0.2)

    def take_one() -> None:
        job = shared.portions()[-1]
        held.append(job.id)
        job.state, job.token, job.leased_until = State.RUNNING, "elsewhere", clock.now() + timedelta(hours=1)
        db.session.commit()

    def release() -> None:
        job = db.session.get_one(Job, held[0])
        job.leased_until = clock.now() - timedelta(seconds=1)
        db.session.commit()

    make = nlp_adapter.make_vectors

    def made(wordings: Any, store: Any) -> None:
        if not held:
            take_one()
        make(wordings, store)

    monkeypatch.setattr(nlp_adapter, "make_vectors", made)
    monkeypatch.setattr(sharing.time, "sleep", held_by_another)
    queue.run_all()
    assert db.session.get_one(AnalysisRun, run).finished_at is not None
    assert clock.now() - begun > timedelta(seconds=8)
