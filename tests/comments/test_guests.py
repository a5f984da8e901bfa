"""People without an account: their comment counts once they have shown that the address is theirs."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.actions import sign_up
from consult.accounts.queries import person_with_email
from consult.comments.actions import withdraw_comment
from consult.comments.jobs import forget_comments_nobody_confirmed
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round, Visibility
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.drafts.models import Draft
from tests.browser import Browser, Page
from tests.make import comments as make
from tests.make import consultations as rounds

SMART = {"slug": "smart-cities", "number": 1}
LEA = {
    "token": "one",
    "text": "Who pays?",
    "stance": "neutral",
    "language": "en",
    "named": "y",
    "type": "general",
    "name": "Lea Kos",
    "email": "Lea@example.org",
    "country": "SI",
    "stakeholder_type": "individual",
    "organisation": "",
    "website": "",
}


def send(browser: Browser, round_: Round, **typed: str) -> Page:
    uid = make.clause(round_.draft, "HR-L1").uid
    return browser.post("comments.write", {**LEA, "round": round_.slug, **typed}, uid=uid, **SMART)


def link() -> str:
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", body)[1]  # type: ignore[index]


def link_to(page: str) -> str:
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    return re.search(rf"http://127\.0\.0\.1:8000(/\S+/{page}/\S+)", body)[1]  # type: ignore[index]


def the_comment() -> Comment:
    return db.session.scalars(select(Comment)).one()


def test_nobody_s_name_is_public_without_their_doing(browser: Browser, online: Round) -> None:
    uid = make.clause(online.draft, "HR-L1").uid
    page = browser.get("comments.write", uid=uid, **SMART)
    (box,) = [one for one in page.tree.iter("input") if one.get("name") == "named"]
    assert box.get("checked") is None


def test_a_guest_s_comment_counts_once_the_button_behind_the_link_is_pressed(browser: Browser, online: Round) -> None:
    assert "look in your mail" in send(browser, online)
    assert "Who pays?" not in browser.get("comments.comments", **SMART)
    address = link()
    assert "Who pays?" in browser.get(address)
    assert the_comment().state == CommentState.UNCONFIRMED  # a mail scanner opens links; it presses no button
    assert "Your comment is recorded" in browser.post(address)
    assert "Your comment is recorded" in browser.post(address)
    assert the_comment().state == CommentState.SENT
    assert (the_comment().author_name, the_comment().country) == ("Lea Kos", "SI")
    assert db.session.scalar(select(func.count()).select_from(Message)) == 2
    assert "Who pays?" in browser.get("comments.comments", **SMART)


def test_in_a_moderated_round_it_is_held(browser: Browser, draft: Draft) -> None:
    send(browser, rounds.round_(draft, visibility=Visibility.AFTER_MODERATION))
    assert "A moderator looks at it" in browser.post(link())
    assert the_comment().state == CommentState.HELD


def test_the_same_form_sent_twice_is_one_comment_and_one_mail(browser: Browser, online: Round) -> None:
    send(browser, online)
    send(browser, online)
    assert the_comment().state == CommentState.UNCONFIRMED
    assert db.session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_mistyped_address_is_put_right_by_sending_again(browser: Browser, online: Round) -> None:
    send(browser, online, email="lae@example.org")
    send(browser, online)
    browser.post(link())
    states = db.session.scalars(select(Comment.state).order_by(Comment.id)).all()
    assert states == [CommentState.UNCONFIRMED, CommentState.SENT]


def test_machines_that_fill_every_field_are_caught(browser: Browser, online: Round) -> None:
    assert "Leave this field empty" in send(browser, online, website="https://spam.example")
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_a_guest_is_asked_who_speaks(browser: Browser, online: Round) -> None:
    page = send(browser, online, name="", email="nobody", country="ZZ", stakeholder_type="")
    assert page.status == 422
    for says in ("This is needed", "not an e-mail address", "Choose a country from the list"):
        assert says in page
    assert "Who pays?" in page.html


def test_a_room_of_forty_behind_one_address_is_heard_and_a_script_is_not(browser: Browser, online: Round) -> None:
    """Sixty mailboxes an hour; each of the room says two things."""
    for guest in range(40):
        for turn in range(2 if guest < 5 else 1):
            page = send(browser, online, token=f"{guest}-{turn}", email=f"p{guest}@example.org")
            assert page.status == 200
    heard = [send(browser, online, token=f"s{n}", email=f"s{n}@example.org").status for n in range(21)]
    assert heard == [200] * 20 + [429]
    assert send(browser, online, token="again", email="p1@example.org").status == 200


def test_whoever_confirmed_their_mailbox_counts_no_more(browser: Browser, online: Round) -> None:
    browser.app.extensions["consult_settings"] = replace(
        before := browser.app.extensions["consult_settings"], guest_comments_per_hour=1
    )
    try:
        send(browser, online)
        assert send(browser, online, token="two", email="two@example.org").status == 429
        browser.post(link())
        assert send(browser, online, token="two", email="two@example.org").status == 200
    finally:
        browser.app.extensions["consult_settings"] = before


def test_mail_to_one_victim_is_bounded_wherever_it_is_asked_from(browser: Browser, online: Round) -> None:
    heard = [send(browser.as_(None), online, token=f"t{n}", text=f"Ask {n}.").status for n in range(11)]
    assert heard == [200] * 10 + [429]


def test_the_addresses_of_a_withdrawn_comment_say_so_without_its_words_or_name(browser: Browser, online: Round) -> None:
    send(browser, online)
    send(browser, online, token="two", text="And who repairs?")
    confirm = link()
    browser.post(confirm)
    first, second = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    withdraw_comment(first, by=first.author)
    db.session.commit()
    for endpoint in ("tracing.comment", "comments.comment", "tracing.find"):
        gone = browser.get(endpoint, reference=first.reference, status=410)
        assert f"Comment {first.reference} was withdrawn by its author." in gone
        assert "Who pays?" not in gone
        assert "Lea" not in gone
    receipt = browser.get(confirm)
    assert "Your comment is recorded" in receipt
    assert "And who repairs?" in receipt
    assert "Who pays?" not in receipt
    withdraw_comment(second, by=second.author)
    db.session.commit()
    gone = browser.get(confirm, status=410)
    assert "was withdrawn by its author." in gone
    assert "Lea" not in gone


def test_a_guest_withdraws_by_the_link_in_the_receipt(browser: Browser, online: Round) -> None:
    send(browser, online)
    browser.post(link())
    back = link_to("take-back")
    assert "if it was not you" in browser.get(back)
    assert the_comment().state == CommentState.SENT
    assert "It is withdrawn" in browser.post(back)
    assert the_comment().state == CommentState.WITHDRAWN
    assert "It is withdrawn" in browser.post(back), "pressed twice"


def test_what_was_written_in_time_is_confirmed_in_time_for_three_days(browser: Browser, draft: Draft) -> None:
    soon = rounds.round_(draft, closes_at=clock.now() + timedelta(hours=1))
    send(browser, soon)
    with clock.at(clock.now() + timedelta(days=1)):
        assert "Your comment is recorded" in browser.post(link())


def test_a_link_does_not_confirm_a_password_that_a_stranger_set(browser: Browser, online: Round) -> None:
    sign_up("Mallory", "lea@example.org").password_hash = "set before addresses were confirmed first"
    db.session.commit()
    send(browser, online)
    browser.post(link())
    assert the_comment().state == CommentState.SENT
    assert person_with_email("lea@example.org").confirmed_at is None


def test_what_nobody_confirms_is_thrown_away(browser: Browser, online: Round) -> None:
    send(browser, online)
    with clock.at(clock.now() + timedelta(days=4)):
        forget_comments_nobody_confirmed()
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


@pytest.mark.parametrize("token", ["x", "x.y.z", ""])
def test_a_link_that_is_not_ours_is_nothing(browser: Browser, token: str) -> None:
    browser.get(f"/comments/confirm/{token}", status=404)
