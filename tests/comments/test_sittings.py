"""What a guest says at one sitting: details are kept for the next comment, one press confirms all of it."""

from datetime import timedelta

from sqlalchemy import func, select

from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.browser import Browser
from tests.comments.test_guests import SMART, link, send
from tests.make import comments as make


def number_of_mails() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def states() -> list[CommentState]:
    return list(db.session.scalars(select(Comment.state).order_by(Comment.id)))


def test_one_press_confirms_all_that_was_said_at_one_sitting(browser: Browser, online: Round) -> None:
    for turn in range(3):
        page = send(browser, online, token=f"t{turn}", text=f"Ask {turn}.")
    assert "3 comments wait for the one link" in page
    assert number_of_mails() == 1
    page = browser.get(link())
    assert all(f"Ask {turn}." in page for turn in range(3))
    assert "Your 3 comments are recorded" in browser.post(link())
    assert states() == [CommentState.SENT] * 3
    assert number_of_mails() == 2, "one receipt for all"


def test_whoever_confirmed_here_needs_no_other_mail(browser: Browser, online: Round) -> None:
    send(browser, online)
    browser.post(link())
    page = send(browser, online, token="two", text="And who repairs?")
    assert "comments are recorded" in page
    assert "And who repairs?" in page
    assert states() == [CommentState.SENT] * 2
    assert send(browser, online, token="three", email="other@example.org").status == 200
    assert states()[-1] == CommentState.UNCONFIRMED, "another mailbox is another proof"


def test_the_proof_holds_in_the_browser_that_opened_the_link_alone(browser: Browser, online: Round) -> None:
    send(browser, online)
    browser.as_(None).post(link())
    send(browser, online, token="two", text="Said by whoever typed this address.")
    assert states() == [CommentState.SENT, CommentState.UNCONFIRMED]


def test_the_proof_lasts_half_a_day(browser: Browser, online: Round) -> None:
    send(browser, online)
    browser.post(link())
    with clock.at(clock.now() + timedelta(hours=13)):
        send(browser, online, token="two", text="Said the next day.")
    assert states() == [CommentState.SENT, CommentState.UNCONFIRMED]


def test_a_sitting_confirms_nothing_that_another_typed_with_the_same_address(browser: Browser, online: Round) -> None:
    send(browser.as_(None), online, text="A stranger says.")
    send(browser, online, token="two")
    assert "A stranger says." not in browser.get(link())
    browser.post(link())
    assert states() == [CommentState.UNCONFIRMED, CommentState.SENT]


def test_details_are_kept_for_the_second_comment_until_they_are_forgotten(browser: Browser, online: Round) -> None:
    uid = make.clause(online.draft, "HR-L1").uid
    send(browser, online)
    page = browser.get("comments.clause", uid=uid, **SMART)
    assert "lea@example.org" in page
    assert 'value="Lea Kos"' in page.html
    assert "Nothing is kept" in browser.post("comments.forget_me")
    page = browser.get("comments.clause", uid=uid, **SMART)
    assert "lea@example.org" not in page.html


def test_the_mail_can_be_asked_for_again(browser: Browser, online: Round) -> None:
    send(browser, online)
    assert "sent again" in browser.post("comments.check_mail")
    assert number_of_mails() == 2
    assert "Your comment is recorded" in browser.post(link())


def test_what_waits_without_a_mail_of_its_own_is_bounded(browser: Browser, online: Round) -> None:
    heard = [send(browser, online, token=f"t{n}", text=f"Ask {n}.").status for n in range(32)]
    assert heard == [200] * 31 + [429]
