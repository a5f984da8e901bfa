"""A clause's ledger and a comment's journey, as people read them."""

import pytest

from consult.core.database import db
from tests.browser import Browser
from tests.make import tracing as make
from tests.make.tracing import Carried


@pytest.fixture
def world(browser: Browser) -> Carried:
    return make.carried(browser.people)


def test_a_word_leads_to_the_revision_and_the_vote_that_put_it(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.clause", uid=world.clause.uid)
    assert "shall(put by draft 2)" in page
    assert "A full register becomes a duty" in page
    assert "2 for, 1 against" in page


def test_the_ledger_counts_what_was_said_and_decided(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.clause", uid=world.clause.uid)
    assert "2 comments" in page
    assert "3 points: 2 accepted, 1 not answered yet" in page
    assert "2 on words that changed" in page


def test_a_comment_is_followed_to_the_published_words(browser: Browser, world: Carried) -> None:
    page = browser.get("tracing.comment", reference=world.comment.reference)
    for said in (
        "The register should list every sensor.",
        "The receipt holds.",
        "A register that leaves sensors out cannot be trusted.",
        "answered together with its theme",
        "A full register becomes a duty",
        "2 for, 1 against",
        "In draft 2",
    ):
        assert said in page


def test_a_receipt_that_no_longer_holds_is_said(browser: Browser, world: Carried) -> None:
    world.comment.versions[-1].text = "Something that was never said."
    db.session.commit()
    assert "The receipt does not hold." in browser.get("tracing.comment", reference=world.comment.reference)


def test_a_reference_is_found_however_it_is_typed(browser: Browser, world: Carried) -> None:
    typed = world.comment.reference.replace("-", " ").lower()
    assert browser.get("tracing.find", reference=typed, status=302).location.endswith("/journey")
    assert "no comment with this reference" in browser.get("tracing.find", reference="QQQQQ-QQQQQ", status=404)
