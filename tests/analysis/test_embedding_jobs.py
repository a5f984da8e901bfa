"""Vectors shared out: two workers on two machines make them together, and they are the same as of one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from consult.analysis.models import AnalysisRun, Portion, Vector
from consult.analysis.pipeline import embedding_jobs as sharing_jobs
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.embedding_jobs import SharedEncoder
from consult.analysis.pipeline.nlp_adapter import encoder, make_vectors
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.analysis.themes.actions import new_run
from consult.core.database import db
from consult.core.queue import State
from nlp.embedding.approximation import Limits, Wordings, vectors_at_scale
from nlp.embedding.encoder import key_of, vectors_of
from tests.analysis import shared
from tests.make import drafts
from tests.people import People
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


@pytest.mark.parametrize("real_app", ["postgres"], indirect=True)
def test_two_workers_make_the_vectors_of_one_run_together(real_app: Flask, tmp_path: Path) -> None:
    guideline = shared.spoken_in()
    with worker(real_app, tmp_path / "a", TOGETHER) as one, worker(real_app, tmp_path / "b", TOGETHER) as other:
        says(one, "works")
        says(other, "works")
        run = shared.asked_for(guideline)
        until(lambda: db.session.get_one(AnalysisRun, run).finished_at)
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


@pytest.fixture
def few(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SharedEncoder:
    """Of a run for which more than a hundred are many."""
    monkeypatch.setattr(sharing_jobs, "MANY", shared.FEW)
    monkeypatch.setattr(sharing_jobs, "PORTION", shared.SMALL)
    people = People()
    run = new_run(drafts.guideline(), by=people.sara)
    db.session.commit()
    return SharedEncoder(run.id)


def said(number: int) -> list[str]:
    return [f"Clause {place} should name who pays for it." for place in range(number)]


def keys_of(texts: list[str]) -> list[str]:
    return [key_of(text, encoder().name) for text in texts]


def made_alone(texts: list[str]) -> Any:
    """By one process, in the order of the keys as ever: the same bytes, since the same texts stand in each batch."""
    return vectors_of(texts, keys_of(texts), encoder())


def test_few_vectors_are_made_here_and_many_in_portions(few: SharedEncoder) -> None:
    texts = said(shared.FEW)
    assert (vectors_of(texts, keys_of(texts), few, VectorTable()) == made_alone(texts)).all()
    assert not shared.portions()
    texts = said(300)[shared.FEW :]
    assert (vectors_of(texts, keys_of(texts), few, VectorTable()) == made_alone(texts)).all()
    assert len(shared.portions()) == 4
    assert not db.session.query(Portion).all()
    assert db.session.query(Vector).count() == 300


def test_phrases_for_names_of_themes_are_never_shared_out_nor_kept(few: SharedEncoder) -> None:
    phrases = said(2 * shared.FEW)
    assert (few.embed(phrases) == encoder().embed(phrases)).all()
    assert not shared.portions()
    assert not db.session.query(Vector).all()


def test_a_portion_that_failed_for_good_is_made_by_the_reading(
    few: SharedEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = sorted(said(150), key=lambda text: key_of(text, encoder().name))

    def fails(wordings: Mapping[str, str], store: VectorTable) -> None:
        if texts[0] in wordings.values():
            raise ValueError("the machine has a fault")
        make_vectors(wordings, store)

    monkeypatch.setattr(nlp_adapter, "make_vectors", fails)
    told: list[float] = []
    rows = vectors_of(texts, keys_of(texts), few, VectorTable(), told.append)
    assert (rows == made_alone(texts)).all()
    assert [job.state for job in shared.portions()] == [State.FAILED, State.DONE, State.DONE]
    assert db.session.query(Vector).count() == 150
    assert not db.session.query(Portion).all()
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1


def test_of_very_many_wordings_only_those_drawn_are_shared_out(few: SharedEncoder) -> None:
    """Above a limit nlp embeds a part and foretells the rest."""
    texts = said(600)
    points, limits = Wordings(texts, keys_of(texts), ["en"] * 600), Limits(exact=300, sample=128)
    alone = vectors_at_scale(points, encoder(), limits=limits)
    drawn = vectors_at_scale(points, few, VectorTable(), limits=limits)
    assert (drawn[:] == alone[:]).all()
    assert len(shared.portions()) == 2
    assert db.session.query(Vector).count() == 128
