"""Who reads holds up nobody, who writes waits for others and never fails for having read before; both databases."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from consult.accounts.models import Person
from consult.app import create_app
from consult.core import database
from consult.core.database import WroteWhileReading, db, for_reading, write_if_free
from consult.core.locking import held
from consult.settings import Settings
from tests.browser import Page
from tests.make import consultations, drafts
from tests.people import People
from tests.races import at_once, posting, real_site, signed_in

A_SECOND = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgres"])
def real_app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(database, "PATIENCE", A_SECOND)
    for app in real_site(request, tmp_path):
        with app.app_context():
            yield app
            db.session.remove()


def renamed(person_id: int, name: str) -> None:
    """By another one, committed at once."""
    with Session(db.engine) as other:
        other.get_one(Person, person_id).name = name
        other.commit()


def test_who_read_first_may_write_later_whatever_was_written_between(real_app: Flask) -> None:
    people = People()
    amina, bruno = people.amina.id, people.bruno.id
    db.session.rollback()
    assert db.session.get_one(Person, amina).name
    renamed(bruno, "Bruno the Second")  # this snapshot is old from here on, and the other's write did not wait for it
    db.session.get_one(Person, amina).name = "Amina the Second"
    db.session.commit()
    assert {p.name for p in db.session.scalars(select(Person))} >= {"Amina the Second", "Bruno the Second"}


def test_a_small_write_beside_a_page_waits_for_nobody_and_all_others_wait_as_ever(real_app: Flask) -> None:
    number = People().amina.id
    db.session.commit()
    rename = update(Person).where(Person.id == number).values(name="Amina the Second")
    for _each in range(2):  # of several connections, so that another may come next
        with ExitStack() as stack:
            several = [stack.enter_context(db.engine.connect()) for _each in range(3)]
            assert {one.scalar(text("SELECT 1")) for one in several} == {1}
            asked = "PRAGMA busy_timeout" if db.engine.dialect.name == "sqlite" else "SHOW lock_timeout"
            assert {str(one.scalar(text(asked))) for one in several} <= {"1000", "1s"}
        with Session(db.engine) as other:
            other.get_one(Person, number).name = "Amina, held"
            other.flush()
            began = time.monotonic()
            write_if_free(rename)
            assert time.monotonic() - began < A_SECOND.total_seconds()
    assert db.session.get_one(Person, number).name == "Amina Hassan"
    db.session.rollback()
    write_if_free(rename)
    assert db.session.get_one(Person, number).name == "Amina the Second"


def test_a_row_that_is_held_is_as_it_is_now_and_nobody_else_s(real_app: Flask) -> None:
    amina = People().amina
    number = amina.id
    renamed(number, "Amina the Second")
    amina = held(amina)
    assert amina.name == "Amina the Second"
    with pytest.raises(Exception, match=r"locked|lock timeout") as told:
        renamed(number, "Amina the Third")
    assert database.is_busy(told.value)
    db.session.commit()
    renamed(number, "Amina the Third")


def test_a_write_in_a_block_that_reads_alone_is_refused(real_app: Flask) -> None:
    amina = People().amina
    with for_reading():
        assert amina.name
        with pytest.raises(WroteWhileReading):
            held(amina)
    db.session.rollback()


def writer_at_work(app: Flask, go: threading.Event, over: threading.Event) -> None:
    """Someone who writes something long: holds what others need, until told to stop."""
    with app.app_context(), db.engine.begin() as connection:
        lock = "LOCK TABLE comment, attempt" if db.engine.dialect.name == "postgresql" else "DELETE FROM attempt"
        connection.execute(text(lock))
        go.set()
        over.wait(timeout=60)


def test_a_busy_database_is_a_page_that_says_so_with_what_was_typed(real_app: Flask) -> None:
    people = People()
    slug = consultations.round_(drafts.draft(drafts.guideline())).slug
    said = "Say who pays, and out of which budget."
    form = {"text": said, "round": slug, "stance": "neutral", "language": "en", "do": "send"}
    address = f"/rounds/{slug}/comment"
    client, send = signed_in(real_app, people.amina), posting(real_app, people.amina, address, form)
    db.session.remove()
    real_app.config["PROPAGATE_EXCEPTIONS"] = False
    go, over = threading.Event(), threading.Event()
    other = threading.Thread(target=writer_at_work, args=(real_app, go, over))
    other.start()
    go.wait(timeout=30)
    try:
        (page,) = at_once(lambda: Page(client.post(address, data=form)))
    finally:
        over.set()
        other.join()
    assert isinstance(page, Page)
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "30"
    assert "The site is busy" in page
    assert said in page.html
    assert at_once(send) == [302]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_database_that_is_away_is_a_page_that_says_so(tmp_path: Path, method: str) -> None:
    nowhere = f"postgresql+psycopg://consult@/consult?host={tmp_path}"
    app = create_app(Settings(home=tmp_path, secret_key="a key for tests alone", database_url=nowhere))
    app.config["WTF_CSRF_ENABLED"] = False
    form = {"email": "amina@example.org", "password": "a secret of mine"} if method == "POST" else None
    page = Page(app.test_client().open("/sign-in" if method == "POST" else "/", method=method, data=form))
    assert page.status == 503
    assert "The site is busy" in page
    assert ("amina@example.org" in page.html) is (method == "POST")
    assert "a secret of mine" not in page.html


def test_two_who_do_the_same_at_once_are_answered_both(real_app: Flask) -> None:
    """A double click on what may be there once: no fault of ours, whoever is second."""
    people = People()
    form = {"name": "Lea Kos", "country": "SI", "stakeholder_type": "civil_society", "organisation": "Green City"}
    form |= {"language": "", "timezone": "UTC"}
    everyone = (people.amina, people.bruno, people.dana, people.sara)
    clicks = [posting(real_app, person, "/profile", form) for person in everyone]
    db.session.remove()
    answers = at_once(*clicks)
    assert 302 in answers
    assert set(answers) <= {302, 409}
