"""The work of analysis: a whole reading, the filing of new comments, and the sweep that finds what is to be read.

Imported by the command line alone (through `cli`), because this is where nlp comes in: the process that
serves pages only queues, `queue.add("analyse", run.id)`.
"""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis import adapter, keeping, material
from consult.analysis.actions import new_run, start_run
from consult.analysis.bulk import insert_rows, rows_where
from consult.analysis.models import Run, Vector
from consult.analysis.queries import guidelines_to_read, last_run, last_runs
from consult.core.database import db, for_reading
from consult.core.queue import Progress, queue
from consult.drafts.models import Guideline

# How much of the time a step takes, in a reading of some thousand comments.
SHARES = {
    "languages": 0.05,
    "points": 0.05,
    "campaigns": 0.05,
    "vectors": 0.55,
    "themes": 0.15,
    "placing": 0.03,
    "pillars": 0.02,
    "report": 0.02,
    "map": 0.02,
    "keeping": 0.06,
}
MOST_AT_ONCE = 5_000  # new comments that are filed in one job


class VectorTable:
    """Vectors kept by the digest of a point's words. Each portion is committed: a run that dies loses no work."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]:
        with for_reading():
            kept = {
                digest: np.frombuffer(values, dtype="<f4")
                for digest, values in rows_where(select(Vector.digest, Vector.values), Vector.digest, list(keys))
            }
            db.session.rollback()
        return kept

    def put_many(self, vectors: Mapping[str, Any]) -> None:
        known = {row[0] for row in rows_where(select(Vector.digest), Vector.digest, list(vectors))}
        rows = [
            {"digest": digest, "values": np.asarray(values, dtype="<f4").tobytes()}
            for digest, values in vectors.items()
            if digest not in known
        ]
        if rows:
            insert_rows(Vector, rows)
        db.session.commit()


def silent(step: str, share: float) -> None:
    """Progress that nobody waits for."""


def analyse_now(guideline: Guideline, *, by: Person | None = None, progress: Progress = silent) -> Run:
    """Read the guideline's comments here, without a worker: the command line, the demo, tests."""
    run = new_run(guideline, by=by)
    db.session.commit()
    number = run.id
    analyse(number, progress)
    return db.session.get_one(Run, number)


@queue.job("analyse")
def analyse(run_id: int, progress: Progress) -> None:
    """Read all comments of the run's guideline. Done twice, the second changes nothing."""
    with for_reading():
        run = db.session.get(Run, run_id)
        if run is None or run.finished_at is not None:
            return
        given = material.all_of(run.guideline)
        db.session.rollback()
    found = adapter.read_all(given, VectorTable(), _told(progress))
    progress("keeping", 1 - SHARES["keeping"])
    started = perf_counter()
    run = db.session.get_one(Run, run_id)
    keeping.keep_run(run, found, given)
    run.seconds = {**found.seconds, "keeping": round(perf_counter() - started, 3)}
    db.session.commit()


@queue.job("place_new")
def place_new(guideline_id: int, progress: Progress) -> None:
    """File comments that came since the last run, under the themes that it found."""
    with for_reading():
        guideline = db.session.get(Guideline, guideline_id)
        run = last_run(guideline) if guideline is not None else None
        if guideline is None or run is None:
            return
        run_id, unread = run.id, material.unread_comments(guideline, run)[:MOST_AT_ONCE]
        given = material.some_of(guideline, unread)
        db.session.rollback()
    if not given.comments:
        return
    progress("placing", 0.1)
    found = adapter.place_some(given, VectorTable())
    keeping.keep_new(db.session.get_one(Run, run_id), found, given)
    db.session.commit()


def _told(progress: Progress) -> Callable[[str, float], None]:
    """nlp tells of each stage from 0 to 1; people want to know how far the whole is, about twice a second."""
    order = list(SHARES)
    said = 0.0

    def tell(stage: str, share: float) -> None:
        nonlocal said
        if share not in {0.0, 1.0} and perf_counter() - said < 0.5:
            return
        said = perf_counter()
        before = sum(SHARES[name] for name in order[: order.index(stage)]) if stage in SHARES else 0.0
        progress(stage, round(before + share * SHARES.get(stage, 0.0), 3))

    return tell


@queue.sweep
def read_closed_rounds() -> None:
    """A round that closed and was not read since gets a run."""
    for guideline in guidelines_to_read():
        start_run(guideline, by=None)
    db.session.commit()


@queue.sweep
def file_new_comments() -> None:
    """Comments that came since a guideline's last run are filed under its themes within a minute."""
    with for_reading():
        waiting = [run.guideline_id for run in last_runs() if material.unread_comments(run.guideline, run)]
        db.session.rollback()
    for guideline_id in waiting:
        queue.add("place_new", guideline_id, guideline_id=guideline_id)
    db.session.commit()
