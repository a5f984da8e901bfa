"""`python -m benchmarks.bulk`: one answer for 10,000 points at once, and back; who else waits for it.

A corpus by seed; a drafter asks from the page of a search for one answer to all that fit; a worker in a process of its
own does it, portion by portion. Meanwhile somebody else writes (one row, a transaction of its own, every 20 ms) and the
drafter reads the page that says how far it is and the desk. In the middle it is stopped, the rest is asked for as a
second act, then both are undone. Printed: what each took, and how long a write and a page waited at most. SQLite.
"""

import argparse
import logging
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from benchmarks.site_corpus import build
from consult.accounts.models import Person
from consult.app import create_app
from consult.core.database import db
from consult.core.derived.triggers import fold_tallies
from consult.core.queue import queue
from consult.core.search import index
from consult.responses.bulk.models import BulkAct
from consult.responses.clearance.actions import set_clearance
from consult.settings import Settings
from tests.signed_in import sign_in

PLACE = "/guidelines/smart-cities"
ALL = f"{PLACE}/points/bulk?disposition=not_begun"
PAUSE = 0.02


@dataclass
class Waits:
    """Seconds that others took while it was done."""

    writes: list[float] = field(default_factory=list)
    pages: dict[str, list[float]] = field(default_factory=dict)

    def __str__(self) -> str:
        told = [f"a write at most {1000 * max(self.writes):.0f} ms, half {1000 * middle(self.writes):.1f}"]
        told += [
            f"{name} at most {1000 * max(of):.0f} ms, half {1000 * middle(of):.0f}" for name, of in self.pages.items()
        ]
        return "; ".join(told)


def middle(times: Sequence[float]) -> float:
    return sorted(times)[len(times) // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=9_500, help="which have about 10,000 open points")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    if asked.work:
        work(asked.work)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.comments)


def work(home: Path) -> None:
    """What waits is done; then the longest time for which the one lock of SQLite was held, and its CPU."""
    held: list[tuple[float, float]] = []
    since = [0.0, 0.0]

    def begun(*given: Any) -> None:
        if given[2].startswith("BEGIN IMMEDIATE"):
            since[:] = time.perf_counter(), time.process_time()

    def ended(_connection: object) -> None:
        if since[0]:
            held.append((time.perf_counter() - since[0], time.process_time() - since[1]))
            since[0] = 0.0

    event.listen(Engine, "after_cursor_execute", begun)
    event.listen(Engine, "commit", ended)
    event.listen(Engine, "rollback", ended)
    with site(home).app_context():
        queue.run_all()
    passed, cpu = max(held)
    print(f"  the lock was held {len(held)} times, at most {1000 * passed:.0f} ms ({1000 * cpu:.0f} of CPU)")


def site(home: Path) -> Flask:
    app = create_app(Settings(home=home, secret_key="for measuring"))  # noqa: S106
    app.config |= {"SERVER_NAME": None, "WTF_CSRF_ENABLED": False}
    return app


def measure(home: Path, comments: int) -> None:
    app = site(home)
    with app.app_context():
        upgrade()
        draft = build(comments)
        fold_tallies(db.session.connection())
        people = {name: person(name) for name in ("dana", "sara")}
        set_clearance(draft.guideline, required=True, by=people["sara"])
        db.session.commit()
        list(index.rebuild())
        client = app.test_client()
        sign_in(client, people["dana"])
        db.session.remove()
    began = time.perf_counter()
    number, fit = begin(client, "We note what is asked and say so in the annex.")
    print(f"asked for {fit:,} points: {time.perf_counter() - began:.2f} s, the page that counts them with it")
    told(app, client, home, number, "done until it was stopped", stop_at=fit // 2)
    number, fit = begin(client, "The rest gets other words.")
    told(app, client, home, number, "the rest done")
    for undone in (number, number - 1):
        client.post(f"/bulk/{undone}", data={"do": "undo"})
        told(app, client, home, undone, "undone")
    print("left of it:", begin_again(client), "points fit again")


def person(name: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == f"{name}@example.org")).unique().one()


def begin_again(client: FlaskClient) -> int:
    found = re.search(r'name="base_version" value="(\d+)"', client.get(ALL).get_data(as_text=True))
    return int(found[1]) if found else 0


def begin(client: FlaskClient, reason: str) -> tuple[int, int]:
    fit = begin_again(client)
    form = {"scope": "all", "do": "answer", "disposition": "noted", "reason": reason, "base_version": str(fit)}
    answer = client.post(ALL, data=form)
    if answer.status_code != 302:
        raise SystemExit(f"not begun: {answer.status}")
    return int(answer.location.rpartition("/")[2]), fit


def told(app: Flask, client: FlaskClient, home: Path, number: int, what: str, *, stop_at: int = 0) -> None:
    """A worker does it; the waits of others beside it."""
    waits, began = Waits(), time.perf_counter()
    with writing(app, waits):
        worker = subprocess.Popen([sys.executable, "-m", "benchmarks.bulk", "--work", str(home)])
        while worker.poll() is None:
            for name, address in (("its page", f"/bulk/{number}"), ("the desk", f"{PLACE}/desk")):
                asked = time.perf_counter()
                client.get(address)
                waits.pages.setdefault(name, []).append(time.perf_counter() - asked)
            if stop_at and done(app, number) >= stop_at:
                client.post(f"/bulk/{number}", data={"do": "stop"})
                stop_at = 0
    with app.app_context():
        act = db.session.get_one(BulkAct, number)
        counts = f"{act.done:,} done, {act.skipped:,} left alone, {act.undone:,} undone, {act.kept:,} kept"
        db.session.remove()
    print(f"{what}: {counts} of {act.size:,} in {time.perf_counter() - began:.1f} s; {waits}")


def done(app: Flask, number: int) -> int:
    with app.app_context():
        count = db.session.scalar(select(BulkAct.done).where(BulkAct.id == number)) or 0
        db.session.remove()
    return count


@contextmanager
def writing(app: Flask, waits: Waits) -> Iterator[None]:
    """Somebody else writes all the while."""
    over = threading.Event()

    def write() -> None:
        with app.app_context():
            while not over.wait(PAUSE):
                began = time.perf_counter()
                db.session.execute(update(Person).where(Person.id == 1).values(timezone=Person.timezone))
                db.session.commit()
                waits.writes.append(time.perf_counter() - began)
            db.session.remove()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    main()
