"""Very many comments read by one worker and by two: `python -m benchmarks.million --comments 20000 [--sqlite]`.

A corpus by seed (sentences of the demo's real comments, so varied that hardly two points are equal), on PostgreSQL, is
read by `consult work` processes. Each is bound to one core, as if it were a machine of one core; on SQLite by one.
Printed for each number of workers: seconds to the end, CPU and most memory of each worker, seconds by stage, portions
of vectors by worker; and what others felt meanwhile: the longest transaction that had written, and how long somebody
waited at most who wrote a row beside it every quarter of a second, as whoever sends a comment does.
"""

import argparse
import logging
import os
import random
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, delete, func, insert, select, text

from benchmarks.last_hour import cpu_seconds
from benchmarks.site_corpus import PORTION, _reference
from consult.analysis.models import AnalysisRun, Point, Vector
from consult.analysis.pipeline import jobs
from consult.app import create_app
from consult.comments.models import Channel, Comment, CommentState, Stance, search_text
from consult.core import clock
from consult.core.database import db
from consult.core.derived.triggers import fold_tallies
from consult.core.queue import Job, State
from consult.core.search.models import SearchChange
from consult.demo import reading
from consult.demo.texts import cities_outline
from consult.drafts.models import Guideline
from consult.settings import Settings
from tests import postgres
from tests.analysis.shared import portions, worker_of
from tests.conftest import closed
from tests.make import consultations, drafts
from tests.people import People
from tests.workers import says, until, worker

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
PATIENCE = 6 * 3600.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, with one worker")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="consult-million-") as folder, ExitStack() as stack:
        address = "" if asked.sqlite else stack.enter_context(postgres.server())
        for number in [1] if asked.sqlite else asked.workers:
            app = site(Path(folder) / f"{number}", address)
            with app.app_context():
                guideline = corpus(asked.comments, asked.seed)
                db.session.remove()
                measured(app, Path(folder), guideline, number)
                emptied()
            closed(app)


def site(home: Path, address: str) -> Flask:
    app = create_app(Settings(home=home, database_url=address, secret_key="for measuring"))  # noqa: S106
    with app.app_context():
        upgrade()
        db.session.remove()
    return app


# The corpus


def corpus(number: int, seed: int) -> int:
    """A guideline with a closed round of so many comments; its number."""
    began, chance = time.perf_counter(), random.Random(f"{seed} {number}")
    people, guideline = People(), drafts.guideline()
    people.appoint_all(guideline)
    draft = drafts.draft(guideline, cities_outline(), by=people.dana)
    round_ = consultations.closed_round(draft, "open")
    said = said_by_many(chance)
    row: dict[str, Any] = {"round_id": round_.id, "author_id": people.amina.id, "author_name": "Amina"}
    row |= {"stance": Stance.NEUTRAL, "state": CommentState.SENT, "channel": Channel.SITE, "digest": "0" * 64}
    row |= {"saved_at": clock.now() - timedelta(days=2), "sent_at": clock.now() - timedelta(days=2)}
    for start in range(0, number, PORTION):
        rows = []
        for place in range(start, min(number, start + PORTION)):
            words, language = next(said)
            found = search_text(title="", text=words, proposed_text="")
            own = {"reference": _reference(place), "text": words, "language": language, "searched": found}
            rows.append(row | own)
        db.session.execute(insert(Comment), rows)
        db.session.execute(delete(SearchChange))  # searching is not what is measured
        db.session.commit()
    fold_tallies(db.session.connection())
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    print(f"{number:,} comments written in {time.perf_counter() - began:.0f} s", flush=True)
    return int(guideline.id)


def said_by_many(chance: random.Random) -> Iterator[tuple[str, str]]:
    """One to three sentences of real comments under one heading, two thirds of them varied; with their language."""
    pools: dict[tuple[str, str], list[str]] = {}
    for row in reading.city_comments():
        key = (row["language"], row.get("pillar") or "")
        pools.setdefault(key, []).extend(_SENTENCE.split(row["comment"]))
    for row in reading.arguments():
        pools.setdefault(("fr", str(row["opinion_id"] % 40)), []).extend(_SENTENCE.split(row["body"]))
    real = [(key[0], sentences) for key, sentences in pools.items() if len(sentences) > 10]
    while True:
        language, sentences = chance.choice(real)
        drawn = [chance.choice(sentences) for _ in range(chance.randint(1, 3))]
        yield " ".join(varied(one, chance) for one in drawn), language


