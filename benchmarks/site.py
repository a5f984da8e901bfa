"""`python -m benchmarks.site`: what each page costs, with few comments and with many, on one process.

Builds its corpora by seed (640 and 50,000 comments; a million only with `--million`), asks for every page as whoever
uses it, and prints page × corpus × CPU milliseconds × statements × bytes, with the ratio to a bare Flask and Jinja view
that renders the same bytes from constants in the same run. SQLite, and PostgreSQL with `--postgres`, where the server's
own time is not in the CPU of this process: so the time that passes is printed, too.
"""

import argparse
import logging
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import DictLoader
from sqlalchemy import event, func, select, text
from sqlalchemy.engine import Engine

from benchmarks.site_corpus import build
from consult.accounts.models import Person
from consult.analysis.models import Theme
from consult.app import create_app
from consult.core.database import db
from consult.core.derived.triggers import fold_tallies
from consult.settings import Settings
from tests import postgres
from tests.signed_in import sign_in

SIZES, MILLION = (640, 50_000), 1_000_000
ROUNDS = 7
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
PLACE = "/guidelines/smart-cities"
# (page, who asks, address)
PAGES = (
    ("home", "visitor", "/"),
    ("home, signed in", "dana", "/"),
    ("overview", "visitor", PLACE),
    ("participation", "visitor", f"{PLACE}/participation"),
    ("draft", "visitor", f"{PLACE}/drafts/1"),
    ("pillar", "visitor", f"{PLACE}/drafts/1/HR"),
    ("clause", "visitor", f"{PLACE}/drafts/1/clauses/{{clause}}"),
    ("comments", "visitor", f"{PLACE}/drafts/1/comments"),
    ("comments and answers", "visitor", f"{PLACE}/responses"),
    ("themes", "visitor", f"{PLACE}/themes"),
    ("themes × pillars", "visitor", f"{PLACE}/matrix"),
    ("a theme", "visitor", "/themes/{theme}"),
    ("points", "visitor", f"{PLACE}/points"),
    ("not placed", "visitor", f"{PLACE}/unplaced"),
    ("map", "visitor", f"{PLACE}/map"),
    ("points of a clause", "visitor", "/clauses/{clause}/points"),
    ("clause, traced", "visitor", "/clauses/{clause}"),
    ("desk", "dana", f"{PLACE}/desk"),
    ("desk, progress", "dana", f"{PLACE}/desk/progress"),
    ("publish", "dana", f"{PLACE}/publish"),
    ("revisions", "dana", f"{PLACE}/revisions"),
    ("journal", "visitor", f"{PLACE}/journal"),
    ("moderation", "moses", f"{PLACE}/moderation"),
)


class Cost(NamedTuple):
    """Of one page: medians of CPU and passing milliseconds, statements, bytes, and the CPU of the bare view."""

    cpu: float
    passed: float
    statements: int
    bytes: int
    bare: float


