"""Moderation shared without double work, with reasons of a closed list, and an appeal that another decides."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.comments.actions import edit_comment
from consult.comments.content import CommentContent
from consult.comments.models import Comment, CommentState
from consult.comments.moderation.models import ModerationAppeal, ModerationClaim, ModerationDecision
from consult.comments.personal_data import PersonalDatum, personal_data_in
from consult.consultations.models import Round, RoundRole, Visibility
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Draft
from tests.browser import Browser
from tests.comments.test_guests import send
from tests.make import comments as make
from tests.make import consultations as rounds

QUEUE = {"slug": "smart-cities"}


@pytest.fixture
def held(browser: Browser, draft: Draft) -> Comment:
    round_ = rounds.round_(draft, visibility=Visibility.AFTER_MODERATION)
    rounds.place(round_, browser.people.bruno, RoundRole.MODERATOR)
    return make.comment(round_, browser.people.amina, "Wait for me.", number="HR-L1")


def test_what_one_moderator_looks_at_another_does_not_decide_meanwhile(browser: Browser, held: Comment) -> None:
    moses, bruno = browser.as_(browser.people.moses), browser.as_(browser.people.bruno)
    assert "You look at this until" in moses.post("comments.claim", reference=held.reference)
    assert "Moses" in bruno.get("comments.moderation", **QUEUE)
    refused = bruno.post("comments.release", reference=held.reference)
    assert refused.status == 403
    assert "looks at this comment now" in refused
    assert db.session.get_one(Comment, held.id).state == CommentState.HELD
    moses.post("comments.release", reference=held.reference)
    assert db.session.get_one(Comment, held.id).state == CommentState.SENT
    assert db.session.scalars(select(ModerationClaim)).all() == []


def test_what_another_looks_at_has_no_buttons_until_they_have_done_so(browser: Browser, held: Comment) -> None:
    moses, bruno = browser.as_(browser.people.moses), browser.as_(browser.people.bruno)
    buttons = [f"/comments/{held.reference}/{act}" for act in ("release", "hide")]
    moses.post("comments.claim", reference=held.reference)
    for moderator, shown in ((moses, True), (bruno, False)):
        for page in (
            moderator.get("comments.moderation", **QUEUE),
            moderator.get("comments.comment", reference=held.reference),
        ):
            assert [f'"{button}"' in page.html for button in buttons] == [shown, shown]
    assert "looks at this until" in bruno.get("comments.comment", reference=held.reference)
    refused = bruno.get("comments.hide", reference=held.reference, status=403)
    assert "looks at this comment now" in refused, "before they have typed a reason"


def test_a_claim_runs_out(browser: Browser, held: Comment) -> None:
    browser.as_(browser.people.moses).post("comments.claim", reference=held.reference)
    with clock.at(clock.now() + timedelta(minutes=16)):
        browser.as_(browser.people.bruno).post("comments.release", reference=held.reference)
    assert db.session.get_one(Comment, held.id).state == CommentState.SENT


def hide(browser: Browser, held: Comment) -> str:
    form = {"kind": "insult", "reason": "It calls a mayor names."}
    browser.as_(browser.people.moses).post("comments.hide", form, reference=held.reference)
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    assert "It insults somebody" in body
    assert "It calls a mayor names." in body
    return re.search(r"(/comments/appeal/\S+)", body)[1]  # type: ignore[index]


def test_an_author_appeals_by_the_link_and_another_moderator_decides(browser: Browser, held: Comment) -> None:
    address = hide(browser, held)
    assert "Another moderator" in browser.post(address, {"words": "It is a public office."})
    moses, bruno = browser.as_(browser.people.moses), browser.as_(browser.people.bruno)
    assert "another moderator decides" in moses.get("comments.moderation", **QUEUE)
    decision = {"granted": "yes", "answer": "The office may be named."}
    assert moses.post("comments.decide_appeal", decision, reference=held.reference).status == 403
    assert "It is a public office." in bruno.get("comments.decide_appeal", reference=held.reference)
    bruno.post("comments.decide_appeal", decision, reference=held.reference)
    assert db.session.get_one(Comment, held.id).state == CommentState.SENT
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first()
    assert "The office may be named." in body
    hidden = [row.hidden for row in db.session.scalars(select(ModerationDecision).order_by(ModerationDecision.id))]
    assert hidden == [True, False]


def test_while_an_appeal_is_open_nobody_changes_the_comment_but_by_deciding_on_it(
    browser: Browser, held: Comment
) -> None:
    browser.post(hide(browser, held), {"words": "It is a public office."})
    for person in (browser.people.moses, browser.people.bruno):
        moderator = browser.as_(person)
        queue = moderator.get("comments.moderation", **QUEUE, state="hidden")
        assert f"/comments/{held.reference}/release" not in queue.html
        assert "Decide on the appeal" in queue
        page = moderator.get("comments.comment", reference=held.reference)
        assert f"/comments/{held.reference}/release" not in page.html
        assert f"/comments/{held.reference}/appeal/decide" in page.html
        form = {"kind": "insult", "reason": "Once more."}
        for refused in (
            moderator.post("comments.release", reference=held.reference),
            moderator.post("comments.hide", form, reference=held.reference),
        ):
            assert refused.status == 403
            assert "Its author has appealed." in refused
    assert db.session.get_one(Comment, held.id).state == CommentState.HIDDEN


def test_an_appeal_ends_where_its_author_changes_the_comment_and_is_not_decided_on_other_words(
    browser: Browser, held: Comment
) -> None:
    address = hide(browser, held)
    browser.post(address, {"words": "It is a public office."})
    edit_comment(held, replace(CommentContent.of(held), text="Civil words."), by=browser.people.amina)
    db.session.commit()
    bruno = browser.as_(browser.people.bruno)
    decision = {"granted": "no", "answer": "No."}
    assert bruno.post("comments.decide_appeal", decision, reference=held.reference).status == 403
    assert "Appeals of authors" not in bruno.get("comments.moderation", **QUEUE)
    assert "Waits for a moderator" in browser.get(address)
    bruno.post("comments.release", reference=held.reference)
    assert db.session.get_one(Comment, held.id).state == CommentState.SENT
    hide(browser, held)
    assert "Appeals of authors" not in bruno.get("comments.moderation", **QUEUE), "of an earlier hiding"


def test_one_appeal_for_each_hiding_and_never_an_empty_one(browser: Browser, held: Comment) -> None:
    address = hide(browser, held)
    assert "This is needed" in browser.post(address, {"words": " "})
    browser.post(address, {"words": "First."})
    browser.post(address, {"words": "Second."})
    assert [row.words for row in db.session.scalars(select(ModerationAppeal))] == ["First."]


def test_whoever_types_personal_data_is_asked_once_and_can_go_on(browser: Browser, online: Round) -> None:
    asked = send(browser, online, text="Call me at +254 712 345 678.")
    assert asked.status == 422
    assert "a telephone number" in asked
    assert "+254 712 345 678" in asked.html
    assert 'name="knows" type="hidden" value="1"' in asked.html or 'name="knows"' in asked.html
    assert db.session.scalars(select(Comment)).all() == []
    assert send(browser, online, text="Call me at +254 712 345 678.", knows="1").status == 200


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Write to amina@example.org today.", [PersonalDatum.EMAIL]),
        ("Ring +44 20 7946 0958.", [PersonalDatum.PHONE]),
        ("Pay to GB82 WEST 1234 5698 7654 32.", [PersonalDatum.ACCOUNT]),
        ("My card is 4111 1111 1111 1111.", [PersonalDatum.ACCOUNT]),
        ("I am 123-45-6789.", [PersonalDatum.IDENTITY]),
        ("CPF 123.456.789-09", [PersonalDatum.IDENTITY]),
        ("Clause 12.3.4 of 2026-11-29 cost 1 200 000 000 in 2025.", []),
        ("GB82 WEST 1234 5698 7654 33 is no account; C-7KQ2-M4XD is a comment.", []),
        ("Decide by 31.12.2026, see SP-P1 and ISO 37120:2018.", []),
    ],
)
def test_personal_data_is_known_by_its_pattern(text: str, kinds: list[PersonalDatum]) -> None:
    assert list(personal_data_in(text)) == kinds
