"""Comments of earlier drafts are seen on the new draft's clauses; what nobody settled is called proposed everywhere."""

import pytest

from consult.consultations.models import Round
from consult.core.database import db
from consult.publishing import actions
from tests.browser import Browser
from tests.lookups import carries_of
from tests.make import comments as make_comments
from tests.make import consultations as make_rounds
from tests.make import drafts as make_drafts
from tests.make import publishing as make
from tests.make import voting as make_votes


@pytest.fixture
def round_(browser: Browser) -> Round:
    people = browser.people
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    base = make_drafts.draft(guideline, by=people.sara)
    make_votes.carried(base, people.ines, people.farid, by=people.chen, author=people.dana)
    return make_rounds.round_(base)


def test_the_clause_shows_them_with_the_words_then_and_now(browser: Browser, round_: Round) -> None:
    people = browser.people
    quote = "should publish a register"
    comment = make_comments.comment(round_, people.amina, "Who pays?", number="HR-L1", quote=quote)
    draft = make.published(round_.guideline, by=people.dana)
    on = {"slug": "smart-cities", "number": 2}
    uid = make_comments.clause(draft, "HR-L1").uid
    page = browser.get("comments.clause", **on, uid=uid)
    assert "1 comment from earlier drafts" in page
    assert "1 of them is proposed" in page
    assert quote in page
    assert "shall publish a register" in page
    assert "1 from earlier drafts, 1 of them proposed" in browser.get("comments.read_pillar", **on, code="HR")
    actions.confirm_carry(carries_of(comment)[0], by=people.dana)
    db.session.commit()
    page = browser.get("comments.clause", **on, uid=uid)
    assert "1 comment from earlier drafts" in page
    assert "of them is proposed" not in page


def test_what_a_reader_may_not_read_is_neither_shown_nor_counted(browser: Browser, round_: Round) -> None:
    people = browser.people
    comment = make_comments.comment(round_, people.amina, number="HR-L1")
    draft = make.published(round_.guideline, by=people.dana)
    comment.state, comment.hidden_because = comment.state.HIDDEN, "Off the subject."
    db.session.commit()
    uid = make_comments.clause(draft, "HR-L1").uid
    assert "from earlier drafts" not in browser.get("comments.clause", slug="smart-cities", number=2, uid=uid)


def test_the_journey_calls_a_place_that_nobody_settled_proposed(browser: Browser, round_: Round) -> None:
    people = browser.people
    comment = make_comments.comment(round_, people.amina, number="HR-L1", quote="a register of the sensors")
    make.published(round_.guideline, by=people.dana)
    page = browser.get("tracing.comment", reference=comment.reference)
    assert "It was made on clause HR-L1 of draft 1." in page
    assert "In draft 2 it may belong to clause HR-L1" in page
    assert "A person still checks this." in page
    actions.confirm_carry(carries_of(comment)[0], by=people.dana)
    db.session.commit()
    assert "A person still checks this." not in browser.get("tracing.comment", reference=comment.reference)


def test_the_page_of_changes_counts_proposals_apart(browser: Browser, round_: Round) -> None:
    people = browser.people
    make_comments.comment(round_, people.amina, number="HR-L1")
    make_comments.comment(round_, people.amina, number="HR-P1")
    make.published(round_.guideline, by=people.dana)
    text = "".join(browser.get("publishing.changes", slug="smart-cities", number=2).text.split())
    assert "standwheretheystood1" in text
    assert "onwordsthatchanged0" in text
    assert "proposed,notsettledyet1" in text
