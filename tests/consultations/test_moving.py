"""A round goes on with the next draft by choice; what was said stays on the words that were read."""

from datetime import timedelta

import pytest

from consult.consultations.models import RoundState
from consult.consultations.moving import move_round
from consult.consultations.rules import state_of_round
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.lookups import entries_about
from tests.make import comments as make_comments
from tests.make import consultations as make
from tests.make import drafts as make_drafts


@pytest.fixture
def drafts(browser: Browser) -> tuple[Draft, Draft]:
    people = browser.people
    guideline = make_drafts.guideline()
    people.appoint_all(guideline)
    return make_drafts.draft(guideline), make_drafts.draft(guideline, published=False)


def publish(browser: Browser, drafts: tuple[Draft, Draft]) -> Draft:
    first, second = drafts
    second.based_on, second.state, second.published_at = first, second.state.PUBLISHED, clock.now()
    first.state = first.state.SUPERSEDED
    db.session.commit()
    return second


def test_an_open_round_goes_on_as_its_successor_with_its_people_and_their_time(
    browser: Browser, drafts: tuple[Draft, Draft]
) -> None:
    people, round_ = browser.people, make.round_(drafts[0])
    comment = make_comments.comment(round_, people.amina, number="HR-L1")
    place, until = make.place(round_, people.bruno), round_.closes_at + timedelta(days=3)
    place.until = until
    closes_at = round_.closes_at
    second = publish(browser, drafts)
    moved = move_round(round_, second, by=people.sara, now=clock.now())
    db.session.commit()
    assert (moved.draft, moved.closes_at, round_.continued_by) == (second, closes_at, moved)
    assert state_of_round(round_, clock.now()) == RoundState.CLOSED
    assert comment.round.draft == drafts[0]
    (mail,) = db.session.query(Message).filter(Message.subject.contains("On draft 2 now")).all()
    assert mail.recipient == people.bruno.email
    assert entries_about(round_)[-1].verb == "round.moved"


def test_a_round_that_has_not_opened_takes_the_new_draft_itself(browser: Browser, drafts: tuple[Draft, Draft]) -> None:
    round_ = make.upcoming_round(drafts[0])
    second = publish(browser, drafts)
    assert move_round(round_, second, by=browser.people.sara, now=clock.now()) is round_
    assert round_.draft == second


def test_a_round_moves_once_and_only_to_a_newer_published_draft(browser: Browser, drafts: tuple[Draft, Draft]) -> None:
    round_, sara = make.round_(drafts[0]), browser.people.sara
    with pytest.raises(Refused, match="newer draft that is published"):
        move_round(round_, drafts[1], by=sara, now=clock.now())
    second = publish(browser, drafts)
    with pytest.raises(Refused, match="secretariat"):
        move_round(round_, second, by=browser.people.amina, now=clock.now())
    move_round(round_, second, by=sara, now=clock.now())
    with pytest.raises(Refused, match="already"):
        move_round(round_, second, by=sara, now=clock.now())


def test_the_rounds_page_says_that_a_newer_draft_exists_and_offers_it(
    browser: Browser, drafts: tuple[Draft, Draft]
) -> None:
    make.round_(drafts[0], "open")
    assert "A newer one is published" not in browser.get("consultations.round", round_slug="open")
    publish(browser, drafts)
    page = browser.get("consultations.round", round_slug="open")
    assert "This round is on draft 1. A newer one is published: draft 2." in page
    assert "Go on with draft 2" not in page
    sara = browser.as_(browser.people.sara)
    assert "Go on with draft 2" in sara.get("consultations.round", round_slug="open")
    changes = sara.get("publishing.changes", slug="smart-cities", number=2)
    assert "1 round that is not over is still on an earlier draft." in changes
    assert sara.post("consultations.move", {"number": "1"}, round_slug="open").status == 409
    sara.post("consultations.move", {"number": "2"}, round_slug="open")
    assert "goes on with draft 2" in browser.get("consultations.round", round_slug="open")


def test_whoever_was_typing_keeps_the_text_and_is_told_where_the_round_went(
    browser: Browser, drafts: tuple[Draft, Draft]
) -> None:
    people, round_ = browser.people, make.round_(drafts[0], "open")
    uid = make_comments.clause(drafts[0], "HR-L1").uid
    second = publish(browser, drafts)
    move_round(round_, second, by=people.sara, now=clock.now())
    db.session.commit()
    amina = browser.as_(people.amina)
    on = {"slug": "smart-cities", "number": 1, "uid": uid}
    page = amina.post("comments.write", {"text": "Two hours of typing.", "round": "open"}, **on)
    assert "Two hours of typing." in page
    assert "This round went on with draft 2, whose words may differ." in page
    assert "kept here as your draft" in page
