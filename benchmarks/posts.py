"""`python -m benchmarks.posts`: a comment sent, against a bare Flask view with one ORM insert, by turns in one run.

Both stand behind the same kind of client in this process and write to a database of the same engine, SQLite (in WAL, as
the site has it) and with `--postgres` PostgreSQL. Prints milliseconds of CPU and that pass, and the statements.
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, redirect, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.site import counted
from consult.app import create_app
from consult.core.database import db
from consult.settings import Settings
from tests import postgres
from tests.make import consultations, drafts
from tests.people import People
from tests.signed_in import sign_in

WARM = 20


class BareModel(DeclarativeBase):
    pass


class BareComment(BareModel):
    __tablename__ = "bare_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    stance: Mapped[str]


def bare(engine: Engine) -> FlaskClient:
    """A view that reads a form, inserts one row and redirects; nothing else."""
    app = Flask("bare")
    BareModel.metadata.create_all(engine)

    @app.post("/comment")
    def comment() -> ResponseReturnValue:
        with Session(engine) as session:
            session.add(BareComment(text=request.form["text"], stance=request.form["stance"]))
            session.commit()
        return redirect("/receipt")

    return app.test_client()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, too (its programs must be installed)")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    print(f"{'engine':12} {'what':28} {'CPU ms':>8} {'ms':>8} {'p95 ms':>8} {'statements':>11}")
    compare("SQLite", "", asked.posts)
    if asked.postgres:
        with postgres.server() as address:
            compare("PostgreSQL", address, asked.posts)


def compare(engine: str, address: str, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(home=Path(folder), database_url=address, secret_key="for measuring"))  # noqa: S106
        app.config.update(WTF_CSRF_ENABLED=False, SERVER_NAME=None)
        send = commenter(app)
        with app.app_context():
            beside = db.engine if address else create_engine(f"sqlite:///{folder}/bare.sqlite")
            with beside.begin() as connection:
                if not address:
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            client = bare(beside)
        turns: dict[str, Callable[[int], None]] = {
            "a bare view, one insert": lambda n: posted(client, "/comment", n),
            "a comment sent": send,
        }
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
        for n in range(number + WARM):
            for name, turn in turns.items():
                ran, began = time.process_time(), time.perf_counter()
                turn(n)
                took = (1000 * (time.process_time() - ran), 1000 * (time.perf_counter() - began))
                spent[name] += [took] if n >= WARM else []
        for name, turn in turns.items():
            with counted() as statements:
                turn(number + WARM)
            cpu, passed = zip(*spent[name], strict=True)
            p95 = sorted(passed)[len(passed) * 95 // 100]
            median = statistics.median
            print(f"{engine:12} {name:28} {median(cpu):8.1f} {median(passed):8.1f} {p95:8.1f} {len(statements):11}")
        with app.app_context():
            db.engine.dispose()
        beside.dispose()


def commenter(app: Flask) -> Callable[[int], None]:
    with app.app_context():
        upgrade()
        people = People()
        slug = consultations.round_(drafts.draft(drafts.guideline())).slug
        client = app.test_client()
        sign_in(client, people.amina)
        db.session.commit()
        db.session.remove()
    return lambda number: posted(client, f"/rounds/{slug}/comment", number, round=slug)


def posted(client: FlaskClient, address: str, number: int, **more: str) -> None:
    form = {"text": f"Say who pays for it, {number}.", "stance": "neutral", "language": "en", "do": "send"}
    answer = client.post(address, data={**form, "token": f"{number:024x}", **more})
    if answer.status_code != 302 or "receipt" not in answer.headers["Location"]:
        raise SystemExit(f"{address}: {answer.status}")


if __name__ == "__main__":
    main()
