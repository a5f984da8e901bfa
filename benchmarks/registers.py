"""What a large register costs: seconds, memory, and how long a comment waits meanwhile. Prints a table.

`python -m benchmarks.registers` builds a site in a folder of its own, imports a register of 46,830 rows twice (under
other numbers the second time) by a worker of its own while comments are written beside it, and exports all of it.
"""

import argparse
import logging
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from consult.accounts.models import Person
from consult.app import create_app
from consult.comments.register.file_writing import write_register
from consult.comments.register.models import RegisterUpload, UploadState
from consult.comments.register.staging import show_staged
from consult.comments.register.uploads import begin_upload
from consult.consultations.models import Round
from consult.core.database import db
from consult.settings import Settings
from tests.make import comments, consultations, drafts
from tests.people import People

WORDS = [
    "city",
    "data",
    "people",
    "public",
    "sensor",
    "open",
    "rule",
    "cost",
    "who",
    "pays",
    "council",
    "should",
    "service",
    "water",
    "school",
    "digital",
    "right",
]


def rows(count: int, name: str) -> Iterator[dict[str, str]]:
    chance = random.Random(7)
    for number in range(count):
        row = {"comment": " ".join(chance.choices(WORDS, k=chance.randint(15, 90))), "source_id": f"{name}-{number}"}
        row |= {"clause": chance.choice(["", "HR-L1", "DI-P1"]), "country": "KE", "author_name": f"Person {number}"}
        yield row | ({"in_reply_to": f"{name}-{number - 1}"} if number % 10 == 9 else {})


def waits_while(app: Flask, round_id: int, work: Callable[[], None]) -> tuple[float, float, int]:
    """Seconds that the work took, the longest that a comment took beside it, and how many were sent."""
    done, waits = Event(), list[float]()

    def speak() -> None:
        with app.app_context():
            author = db.session.scalars(select(Person).where(Person.email == "amina@example.org")).one()
            while not done.is_set():
                began = time.perf_counter()
                comments.comment(db.session.get_one(Round, round_id), author, "Meanwhile.")
                waits.append(time.perf_counter() - began)
                time.sleep(0.05)

    speaker = Thread(target=speak)
    speaker.start()
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    done.set()
    speaker.join()
    return took, max(waits), len(waits)


def command(home: Path, *arguments: str) -> float:
    """Run `consult`; the most memory of any command so far, in megabytes."""
    environment = {**os.environ, "CONSULT_HOME": str(home), "CONSULT_SECRET_KEY": "benchmark"}
    subprocess.run([sys.executable, "-m", "consult.cli", *arguments], env=environment, check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"    {used.ru_utime + used.ru_stime:.1f} s of processor in all commands so far", flush=True)
    return used.ru_maxrss / 1024


def told(what: str, took: float, wait: float, count: int, memory: float = 0.0) -> None:
    print(f"{what:44} {took:7.1f} s   longest wait {wait:5.2f} s of {count:4}   {memory:6.0f} MB", flush=True)


def imported(app: Flask, home: Path, round_id: int, content: bytes, what: str) -> None:
    began = time.perf_counter()
    upload = begin_upload(db.session.get_one(Round, round_id), content, "many", "en", by=None)
    upload_id = upload.id
    db.session.commit()
    print(f"{what:44} {time.perf_counter() - began:7.2f} s to take in {len(content) / 1e6:.1f} MB", flush=True)
    memory = list[float]()
    told(
        "  read, checked, staged",
        *waits_while(app, round_id, lambda: memory.append(command(home, "work", "--once"))),
        memory[-1],
    )
    db.session.expire_all()
    assert db.session.get_one(RegisterUpload, upload_id).state == UploadState.READY

    def show() -> None:
        show_staged(db.session.get_one(RegisterUpload, upload_id), by=None)
        db.session.commit()

    told("  shown at once", *waits_while(app, round_id, show))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=46_830)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        app = create_app(Settings(home=home, secret_key="benchmark"))  # noqa: S106 - of a folder that is gone afterwards
        logging.disable(logging.INFO)
        with app.app_context():
            upgrade()
            people = People()
            guideline = drafts.guideline(by=people.sara)
            assert people.amina  # who speaks meanwhile
            round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
            db.session.commit()
            round_id, slug = round_.id, guideline.slug
            db.session.remove()
            imported(app, home, round_id, write_register(rows(count, "A"), "csv"), "CSV")
            imported(app, home, round_id, write_register(rows(count, "B"), "xlsx"), "XLSX")
            for form in ("csv", "jsonl", "xlsx"):
                out = str(home / f"all.{form}")
                memory = list[float]()

                def export(form: str = form, out: str = out, memory: list[float] = memory) -> None:
                    memory.append(command(home, "comments", "export", slug, "--format", form, "--out", out))

                told(f"export of {2 * count:,} as {form}", *waits_while(app, round_id, export), memory[-1])


if __name__ == "__main__":
    main()