def main() -> None:
    """One table an engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="a corpus of 1,000,000 comments as well")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, too (its programs must be installed)")
    parser.add_argument("--keep", type=Path, help="build the SQLite corpora in this folder, or use those built there")
    parser.add_argument("--only", help="pages whose name contains this")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    sizes = (*SIZES, MILLION) if asked.million else SIZES
    pages = [page for page in PAGES if not asked.only or asked.only in page[0]]
    with tempfile.TemporaryDirectory() as folder:
        home = asked.keep or Path(folder)
        table("SQLite", {size: costs_on(home / str(size), "", size, pages) for size in sizes}, pages)
        if asked.postgres:
            table("PostgreSQL", {size: on_postgres(Path(folder), size, pages) for size in sizes}, pages)


def on_postgres(folder: Path, size: int, pages: Sequence[Any]) -> dict[str, Cost]:
    with postgres.server() as address:
        return costs_on(folder / f"postgres-{size}", address, size, pages)


def costs_on(home: Path, address: str, size: int, pages: Sequence[Any]) -> dict[str, Cost]:
    home.mkdir(parents=True, exist_ok=True)
    app = create_app(Settings(home=home, database_url=address, secret_key="for measuring"))  # noqa: S106
    app.config["SERVER_NAME"] = None
    with app.app_context():
        upgrade()
        built = db.session.scalar(select(func.count(Person.id)))
        if not built:
            began = time.perf_counter()
            build(size)
            print(f"{size:,} comments built in {time.perf_counter() - began:.0f} s")
        fold_tallies(db.session.connection())  # as a worker does once a minute
        if address:  # PostgreSQL does so by itself before long; SQLite is never asked to
            db.session.execute(text("ANALYZE"))
        db.session.commit()
        clients, named = _clients(app), _names()
        db.session.remove()
    with ExitStack() as stack:
        stack.callback(_close, app)
        return {page: cost(clients[who], where.format(**named)) for page, who, where in pages}


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _clients(app: Flask) -> dict[str, FlaskClient]:
    clients = {"visitor": app.test_client()}
    for name in ("dana", "moses"):
        clients[name] = app.test_client()
        address = Person.email == f"{name}@example.org"
        sign_in(clients[name], db.session.scalars(select(Person).where(address)).unique().one())
    return clients


def _names() -> dict[str, Any]:
    from_clause = text("SELECT uid FROM clause ORDER BY id LIMIT 1")
    theme = db.session.scalar(select(func.min(Theme.id)))
    return {"clause": db.session.scalar(from_clause), "theme": theme}


def cost(client: FlaskClient, address: str) -> Cost:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status}")
    client.get(address)
    with counted() as statements:
        client.get(address)
    number = len(statements)
    cpu, passed = measured(client, address)
    bare = bare_client(answer.get_data(as_text=True))
    bare.get("/")
    return Cost(cpu, passed, number, len(answer.data), measured(bare, "/")[0])


def measured(client: FlaskClient, address: str) -> tuple[float, float]:
    cpu, passed = [], []
    for _time in range(ROUNDS):
        ran, began = time.process_time(), time.perf_counter()
        client.get(address)
        cpu.append(1000 * (time.process_time() - ran))
        passed.append(1000 * (time.perf_counter() - began))
    return statistics.median(cpu), statistics.median(passed)


@contextmanager
def counted() -> Iterator[list[str]]:
    done: list[str] = []

    def note(*given: Any) -> None:
        if not given[2].startswith(NOT_COUNTED):
            done.append(given[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield done
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def bare_client(html: str) -> FlaskClient:
    """A view that renders the same bytes from constants: every tag given as it is, every text escaped."""
    pieces = [(tag, words) for tag, words in re.findall(r"(<[^>]*>)([^<]*)", html)]
    app = Flask("bare")
    written = "{% for tag, words in pieces %}{{ tag|safe }}{{ words }}{% endfor %}"
    app.jinja_loader = DictLoader({"page.html": written})

    @app.get("/")
    def page() -> str:
        return render_template("page.html", pieces=pieces)

    return app.test_client()


def table(engine: str, costs: dict[int, dict[str, Cost]], pages: Sequence[Any]) -> None:
    sizes = list(costs)
    print(f"\n{engine}: CPU ms (ms passed) · statements · kB, by number of comments; ×: of the smallest; bare view\n")
    print(" | ".join(("page", *(f"{size:,}" for size in sizes), "×", "bare ms", "× bare")))
    print("|".join("---" for _column in range(len(sizes) + 4)))
    for page, _who, _where in pages:
        each = [costs[size][page] for size in sizes]
        cells = [f"{c.cpu:.0f} ({c.passed:.0f}) · {c.statements} · {c.bytes / 1000:.0f}" for c in each]
        growth, bare = each[-1].cpu / each[0].cpu, each[-1].bare
        print(" | ".join((page, *cells, f"{growth:.1f}", f"{bare:.1f}", f"{each[-1].cpu / bare:.1f}")))


if __name__ == "__main__":
    main()
