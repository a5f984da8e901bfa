"""`python -m benchmarks.posts`: a comment sent, against bare Flask views, by turns in one run.

Beside the site stand a view with one ORM insert, and one that writes by the ORM what a sent comment leaves behind: the
comment, its version, the journal's entry, two leaves with their hashes, the mail, the words for the index. Neither asks
who it is, checks a form, obeys a rule, keeps a count or a full-text index. All stand behind the same kind of client in
this process and write to a database of the same engine, SQLite (in WAL, as the site has it) and with `--postgres`
PostgreSQL. Prints milliseconds of CPU (median, and the tenth that was disturbed least) and that pass, and statements.
"""

import argparse
import hashlib
import json
import logging
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_migrate import upgrade
from sqlalchemy import JSON, Engine, ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

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


class BareSaid(BareModel):
    __tablename__ = "bare_said"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    stance: Mapped[str]
    language: Mapped[str]
    author_id: Mapped[int]
    state: Mapped[str] = mapped_column(default="sent")
    channel: Mapped[str] = mapped_column(default="site")
    sent_at: Mapped[datetime]
    commitment: Mapped[str]


class BareVersion(BareModel):
    __tablename__ = "bare_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    said_id: Mapped[int] = mapped_column(ForeignKey("bare_said.id"))
    number: Mapped[int]
    text: Mapped[str]
    as_said: Mapped[dict[str, Any]] = mapped_column(JSON)
    said: Mapped[BareSaid] = relationship()


class BareEntry(BareModel):
    __tablename__ = "bare_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[str]
    subject_id: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class BareLeaf(BareModel):
    __tablename__ = "bare_leaf"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    commitment: Mapped[bytes]
    salt: Mapped[bytes]


class BareMail(BareModel):
    __tablename__ = "bare_mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]


class BareWords(BareModel):
    __tablename__ = "bare_words"
    id: Mapped[int] = mapped_column(primary_key=True)
    said_id: Mapped[int]
    words: Mapped[str]


def promising(engine: Engine) -> FlaskClient:
    """A view that writes all that was promised, in the plainest way, and nothing else."""
    app = Flask("promising")
    BareModel.metadata.create_all(engine)

    @app.post("/comment")
    def comment() -> ResponseReturnValue:
        with Session(engine) as session:
            salt, now = secrets.token_bytes(16), datetime.now(UTC)
            said = {name: request.form[name] for name in ("text", "stance", "language")}
            reference = secrets.token_hex(4)
            words = {**said, "reference": reference, "time": now.isoformat(), "channel": "site"}
            commitment = hashed(words, salt)
            row = BareSaid(**said, reference=reference, author_id=1, sent_at=now, commitment=commitment.hex())
            version = BareVersion(said=row, number=1, text=said["text"], as_said=words)
            session.add(version)
            session.flush()
            facts = {"reference": reference, "commitment": commitment.hex()}
            entry = BareEntry(at=now, verb="comment.sent", subject_id=row.id, facts=facts)
            body = f"We have recorded what you said.\n\nReference: {reference}\n\n> {said['text']}\n"
            mail = BareMail(recipient="amina@example.org", subject=reference, body=body, created_at=now)
            session.add_all([entry, mail, BareWords(said_id=row.id, words=said["text"].lower())])
            session.flush()
            told = hashed({"id": entry.id, "verb": entry.verb, **facts}, salt)
            session.add(BareLeaf(kind="comment", subject_id=version.id, commitment=commitment, salt=salt))
            session.add(BareLeaf(kind="journal", subject_id=entry.id, commitment=told, salt=salt))
            session.commit()
        return redirect("/receipt")

    return app.test_client()


def hashed(content: dict[str, Any], salt: bytes) -> bytes:
    return hashlib.sha256(salt + json.dumps(content, sort_keys=True).encode()).digest()


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
    print(f"{'engine':12} {'what':34} {'CPU ms':>8} {'p10':>6} {'ms':>8} {'p95 ms':>8} {'statements':>11} {'share':>6}")
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
            one, all_of_it = bare(beside), promising(beside)
        turns: dict[str, Callable[[int], None]] = {
            "a bare view, one insert": lambda n: posted(one, "/comment", n),
            "a bare view, all that was promised": lambda n: posted(all_of_it, "/comment", n),
            "a comment sent": send,
        }
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
        for n in range(number + WARM):
            for name, turn in turns.items():
                ran, began = time.process_time(), time.perf_counter()
                turn(n)
                took = (1000 * (time.process_time() - ran), 1000 * (time.perf_counter() - began))
                spent[name] += [took] if n >= WARM else []
        least = sorted(cpu for cpu, _passed in spent["a comment sent"])[number // 10]
        for name, turn in turns.items():
            with counted() as statements:
                turn(number + WARM)
            cpu, passed = zip(*spent[name], strict=True)
            p95 = sorted(passed)[len(passed) * 95 // 100]
            median, tenth = statistics.median, sorted(cpu)[len(cpu) // 10]
            times = f"{median(cpu):8.1f} {tenth:6.1f} {median(passed):8.1f} {p95:8.1f}"
            print(f"{engine:12} {name:34} {times} {len(statements):11} {tenth / least:6.0%}")
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
