"""Moderation: held, released, hidden with a reason that the author reads."""

import pytest
from sqlalchemy import select

from consult.comments.models import Comment, CommentState
from consult.comments.queries import all_sent
from consult.consultations.models import Round, RoundRole, Visibility
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import comments as make
from tests.make import consultations as rounds

SMART = {"slug": "smart-cities", "number": 1}


@pytest.fixture
def moderated(draft: Draft) -> Round:
    return rounds.round_(draft, visibility=Visibility.AFTER_MODERATION)


@pytest.fixture
def held(browser: Browser, moderated: Round) -> Comment:
    return make.comment(moderated, browser.people.amina, "Wait for me.", number="HR-L1")


def test_a_held_comment_is_read_once_it_is_released(browser: Browser, held: Comment) -> None:
    assert "Wait for me." not in browser.get("comments.comments", **SMART)
    assert "Wait for me." in browser.as_(browser.people.amina).get("comments.comments", **SMART)
    moses = browser.as_(browser.people.moses)
    assert "Wait for me." in moses.get("comments.moderation", slug="smart-cities")
    page = moses.post("comments.release", reference=held.reference)
    assert "can be read now. If that was not meant: it stands under “Said most recently”" in page
    assert "Hide…" in page
    assert "Wait for me." in browser.get("comments.comments", **SMART)


def test_a_comment_is_hidden_with_a_reason_that_its_author_reads(browser: Browser, online: Round) -> None:
    comment = make.comment(online, browser.people.amina, "Rude words.")
    moses = browser.as_(browser.people.moses)
    assert "This is needed" in moses.post("comments.hide", {"reason": " "}, reference=comment.reference)
    moses.post("comments.hide", {"reason": "It names a neighbour."}, reference=comment.reference)
    browser.get("comments.comment", reference=comment.reference, status=404)
    assert "It names a neighbour." in browser.as_(browser.people.amina).get(
        "comments.comment", reference=comment.reference
    )
    assert "It names a neighbour." in db.session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert "Rude words." in moses.get("comments.moderation", slug="smart-cities", state="hidden")
    assert db.session.scalars(all_sent(online.guideline)).all() == []


def test_a_reply_stays_when_what_it_answered_is_taken_away(browser: Browser, online: Round) -> None:
    first = make.comment(online, browser.people.amina, "I take this back.", number="HR-L1")
    make.comment(online, browser.people.bruno, "I answered it.", number="HR-L1", in_reply_to=first)
    browser.as_(browser.people.amina).post("comments.withdraw", reference=first.reference)
    page = browser.get("comments.clause", uid=first.clause.uid, **SMART)
    assert "I answered it." in page
    assert "I take this back." not in page
    assert "Withdrawn by its author" in page


def test_moderating_is_for_moderators_of_the_guideline_or_the_round(browser: Browser, held: Comment) -> None:
    for person in (browser.people.bruno, browser.people.dana, browser.people.ines):
        browser.as_(person).get("comments.moderation", slug="smart-cities", status=403)
        assert browser.as_(person).post("comments.release", reference=held.reference).status in {403, 404}
    assert browser.get("comments.moderation", slug="smart-cities", status=302).location.startswith("/sign-in")
    rounds.place(held.round, browser.people.bruno, RoundRole.MODERATOR)
    bruno = browser.as_(browser.people.bruno)
    assert "Wait for me." in bruno.get("comments.moderation", slug="smart-cities")
    bruno.post("comments.release", reference=held.reference)
    assert db.session.get_one(Comment, held.id).state == CommentState.SENT
