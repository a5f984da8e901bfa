"""`consult db move`: a whole instance from SQLite to PostgreSQL, compared row by row; or nothing, with a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import create_engine, inspect, text, update

from consult.cli import main
from consult.comments.models import Comment
from consult.core.database import db
from consult.core.mail.outbox import post
from consult.core.queue import Job, queue
from consult.core.runtime.instance_move import CannotMove, move_instance
from consult.core.runtime.jobs import beat
from consult.tracing.record.verification import verify
from tests import world
from tests.conftest import closed, site
from tests.people import People


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Flask]:
    app = site(tmp_path / "old")
    with app.app_context():
        yield app
        db.session.remove()
    closed(app)


@pytest.fixture
def empty(postgres_app: Flask) -> str:
    """The address of a database without a table."""
    server = postgres_app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS moved_to"))
        connection.execute(text("CREATE DATABASE moved_to"))
    engine.dispose()
    return server.replace("/postgres?", "/moved_to?").replace("postgresql+psycopg", "postgresql")


def tables_in(address: str) -> list[str]:
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = inspect(connection).get_table_names()
    engine.dispose()
    return found


def test_a_world_is_the_same_there_and_its_record_holds(small: Flask, empty: str, tmp_path: Path) -> None:
    built = world.build(People())
    guideline_id, last = built.guideline.id, db.session.query(Job.id).order_by(Job.id.desc()).limit(1).scalar()
    waiting = list(queue.due())
    db.session.delete(db.session.get_one(Job, last))  # its number is given to nobody, there neither
    db.session.commit()
    moved = {table.name: table for table in move_instance(db.engine, empty, lambda _table: None)}
    assert moved["comment"].rows == db.session.query(Comment).count()
    db.session.remove()
    there = site(tmp_path / "new", empty.replace("postgresql:", "postgresql+psycopg:"))
    with there.app_context():
        report = verify(db.session.get_one(type(built.guideline), guideline_id))
        assert not report.faults
        assert [number for number in waiting if number != last] == sorted(queue.due())
        queue.add("log.seal", 4711)
        db.session.flush()
        assert db.session.query(Job.id).order_by(Job.id.desc()).limit(1).scalar() > last
        assert db.session.scalar(text("SELECT count(*) FROM search_fts")) == moved["search_entry"].rows
        with pytest.raises(Exception, match="journal_entry"), db.session.begin_nested():
            db.session.execute(text("DELETE FROM journal_entry"))
        db.session.rollback()
        with pytest.raises(CannotMove, match="moved_to is not empty"):
            move_instance(db.engine, empty, lambda _table: None)
    closed(there)


def test_a_row_that_cannot_stand_there_leaves_nothing_there(small: Flask, empty: str) -> None:
    message = post("amina@example.org", "accounts/confirm", language=None, link="x", name="Amina")
    db.session.commit()
    db.session.execute(update(type(message)).values(subject="half\x00way"))
    db.session.commit()
    with pytest.raises(CannotMove, match="Nothing was moved"):
        move_instance(db.engine, empty, lambda _table: None)
    assert tables_in(empty) == []


UNUSABLE = {
    "sqlite:///other.sqlite": "Only to PostgreSQL",
    "nothing like it": "no address of a database",
    "postgresql://nobody@127.0.0.1:1/none": "did not take it",
}


def test_what_stands_in_the_way_is_a_sentence(small: Flask, tmp_path: Path) -> None:
    for address, says in UNUSABLE.items():
        with pytest.raises(CannotMove, match=says):
            move_instance(db.engine, address, lambda _table: None)
    beat()  # a worker lives
    at_home = {"CONSULT_HOME": str(tmp_path / "old"), "CONSULT_SECRET_KEY": "a key for tests alone"}
    said = CliRunner().invoke(main, ["db", "move", "--to", "postgresql://db.example.org/x"], env=at_home)
    assert (said.exit_code, "The site runs" in said.output) == (1, True)
