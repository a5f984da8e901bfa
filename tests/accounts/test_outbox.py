"""The page of mail: what could not be sent is seen there and sent again; nobody reads a link that works."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from consult.accounts import actions
from consult.accounts.models import UserSession
from consult.core import clock
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.mail.outbox import SIGNED, Message
from consult.tracing.own_data.data_export import held_on
from tests.browser import Browser
from tests.people import PASSWORD


@pytest.fixture
def sending(browser: Browser) -> Iterator[Browser]:
    """A site that sends its mail, seen by its administrator."""
    kept = browser.app.extensions["consult_settings"]
    told = replace(kept, mail_url="smtp://relay.example.org", mail_from="consult@example.org")
    browser.app.extensions["consult_settings"] = told
    browser.people.olga.administrator = True
    db.session.commit()
    yield browser.as_(browser.people.olga)
    browser.app.extensions["consult_settings"] = kept


def reset_mail(browser: Browser) -> Message:
    actions.mail_reset_link(browser.people.amina.email, language="en")
    db.session.commit()
    return db.session.query(Message).one()


def test_what_was_given_up_is_seen_and_sent_again(sending: Browser) -> None:
    message = reset_mail(sending)
    message.next_try_at, message.failed_at, message.error = None, clock.now(), "550 no such user"
    db.session.commit()
    page = sending.get("accounts.outbox", state="failed")
    assert "550 no such user" in page
    assert "Try again now" in page
    assert "leaves within seconds" in sending.post("accounts.send_mail_again", message_id=message.id)
    assert db.session.get_one(Message, message.id).next_try_at is not None
    assert "No such mail" in sending.get("accounts.outbox", state="failed")


def test_where_mail_is_sent_nobody_reads_its_words(sending: Browser) -> None:
    message = reset_mail(sending)
    token = SIGNED.search(message.body)
    assert token is not None
    assert token[0] not in sending.get("accounts.outbox").html
    sending.as_(sending.people.amina).get("accounts.outbox", status=403)


def test_what_one_takes_away_of_oneself_holds_no_link_that_works(browser: Browser) -> None:
    token = SIGNED.search(reset_mail(browser).body)
    assert token is not None
    (told,) = held_on(browser.people.amina)["mail"]
    assert token[0] not in told["body"]
    assert f"/reset/{mail.TAKEN_OUT}" in told["body"]


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    """Of a site that keeps its mail, with a password of their own."""
    for person in (browser.people.olga, browser.people.amina):
        actions.set_password(person, PASSWORD)
    db.session.commit()
    return browser.as_(browser.people.olga)


def test_where_mail_is_kept_an_administrator_reads_no_link_into_the_account_of_another(administrator: Browser) -> None:
    token = SIGNED.search(reset_mail(administrator).body)
    assert token is not None
    page = administrator.get("accounts.outbox")
    assert f"/reset/{mail.TAKEN_OUT}" in page
    assert token[0] not in page.html


def test_where_mail_is_kept_whoever_has_no_account_yet_is_handed_their_link(administrator: Browser) -> None:
    actions.mail_sign_up_link("new@example.org", language="en")
    db.session.commit()
    token = SIGNED.search(db.session.query(Message).one().body)
    assert token is not None
    assert token[0] in administrator.get("accounts.outbox").html


def test_the_outbox_asks_for_the_password_again(administrator: Browser) -> None:
    message = reset_mail(administrator)
    db.session.execute(update(UserSession).values(proved_at=clock.now() - timedelta(hours=2)))
    db.session.commit()
    asked = administrator.get("accounts.outbox", status=302)
    assert asked.location.startswith(administrator.address("accounts.prove"))
    assert administrator.post("accounts.send_mail_again", message_id=message.id).status == 403
