"""The database is away, may only be read, or is another one: pages that can be read are, nothing is kept half-way, and
whoever sent something has it back with a sentence."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consult.app import create_app
from consult.comments.models import Comment
from consult.core.database import db, is_busy, keeps_nothing
from consult.settings import Settings
from tests.browser import Browser
from tests.conftest import closed, site
from tests.make import consultations, drafts
from tests.people import People

SAID = "Say who pays for the register."


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = site(tmp_path)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    with made.app_context():
        yield made
        db.session.remove()
    closed(made)


def written(app: Flask) -> tuple[str, dict[str, str]]:
    """A round that is open, and a comment for it."""
    slug = consultations.round_(drafts.draft(drafts.guideline())).slug
    db.session.commit()
    return slug, {"text": SAID, "round": slug, "stance": "neutral", "language": "en", "do": "send"}


def test_a_database_that_may_only_be_read_is_read(app: Flask, tmp_path: Path) -> None:
    people = People()
    slug, form = written(app)
    db.session.remove()
    file = tmp_path / "consult.sqlite"
    address = f"sqlite:///file:{file}?mode=ro&uri=true"
    shut = create_app(Settings(home=tmp_path, database_url=address, secret_key="a key for tests alone"))
    shut.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    amina = Browser(app, people).as_(people.amina)
    cookie = amina.client.get_cookie("session")
    assert cookie is not None
    with shut.app_context():
        reader = Browser(shut, people)
        reader.client.set_cookie("session", cookie.value)
        assert reader.get("consultations.round", round_slug=slug).status == 200
        refused = reader.post("comments.write", form, round_slug=slug)
        db.session.remove()
    closed(shut)
    assert refused.status == 503
    assert "This site cannot keep anything now" in refused
    assert SAID in refused.html
    assert "Your comment is recorded" in amina.post("comments.write", form, round_slug=slug)


def test_postgresql_says_so_by_a_code(postgres_app: Flask) -> None:
    with postgres_app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        with pytest.raises(DBAPIError) as told:
            connection.execute(text("DELETE FROM attempt"))
    assert keeps_nothing(told.value)
    assert not is_busy(told.value)


def test_a_file_that_was_moved_away_is_not_made_anew_and_not_written_to(app: Flask, tmp_path: Path) -> None:
    slug, form = written(app)
    people = People()
    amina = Browser(app, people).as_(people.amina)
    assert amina.get("comments.write", round_slug=slug).status == 200
    db.session.remove()
    names = [path for path in tmp_path.iterdir() if path.name.startswith("consult.sqlite")]
    (tmp_path / "elsewhere").mkdir()
    for path in names:
        path.rename(tmp_path / "elsewhere" / path.name)
    refused = amina.post("comments.write", form, round_slug=slug)
    assert refused.status == 503
    assert "the database is away" in refused
    assert SAID in refused.html
    assert not (tmp_path / "consult.sqlite").exists()
    db.session.remove()
    for path in names:
        (tmp_path / "elsewhere" / path.name).rename(path)
    assert "Your comment is recorded" in amina.post("comments.write", form, round_slug=slug)
    assert db.session.query(Comment).count() == 1


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    address = f"postgresql+psycopg://consult@/consult?host={tmp_path}"
    away = create_app(Settings(home=tmp_path, database_url=address, secret_key="a key for tests alone"))
    away.config["PROPAGATE_EXCEPTIONS"] = False
    answer = away.test_client().get("/")
    assert answer.status_code == 503
    assert "the database is away" in answer.get_data(as_text=True)
    assert away.test_client().get("/health/live").status_code == 200
    assert away.test_client().get("/health/ready").status_code == 503
    assert "consult_database_up 0.0" in away.test_client().get("/metrics").get_data(as_text=True)


def test_of_two_that_migrate_at_once_the_second_waits_and_has_nothing_to_do(tmp_path: Path) -> None:
    made = site(tmp_path)
    with made.app_context():
        downgrade()
    closed(made)
    script = "import sys; from consult.cli import main; sys.argv[1:] = ['db', 'upgrade']; main()"
    environment = {"CONSULT_HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "PATH": ""}
    both = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
