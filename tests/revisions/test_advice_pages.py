"""Where experts and drafters say what they think of a revision, and where it waits."""

import pytest

from consult.core.database import db
from consult.revisions.advice.actions import say_of, set_advice_policy
from consult.revisions.advice.models import AdviceKind, RevisionRemark
from consult.revisions.models import Revision, RevisionState
from tests.browser import Browser
from tests.make import drafts as make_drafts
from tests.make import revisions as make


@pytest.fixture
def revision(browser: Browser) -> Revision:
    guideline = make_drafts.guideline()
    browser.people.appoint_all(guideline)
    draft = make_drafts.draft(guideline, by=browser.people.sara)
    return make.revision(draft, browser.people.dana, state=RevisionState.PROPOSED)


def test_a_question_is_asked_answered_and_settled_on_the_page_of_the_revision(
    browser: Browser, revision: Revision
) -> None:
    ines, dana = browser.as_(browser.people.ines), browser.as_(browser.people.dana)
    asked = ines.post("revisions.remark", {"kind": "question", "text": "Who keeps it?"}, revision_id=revision.id)
    assert "It is said." in asked
    assert "Ines Alves" in asked
    [remark] = db.session.query(RevisionRemark).all()
    form = {f"reply-{remark.id}-text": "The city.", f"reply-{remark.id}-settles": "y"}
    answered = dana.post("revisions.reply_to_remark", form, remark_id=remark.id)
    assert "The city." in answered
    assert "answered" in answered


def test_words_are_taken_in_one_press_and_the_drafter_goes_on_to_read_them(
    browser: Browser, revision: Revision
) -> None:
    remark = make.amendment(revision, browser.people.ines)
    dana = browser.as_(browser.people.dana)
    assert "Make an alternative of these words" in dana.get("revisions.revision", revision_id=revision.id)
    taken = dana.post("revisions.take_words", remark_id=remark.id)
    assert "These words are an alternative revision now." in taken
    assert "words of Ines Alves" in taken
    assert "taken as an alternative" in dana.get("revisions.revision", revision_id=revision.id)


def test_a_fault_keeps_what_was_typed(browser: Browser, revision: Revision) -> None:
    ines = browser.as_(browser.people.ines)
    page = ines.post("revisions.remark", {"kind": "amendment", "text": "Typed for an hour"}, revision_id=revision.id)
    assert page.status == 422
    assert "Give the words that you propose." in page
    assert "Typed for an hour" in page
    remark = say_of(revision, "Good.", by=browser.people.farid)
    db.session.commit()
    page = ines.post("revisions.reply_to_remark", {f"reply-{remark.id}-text": " "}, remark_id=remark.id)
    assert page.status == 422
    assert "Write what you want to say." in page


def test_a_request_that_has_no_sense_keeps_its_words_and_says_why(browser: Browser, revision: Revision) -> None:
    form = {"kind": "ballot_request", "text": "Let us vote on it."}
    page = browser.as_(browser.people.dana).post("revisions.remark", form, revision_id=revision.id)
    assert page.status == 422
    assert "The experts ask for a ballot." in page
    assert "Let us vote on it." in page


def test_what_waits_stands_on_one_page_for_those_inside(browser: Browser, revision: Revision) -> None:
    say_of(revision, "Let us vote.", kind=AdviceKind.BALLOT_REQUEST, by=browser.people.ines)
    db.session.commit()
    page = browser.as_(browser.people.chen).get("revisions.advice", slug="smart-cities")
    assert "Ballots asked for 1" in page
    assert "Let us vote." in page
    sara = browser.as_(browser.people.sara)
    assert "everyone reads what was said of it" in sara.post(
        "revisions.advice_policy", {"published": "y"}, slug="smart-cities"
    )


def test_a_reader_sees_it_only_where_the_guideline_publishes_it_and_after_the_ballot_opened(
    browser: Browser, revision: Revision
) -> None:
    say_of(revision, "A word in confidence", by=browser.people.ines)
    revision.state = RevisionState.BALLOTED
    db.session.commit()
    assert "confidence" not in browser.get("revisions.revision", revision_id=revision.id)
    set_advice_policy(revision.guideline, published=True, by=browser.people.sara)
    db.session.commit()
    page = browser.get("revisions.revision", revision_id=revision.id)
    assert "A word in confidence" in page
    assert "Say something of it" not in page
    assert "Reply" not in page
