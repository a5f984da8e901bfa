"""An endorsement is for the words that were read: a comment turned into its opposite does not take it along."""

import pytest

from consult.comments import actions
from consult.comments.content import CommentContent
from consult.comments.models import Comment, Endorsement
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.browser import Browser
from tests.make import comments as make


@pytest.fixture
def endorsed(browser: Browser, online: Round) -> Comment:
    comment = make.comment(online, browser.people.amina, "Sensors are needed.", number="HR-L1")
    actions.endorse(comment, by=browser.people.bruno)
    db.session.commit()
    return comment


def turn_round(comment: Comment, text: str = "Sensors are not needed.") -> None:
    actions.edit_comment(comment, CommentContent(text=text), by=comment.author)
    db.session.commit()


def mails_to(email: str) -> list[str]:
    return [m.subject for m in db.session.query(Message).filter_by(recipient=email) if "endorsed" in m.subject]


def test_the_endorsement_stays_with_the_words_it_was_given_for(browser: Browser, endorsed: Comment) -> None:
    assert "1 endorsement" in browser.get("comments.comment", reference=endorsed.reference)
    turn_round(endorsed)
    page = browser.get("comments.comment", reference=endorsed.reference)
    assert "1 endorsement of earlier words" in page
    assert "1 endorsement of earlier words" not in page.text.replace("1 endorsement of earlier words", "", 1)


def test_its_giver_is_told_once_and_may_endorse_the_new_words(browser: Browser, endorsed: Comment) -> None:
    bruno = browser.people.bruno
    turn_round(endorsed)
    turn_round(endorsed, "Sensors are never needed.")
    assert mails_to(bruno.email) == [f"A comment that you endorsed was changed: {endorsed.reference}"]
    page = browser.as_(bruno).get("comments.comment", reference=endorsed.reference)
    assert "It was changed since you endorsed it." in page
    browser.as_(bruno).post("comments.endorse", {"next": "/"}, reference=endorsed.reference)
    assert db.session.query(Endorsement).one().version == 3
    assert "of earlier words" not in browser.get("comments.comment", reference=endorsed.reference)


def test_an_endorsement_of_earlier_words_can_be_taken_back(browser: Browser, endorsed: Comment) -> None:
    turn_round(endorsed)
    browser.as_(browser.people.bruno).post(
        "comments.endorse", {"take_back": "1", "next": "/"}, reference=endorsed.reference
    )
    assert db.session.query(Endorsement).count() == 0


def test_a_change_of_anything_but_the_words_is_no_other_comment(browser: Browser, endorsed: Comment) -> None:
    actions.edit_comment(
        endorsed, CommentContent(text=endorsed.text, evidence_url="https://example.org/"), by=endorsed.author
    )
    db.session.commit()
    assert mails_to(browser.people.bruno.email) == []
    assert "of earlier words" not in browser.get("comments.comment", reference=endorsed.reference)