def varied(sentence: str, chance: random.Random) -> str:
    return f"{sentence[:-1]} ({chance.randint(2, 10**6)}){sentence[-1]}" if chance.random() < 2 / 3 else sentence


def emptied() -> None:
    """Nothing is left for the next measuring on the same server."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))


# The reading


@dataclass
class Felt:
    """What others felt while it was read, in seconds."""

    waited: list[float] = field(default_factory=list)
    held: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)


def measured(app: Flask, folder: Path, guideline_id: int, number: int) -> None:
    with ExitStack() as stack:
        hands = [stack.enter_context(worker(app, folder / f"{number}", bound_to(place))) for place in range(number)]
        for hand in hands:
            says(hand, "works")
        felt = stack.enter_context(beside(db.engine, guideline_id))
        began = time.perf_counter()
        run = jobs.start_run(db.session.get_one(Guideline, guideline_id), by=None)
        db.session.flush()
        run_id = run.id
        db.session.commit()
        until(lambda: over(run_id), PATIENCE)
        took = time.perf_counter() - began
        used = [(cpu_seconds(hand.pid), most_memory(hand.pid)) for hand in hands]
    report(run_id, number, took, used, felt)


def bound_to(core: int) -> str:
    return f"import os; os.sched_setaffinity(0, {{{core % (os.cpu_count() or 1)}}})"


def over(run_id: int) -> bool:
    """Read, and its asks are found."""
    run = db.session.get_one(AnalysisRun, run_id, populate_existing=True)
    failed = select(Job.error).where(Job.kind == "analyse", Job.subject_id == run_id, Job.state == State.FAILED)
    if (error := db.session.scalar(failed)) is not None:
        raise SystemExit(f"the reading failed: {error}")
    return run.finished_at is not None and "asks" in run.seconds


def most_memory(number: int) -> int:
    told = Path(f"/proc/{number}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM"))) // 1024


@contextmanager
def beside(engine: Engine, guideline_id: int) -> Iterator[Felt]:
    felt, own = Felt(), create_engine(engine.url)
    watching = threading.Thread(target=_feel, args=(own, guideline_id, felt), daemon=True)
    watching.start()
    try:
        yield felt
    finally:
        felt.over.set()
        watching.join(timeout=60)
        own.dispose()


def _feel(engine: Engine, guideline_id: int, felt: Felt) -> None:
    """What the key of a comment's guideline asks for; on SQLite whoever writes waits for whoever else does."""
    on_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout = 3600000")
        while not felt.over.wait(0.25):
            began = time.perf_counter()
            if on_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                connection.exec_driver_sql("COMMIT")
            else:
                asked = {"number": guideline_id}
                connection.execute(text("SELECT id FROM guideline WHERE id = :number FOR KEY SHARE"), asked)
                felt.held = max(felt.held, float(connection.execute(text(_HELD)).scalar() or 0))
            felt.waited.append(time.perf_counter() - began)


_HELD = (
    "SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity"
    " WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
)


def report(run_id: int, number: int, took: float, used: Sequence[tuple[float, int]], felt: Felt) -> None:
    run = db.session.get_one(AnalysisRun, run_id)
    by_worker = Counter(worker_of(job) for job in portions())
    vectors = db.session.scalar(select(func.count()).select_from(Vector))
    points = db.session.scalar(select(func.count()).select_from(Point))
    print(f"\n{number} worker{'s' if number > 1 else ''}: {run.comments:,} comments, {points:,} points,", end=" ")
    print(f"{run.counts['themes']} themes, {vectors:,} vectors made, in {took:.0f} s")
    for cpu, memory in used:
        print(f"  a worker: {cpu:.0f} s of CPU, {memory:,} MB at most")
    print(f"  portions of vectors: {', '.join(map(str, sorted(by_worker.values()))) or 'none shared out'}")
    print("  " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in run.seconds.items()))
    held = f"longest writing transaction {felt.held:.1f} s; " if felt.held else ""
    print(f"  beside it: {held}a writer waited {max(felt.waited, default=0):.2f} s at most", flush=True)
    db.session.remove()


if __name__ == "__main__":
    main()
