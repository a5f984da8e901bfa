"""A receipt that was lost is sent again, to the address that the comment was written with and to no other."""

from sqlalchemy import select

from consult.comments import actions as commenting
from consult.core.database import db
from consult.core.mail.outbox import Message
from tests.browser import Browser
from tests.make import responses as make
from tests.make.responses import Consulted


def ask(browser: Browser, it: Consulted, address: str) -> list[Message]:
    last = max(db.session.scalars(select(Message.id)), default=0)
    reference = it.sensors.comment.reference
    page = browser.post("comments.receipt_again", form={"email": address}, of=reference)
    assert "If the comment was written with this address, the mail is on its way." in page
    return list(db.session.scalars(select(Message).where(Message.id > last)))


def test_it_holds_the_words_and_goes_to_its_author_alone(browser: Browser) -> None:
    it = make.consulted(browser.people)
    [mail] = ask(browser, it, browser.people.amina.email.upper())
    assert mail.recipient == browser.people.amina.email
    assert "> The register should list every sensor." in mail.body
    assert ask(browser, it, browser.people.bruno.email) == []
    assert ask(browser, it, "stranger@example.org") == []


def test_what_was_withdrawn_has_none(browser: Browser) -> None:
    it = make.consulted(browser.people)
    commenting.withdraw_comment(it.sensors.comment, by=browser.people.amina)
    db.session.commit()
    assert ask(browser, it, browser.people.amina.email) == []
