"""Vectors shared out: two workers on two machines make them together, and they are the same as of one."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from consult.analysis.adapter import encoder, make_vectors
from consult.analysis.models import Portion, Run, Vector
from consult.analysis.sharing_jobs import MadeTogether, ManyToMake, Scout
from consult.analysis.vector_jobs import VectorTable
from consult.core.database import db
from consult.core.queue import State
from nlp.scale import Limits, Wordings, vectors_at_scale
from nlp.vectors import key_of
from tests.analysis import shared
from tests.races import at_once, real_site
from tests.workers import says, until, worker

# Each waits with its first portion until both hold one, lest the quicker one does all before the other wakes.
TOGETHER = (
    shared.SHARED_OUT
    + """
import time
from sqlalchemy import select
from consult.core.database import db, for_reading
from consult.core.queue import Job

make = adapter.make_vectors
def together(wordings, store):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with for_reading():
            tokens = set(db.session.scalars(select(Job.token).where(Job.kind == "embed", Job.token.is_not(None))))
            db.session.rollback()
        if len({token.rpartition("/")[0] for token in tokens}) == 2:
            return make(wordings, store)
        time.sleep(0.05)
    raise RuntimeError("left alone")
adapter.make_vectors = together
"""
)


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    for app in real_site(request, tmp_path):
        with app.app_context():
            yield app


def test_two_workers_make_the_vectors_of_one_run_together(real_app: Flask, tmp_path: Path) -> None:
    guideline = shared.spoken_in()
    with worker(real_app, tmp_path / "a", TOGETHER) as one, worker(real_app, tmp_path / "b", TOGETHER) as other:
        says(one, "works")
        says(other, "works")
        run = shared.asked_for(guideline)
        until(lambda: db.session.get_one(Run, run).finished_at)
    jobs = shared.portions()
    assert {job.state for job in jobs} == {State.DONE}
    assert len({shared.worker_of(job) for job in jobs}) == 2
    assert not db.session.query(Portion).all()
    together = shared.vectors(), shared.found()
    shared.forget()
    shared.read_alone(guideline)
    assert (shared.vectors(), shared.found()) == together


def test_the_same_vectors_written_by_two_at_once_are_kept_once(real_app: Flask) -> None:
    rows = np.random.default_rng(0).random((3_000, 512), dtype=np.float32)
    mine = {f"{number:032x}": row for number, row in enumerate(rows)}

    def write(order: list[str]) -> None:
        with real_app.app_context():
            VectorTable().put_many({digest: mine[digest] for digest in order})

    at_once(lambda: write(list(mine)), lambda: write(list(reversed(mine))))
    assert db.session.query(Vector).count() == len(mine)
    kept = VectorTable().get_many([*mine, "unknown"])
    assert kept.keys() == mine.keys()
    assert all((kept[digest] == mine[digest]).all() for digest in mine)


def test_a_first_look_makes_few_vectors_itself_and_only_notes_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consult.analysis.sharing_jobs.MANY", 2)
    few = {"a": "Keep the counters open.", "b": "Say who pays."}
    scout = Scout(VectorTable())
    assert not scout.get_many(list(few))
    scout.put_many(dict(zip(few, scout.embed(list(few.values())), strict=True)))
    assert VectorTable().get_many(list(few)).keys() == few.keys()
    many = {"c": "Name the keeper.", "d": "Test it first.", "e": "Ask the children."}
    scout.get_many([*few, *many])
    scout.put_many(dict(zip(["c", "d"], scout.embed(list(many.values())[:2]), strict=True)))
    with pytest.raises(ManyToMake) as found:
        scout.put_many(dict(zip(["e"], scout.embed([many["e"]]), strict=True)))
    assert list(found.value.wordings.items()) == list(many.items())
    assert not VectorTable().get_many(list(many))


def test_of_very_many_wordings_the_same_are_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a limit nlp embeds a part and foretells the rest; what workers made together is that part, no more."""
    monkeypatch.setattr("consult.analysis.sharing_jobs.MANY", 100)
    texts = [f"Clause {number} should name who pays for it." for number in range(600)]
    digests = [key_of(text, encoder().name) for text in texts]
    points, limits = Wordings(texts, digests, ["en"] * 600), Limits(exact=300, sample=128)
    alone = vectors_at_scale(points, encoder(), limits=limits)
    scout = Scout(VectorTable())
    with pytest.raises(ManyToMake) as many:
        vectors_at_scale(points, scout, scout, limits=limits)
    assert len(many.value.wordings) == 128
    make_vectors(many.value.wordings, VectorTable())
    drawn = vectors_at_scale(points, encoder(), MadeTogether(VectorTable(), many.value.wordings), limits=limits)
    assert (drawn[:] == alone[:]).all()
    assert db.session.query(Vector).count() == 128
