"""What a search costs when very many comments were made: milliseconds a page, seconds to index. Prints a table.

`python -m benchmarks.search [--comments 50000] [--postgres]` builds a site in a folder of its own, writes comments
with a point each past the site, lets the worker's job index them, and opens pages of the search as a visitor and as a
drafter. CPU is that of this process: with SQLite all there is, with PostgreSQL without the server's. Word frequencies
fall as in a natural text (Zipf), so that the first words stand in nearly every comment.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text

from consult.analysis.models import Point
from consult.app import create_app
from consult.comments.models import Comment
from consult.core.bulk_sql import insert_rows
from consult.core.database import db
from consult.core.queue import queue
from consult.core.search import index
from consult.settings import Settings
from tests import postgres
from tests.make import analysis, comments, consultations, drafts
from tests.people import People
from tests.signed_in import sign_in

SPOKEN = ("en", "fr", "es", "ar")
COUNTRIES = ("KE", "BR", "FR", "MA", "IN", "FJ", None)
VOCABULARY = [f"{head}{middle}{end}" for head in "bcdfglmnprst" for middle in ("a", "o", "ie") for end in "kmnrtz"]
PAGES = {
    "all kinds, a word in 90 %": "q=bak",
    "comments, a word in 90 %": "q=bak&kind=comment",
    "comments, a word in 1 %": "q=tien&kind=comment",
    "comments, three words": "q=bak+bam+ban&kind=comment",
    "comments, a phrase": "q=%22bak+bam%22&kind=comment",
    "comments, without a word": "q=-bak&kind=comment",
    "comments, a filter alone": "country=FJ&kind=comment",
    "comments, the newest, far on": "q=bak&kind=comment&sort=newest&before=1500",
    "points, a word in 90 %": "q=bak&kind=point",
    "nothing found": "q=zebra&kind=comment",
}
ROUNDS = 5


def rows(first: Comment, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    weights = [1 / (rank + 2) for rank in range(len(VOCABULARY))]
    said = {column.key: getattr(first, column.key) for column in Comment.__mapper__.column_attrs}
    for number in range(count):
        words = " ".join(chance.choices(VOCABULARY, weights, k=chance.randint(20, 90)))
        own = {"id": first.id + 1 + number, "reference": f"C-{number:08}", "source_id": f"b-{number}", "text": words}
        yield {**said, **own, "language": chance.choice(SPOKEN), "country": chance.choice(COUNTRIES), "searched": words}


def build(count: int) -> People:
    people = People()
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
    first = comments.comment(round_, people.amina, "The first of many.", number="HR-L1", language="en")
    point = analysis.point(first)
    said = {column.key: getattr(point, column.key) for column in Point.__mapper__.column_attrs}
    made = list(rows(first, count))
    insert_rows(Comment, made)
    points = [
        {**said, "id": point.id + 1 + number, "comment_id": row["id"], "end": len(row["text"]), "text": row["text"]}
        for number, row in enumerate(made)
    ]
    insert_rows(Point, points)
    db.session.commit()
    return people


def index_all() -> float:
    began = time.perf_counter()
    queue.run_all()
    assert index.waiting() == 0
    return time.perf_counter() - began


def measure(app: Flask, people: People) -> None:
    visitor, drafter = app.test_client(), app.test_client()
    sign_in(drafter, people.dana)
    print(f"{'page':36}{'visitor: ms':>14}{'of CPU':>10}{'drafter: ms':>14}{'of CPU':>10}")
    for name, arguments in PAGES.items():
        told = [f"{name:36}"]
        for client in (visitor, drafter):
            times, cpu = [], []
            for _round in range(ROUNDS):
                began, used = time.perf_counter(), time.process_time()
                answer = client.get(f"/guidelines/smart-cities/search?{arguments}")
                times.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - used) * 1000)
                assert answer.status_code == 200, answer.status
            told.append(f"{statistics.median(times):14.0f}{statistics.median(cpu):10.0f}")
        print("".join(told), flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--comments", type=int, default=50_000)
    asked.add_argument("--postgres", action="store_true")
    given = asked.parse_args()
    with ExitStack() as stack:
        address = stack.enter_context(postgres.server()) if given.postgres else ""
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app = create_app(Settings(home=home, database_url=address, secret_key="for a benchmark"))  # noqa: S106 - opens nothing
        with app.app_context():
            upgrade()
            people = build(given.comments)
            seconds = index_all()
            if given.postgres:  # as its own cleaner does within a minute of so many rows
                db.session.execute(text("ANALYZE"))
                db.session.commit()
            counted = db.session.scalar(select(func.count()).select_from(Comment))
            print(f"{counted} comments on {db.engine.dialect.name}, with their points indexed in {seconds:.0f} s")
            measure(app, people)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
