"""The post office: each mail leaves once, what cannot leave now leaves later, what never will is shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import signed_links
from consult.core import clock
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.mail import post_office
from consult.core.mail.outbox import Message
from consult.core.mail.post_office import LEASE, PAUSES, send_due
from consult.settings import Settings
from tests.races import at_once, real_site
from tests.smtp import Behaviour, Relay, relay


class Town(NamedTuple):
    app: Flask
    office: Relay
    settings: Settings


@pytest.fixture(params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """A site with a relay that takes everything but what is for gone@ and full@."""
    refuses = {"gone@": "550 no such user", "full@": "452 mailbox full"}
    with relay(Behaviour(refuses=refuses)) as office:
        for app in real_site(request, tmp_path):
            address = f"smtp://127.0.0.1:{office.port}"
            settings = replace(app.extensions["consult_settings"], mail_url=address, mail_from="consult@example.org")
            app.extensions["consult_settings"] = settings
            with app.app_context():
                yield Town(app, office, settings)
                db.session.remove()


def posted(to: str = "amina@example.org") -> int:
    message = mail.post(to, "accounts/confirm", language="en", token=signed_links.sign("sign-up", to))
    db.session.commit()
    return message.id


def now(number: int) -> Message:
    db.session.rollback()
    return db.session.get_one(Message, number, populate_existing=True)


def test_a_mail_leaves_once_and_its_link_is_not_kept(town: Town) -> None:
    number = posted()
    assert send_due(town.settings) == (1, True)
    assert send_due(town.settings) == (0, True)
    (sent,) = town.office.taken
    token = signed_links.sign("sign-up", "amina@example.org")
    assert token.partition(".")[0] in sent.get_content()
    message = now(number)
    assert message.sent_at is not None
    assert (message.next_try_at, message.token, message.error) == (None, None, "")
    assert mail.SIGNED.search(message.body) is None
    assert "/confirm/…" in message.body


def test_several_post_offices_send_each_mail_once(town: Town) -> None:
    people = [f"person{number}@example.org" for number in range(12)]
    for person in people:
        posted(person)

    def send() -> int:
        with town.app.app_context():
            return send_due(town.settings)[0]

    assert sum(map(int, map(str, at_once(*[send] * 3)))) == len(people)
    assert sorted(town.office.recipients()) == sorted(people)


def test_what_a_killed_post_office_held_is_sent_when_its_lease_is_over(town: Town) -> None:
    number = posted()
    assert post_office._claimed(number, "a process that was killed") is not None
    assert send_due(town.settings) == (0, True)
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        assert send_due(town.settings) == (1, True)
    assert town.office.recipients() == ["amina@example.org"]


def test_a_mail_that_is_sent_again_says_that_it_is_the_same(town: Town) -> None:
    """The window that cannot be closed: killed after the relay took it, before that was written."""
    number = posted()
    letter = post_office._claimed(number, "a process that was killed")
    told = post_office.relay_of(town.settings)
    assert letter is not None
    assert told is not None
    with post_office.RelayLine(told) as line:
        line.send(letter)
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        send_due(town.settings)
    one, two = town.office.taken
    assert one["Message-ID"] == two["Message-ID"]


def test_a_claim_that_was_lost_writes_nothing(town: Town) -> None:
    number = posted()
    post_office._claimed(number, "slow")
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        send_due(town.settings)
    sent_at = now(number).sent_at
    post_office._write(number, "slow", post_office.Undelivered("too late"))
    assert (now(number).sent_at, now(number).error) == (sent_at, "")


def test_nobody_waits_for_a_database_lock_while_a_mail_is_on_its_way(town: Town) -> None:
    """The relay takes its time; meanwhile others write at once."""
    town.office.behaviour.slow = 1.0
    posted()
    wrote: list[bool] = []

    def send() -> None:
        with town.app.app_context():
            send_due(town.settings)

    def write() -> None:
        with town.app.app_context():
            while "data" not in town.office.said:
                pass
            with Session(db.engine) as session:
                session.add(Message(recipient="b@example.org", subject="x", body="y", created_at=clock.now()))
                session.commit()
            wrote.append(not town.office.raw)  # the mail has not been taken yet

    at_once(send, write)
    assert wrote == [True]
    assert town.office.recipients() == ["amina@example.org"]


def test_what_is_refused_for_good_stops_at_once_and_holds_up_nobody(town: Town) -> None:
    gone, good = posted("gone@example.org"), posted("bruno@example.org")
    assert send_due(town.settings) == (1, True)
    message = now(gone)
    assert message.failed_at is not None
    assert message.error == "550 no such user"
    assert (message.tries, message.next_try_at) == (1, None)
    assert now(good).sent_at is not None


def test_what_is_refused_for_now_is_tried_for_about_a_day_with_growing_pauses(town: Town) -> None:
    number, begun, pauses = posted("full@example.org"), clock.now(), []
    moment = begun
    while True:
        with clock.at(moment):
            send_due(town.settings)
        message = now(number)
        if message.next_try_at is None:
            break
        pauses.append(message.next_try_at - moment)
        moment = message.next_try_at
    assert pauses == sorted(pauses)
    assert len(pauses) == len(PAUSES)
    assert timedelta(hours=23) < moment - begun < timedelta(hours=26)
    assert (message.failed_at, message.tries, message.error) == (moment, len(PAUSES) + 1, "452 mailbox full")


def test_a_relay_that_is_away_for_hours_loses_nothing(town: Town) -> None:
    away = replace(town.settings, mail_url="smtp://127.0.0.1:1")
    people = [f"person{number}@example.org" for number in range(3)]
    for person in people:
        posted(person)
    begun = clock.now()
    for minutes in range(0, 12 * 60, 7):
        with clock.at(begun + timedelta(minutes=minutes)):
            assert send_due(away)[0] == 0
    waiting = db.session.scalars(select(Message)).all()
    assert all(message.failed_at is None for message in waiting)
    assert any("refused" in message.error for message in waiting)
    db.session.rollback()
    with clock.at(begun + timedelta(hours=24)):
        assert send_due(town.settings) == (3, True)
    assert sorted(town.office.recipients()) == people


def test_what_was_given_up_is_sent_again_by_hand(town: Town) -> None:
    number = posted("gone@example.org")
    send_due(town.settings)
    town.office.behaviour.refuses.clear()
    assert mail.try_again(now(number))
    db.session.commit()
    assert send_due(town.settings) == (1, True)
    assert not mail.try_again(now(number))


def test_what_was_given_up_and_holds_no_link_any_more_is_not_sent(town: Town) -> None:
    number = posted("gone@example.org")
    send_due(town.settings)
    with clock.at(clock.now() + mail.LINKS_LAST + timedelta(minutes=1)):
        mail.take_out_old_links()
    assert not mail.try_again(now(number))


def test_mail_leaves_beside_the_work_of_a_real_worker(town: Town) -> None:
    """Closing the post office waits for what is on its way."""
    number = posted()
    office = post_office.PostOffice(town.app, town.settings)
    town.office.behaviour.slow = 0.3
    office.open()
    try:
        while "data" not in town.office.said:
            pass
    finally:
        office.close()
    assert now(number).sent_at is not None
