"""No room left on the disk: nothing is half-kept, and what was typed is still on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from consult.comments.models import Comment, CommentVersion
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from tests.browser import Browser
from tests.conftest import closed, site
from tests.make import consultations, drafts
from tests.people import People

LONG = "Say who pays for the register, and out of which budget. " * 300


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A site with a file of its own: a full disk ends the whole transaction, also the one that tests stand in."""
    made = site(tmp_path)
    with made.app_context():
        yield made
    closed(made)


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """The database may not grow by a page."""
    db.session.rollback()
    pages = db.session.scalar(text("PRAGMA page_count"))
    db.session.rollback()

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(db.engine, "checkout", limit)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", limit)
        db.session.remove()
        db.engine.dispose()


def rows() -> tuple[int, ...]:
    counted = tuple(db.session.query(model).count() for model in (Comment, CommentVersion, AuditEntry))
    db.session.rollback()
    return counted


def test_a_full_disk_keeps_nothing_half_way_and_loses_no_word(app: Flask) -> None:
    browser = Browser(app, People())
    draft = drafts.draft(drafts.guideline())
    slug = consultations.round_(draft).slug
    amina = browser.as_(browser.people.amina)
    form = {"text": LONG, "round": slug, "stance": "neutral", "language": "en", "do": "send"}
    before = rows()
    with full_disk(app):
        page = amina.post("comments.write", form, round_slug=slug)
    assert page.status == 503
    assert "This site cannot keep anything now" in page
    assert int(page.response.headers["Retry-After"]) > 0
    assert LONG.strip() in page.html
    assert rows() == before
    assert "Your comment is recorded" in amina.post("comments.write", form, round_slug=slug)
    assert rows() > before
