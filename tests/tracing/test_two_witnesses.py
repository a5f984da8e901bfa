"""Two witnesses watch a site over HTTP. When it is set back, the one that saw more refuses for good."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.core.database import db, sqlite
from consult.core.transparency.jobs import seal_everything
from consult.core.transparency.models import SITE_LOG, TransparencyLog
from consult.core.transparency.queries import keys_of
from consult.core.transparency.witness_cli import witness
from consult.core.transparency.witnessing import add_witness
from tests.browser import Browser
from tests.conftest import closed, site
from tests.make import comments, consultations, drafts
from tests.people import People

SLUG = "smart-cities"


class Witnessing:
    """`consult witness --home …`"""

    def __init__(self, home: Path) -> None:
        self.home = home
        self("init", f"{home.name}.example")

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(witness, ["--home", str(self.home), *words])

    @property
    def key(self) -> str:
        return self("show-key").output.split("\n")[0]


@contextmanager
def served(home: Path) -> Iterator[tuple[Flask, str]]:
    app = site(home)
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield app, f"http://127.0.0.1:{server.port}/log/{SLUG}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        closed(app)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Witnessing, Witnessing]:
    return Witnessing(tmp_path / "w1"), Witnessing(tmp_path / "w2")


def begin(app: Flask, pair: tuple[Witnessing, Witnessing]) -> None:
    """A site with a comment, and both witnesses named; each is told the log's key."""
    with app.app_context():
        people, guideline = People(), drafts.guideline()
        people.appoint_all(guideline)
        consultations.round_(drafts.draft(guideline))
        for one in pair:
            add_witness(one.key, "A university", by=people.sara, guideline_id=guideline.id)
        db.session.commit()
        say(app, "First.")
        origin = db.session.scalars(select(TransparencyLog.origin).where(TransparencyLog.log_id != SITE_LOG)).one()
        for one in pair:
            assert one("trust", keys_of(origin or "")[-1].vkey).exit_code == 0
        db.session.remove()


def say(app: Flask, words: str) -> None:
    with app.app_context():
        sara = db.session.scalars(select(Person).where(Person.email == "sara@example.org")).one()
        comments.comment(db.session.scalars(select(Round)).one(), sara, words)
        seal_everything()
        db.session.remove()


def copy_of(home: Path, into: Path) -> Path:
    connection = sqlite.connect(home / "consult.sqlite", isolation_level=None)
    connection.execute("VACUUM INTO ?", [str(into)])
    connection.close()
    return into


def set_back(home: Path, copy: Path) -> None:
    for beside in home.glob("consult.sqlite*"):
        beside.unlink()
    copy.rename(home / "consult.sqlite")


def page_of(app: Flask) -> str:
    with app.app_context():
        return Browser(app, People()).get("tracing.log", slug=SLUG).text


def test_both_vouch_and_when_the_site_is_set_back_the_one_that_saw_more_refuses(
    tmp_path: Path, pair: tuple[Witnessing, Witnessing]
) -> None:
    awake, asleep = pair
    home = tmp_path / "site"
    with served(home) as (app, address):
        begin(app, pair)
        for one in pair:
            answer = one("check", address, "--send")
            assert (answer.exit_code, answer.output.strip()) == (0, "Cosigned, and given to the site."), answer.output
        assert "2 witnesses vouch for every entry." in page_of(app)
        yesterday = copy_of(home, tmp_path / "yesterday.sqlite")
        say(app, "What somebody would rather not have said.")
        assert awake("check", address, "--send").exit_code == 0
        assert "1 witness vouches for every entry." in page_of(app)
    set_back(home, yesterday)
    with served(home) as (app, address):
        refused = awake("check", address, "--send")
        assert refused.exit_code == 5
        assert "The tree has shrunk" in refused.output
        assert asleep("check", address, "--send").exit_code == 0  # it saw nothing of what is gone
        say(app, "What is said instead.")
        say(app, "And more, until the tree is as large.")
        again = awake("check", address, "--send")
        assert again.exit_code == 5
        assert awake("status").output.count("FORK") == 2
        assert "w1.example, A university: vouches for the first" in page_of(app)


def test_a_witness_that_is_not_named_yet_is_told_what_to_do(
    tmp_path: Path, pair: tuple[Witnessing, Witnessing]
) -> None:
    stranger = Witnessing(tmp_path / "w3")
    with served(tmp_path / "site") as (app, address):
        begin(app, pair)
        assert "send it to the secretariat" in page_of(app)
        with app.app_context():
            origin = db.session.scalars(select(TransparencyLog.origin).where(TransparencyLog.log_id != SITE_LOG)).one()
            assert stranger("trust", keys_of(origin or "")[-1].vkey).exit_code == 0
        answer = stranger("check", address, "--send")
    assert answer.exit_code == 1
    assert f"does not name this witness yet: send its key ({stranger.key}) to the secretariat" in answer.output
    assert "The check itself held." in answer.output


def test_a_site_that_is_away_is_no_fork(pair: tuple[Witnessing, Witnessing]) -> None:
    answer = pair[0]("check", "http://127.0.0.1:9/log/none")
    assert answer.exit_code == 1
    assert "FORK" not in answer.output
    assert "begins with https://" in pair[0]("check", "ftp://example.org").output
