"""What one act costs the database: statements are counted and bounded, so that nothing is read twice unnoticed."""

from typing import Any

import pytest
from flask import url_for
from sqlalchemy import event
from sqlalchemy.engine import Engine

from consult.comments.content import CommentContent
from consult.consultations.models import Round
from consult.core.database import db
from consult.publishing.actions import publish
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations, drafts, publishing, voting

SENT_COMMENT = 15  # of them seven that read where it is said and who may; its words come into the index afterwards
SENT_AFTER_DRAFT = 16  # the draft is held once and written once more
SENT_IN_ROUND = 10  # three that read, one that holds its author, six that write what its receipt promises
# Twenty, three that hold the guideline so that roles stay what they were, four that read what stands in the way from
# kept counts, ten for what the log commits to.
PUBLISHED_REVISION = 37


class Statements:
    """`with Statements() as done:` holds what the database was told inside, but for the bounds of transactions."""

    def __enter__(self) -> list[str]:
        self.done: list[str] = []
        event.listen(Engine, "before_cursor_execute", self.note)
        return self.done

    def note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "SAVEPOINT" not in statement and not statement.startswith("BEGIN"):
            self.done.append(" ".join(statement.split())[:160])

    def __exit__(self, *_raised: object) -> None:
        event.remove(Engine, "before_cursor_execute", self.note)


@pytest.fixture
def round_(browser: Browser) -> Round:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    return consultations.round_(drafts.draft(guideline, by=browser.people.sara))


def test_a_comment_is_sent_in_few_statements(browser: Browser, round_: Round) -> None:
    """On a clause, with a passage and words proposed for it: by one form, as without a script."""
    where = {"slug": "smart-cities", "number": 1, "uid": make.clause(round_.draft, "HR-L1").uid}
    said = {
        "token": "one",
        "text": "Say who pays.",
        "stance": "oppose",
        "language": "en",
        "named": "y",
        "round": round_.slug,
    }
    said |= {
        "type": "technical",
        "round": round_.slug,
        "quote": "publish a register",
        "proposed_text": "keep a register",
    }
    done = sent(browser, said, **where)
    assert len(done) <= SENT_COMMENT, "\n".join(done)


def test_a_comment_is_sent_from_its_round_in_fewer_still(browser: Browser, round_: Round) -> None:
    said = {"token": "one", "text": "Say who pays.", "stance": "oppose", "language": "en", "round": round_.slug}
    done = sent(browser, said, round_slug=round_.slug)
    assert len(done) <= SENT_IN_ROUND, "\n".join(done)


def test_a_draft_that_was_saved_is_sent_in_few_statements(browser: Browser, round_: Round) -> None:
    draft = make.comment(round_, browser.people.amina, "Say who pays.", number="HR-L1", sent=False)
    said = {"text": "Say who pays for it.", "stance": "oppose", "language": "en", "round": round_.slug}
    said["base_version"] = CommentContent.of(draft).version
    done = sent(browser, said, endpoint="comments.edit", reference=draft.reference)
    assert len(done) <= SENT_AFTER_DRAFT, "\n".join(done)


def sent(browser: Browser, said: dict[str, str], *, endpoint: str = "comments.write", **where: Any) -> list[str]:
    amina = browser.as_(browser.people.amina)
    with browser.app.test_request_context():
        address = url_for(endpoint, **where)
    db.session.expire_all()
    with Statements() as done:
        answer = amina.client.post(address, data=said)
    assert "/comments/receipt" in answer.location
    return done


def test_a_draft_with_one_revision_is_published_in_few_statements(browser: Browser) -> None:
    """The text is read once and handed on; once more in all languages for its seal."""
    people = browser.people
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    base = drafts.draft(guideline, by=people.sara)
    voting.carried(base, people.ines, people.farid, by=people.chen, author=people.dana)
    draft = publishing.prepared(guideline, by=people.dana)
    db.session.expire_all()
    with Statements() as done:
        publish(draft, by=people.sara)
        db.session.commit()
    reading = [statement for statement in done if " FROM wording" in statement]
    assert len(reading) <= 3, "\n".join(reading)
    assert len(done) <= PUBLISHED_REVISION, "\n".join(done)
