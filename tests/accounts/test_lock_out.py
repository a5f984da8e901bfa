"""Guessing passwords is slowed down, and whose account it is stays able to sign in."""

from datetime import timedelta

import pytest

from consult.accounts.actions import set_password
from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.security.rate_limit import backoff, network_of
from tests.browser import Browser, Page
from tests.people import PASSWORD

THIEF, OFFICE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def amina(browser: Browser) -> Person:
    person = browser.people.amina
    set_password(person, PASSWORD)
    db.session.commit()
    return person


def tried(browser: Browser, email: str, password: str, *, by: str) -> Page:
    form = {"email": email, "password": password}
    return Page(browser.as_(None).client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": by}))


def guess(browser: Browser, email: str, *, by: str = THIEF, times: int = 10) -> list[int]:
    return [tried(browser, email, f"guess {turn}", by=by).status for turn in range(times)]


def test_ten_wrong_passwords_make_the_eleventh_wait(browser: Browser, amina: Person) -> None:
    assert guess(browser, amina.email, times=11) == [200] * 10 + [429]


def test_meanwhile_the_owner_signs_in_from_elsewhere(browser: Browser, amina: Person) -> None:
    guess(browser, amina.email, times=20)
    assert tried(browser, amina.email, PASSWORD, by=OFFICE).location == "/"


def test_other_addresses_of_the_same_network_are_no_way_round(browser: Browser, amina: Person) -> None:
    guess(browser, amina.email)
    assert tried(browser, amina.email, "another guess", by="203.0.113.200").status == 429
    guess(browser, amina.email, by="2001:db8:1:2::3")
    assert tried(browser, amina.email, "another guess", by="2001:db8:1:ffff::9").status == 429


@pytest.mark.parametrize(
    "spelt", ["AMINA@example.org", "amina@EXAMPLE.org", "amina@ｅxample.org", " amina@exａmple.org "]
)
def test_another_spelling_of_the_address_is_no_way_round(browser: Browser, amina: Person, spelt: str) -> None:
    guess(browser, amina.email)
    assert tried(browser, spelt, "another guess", by=THIEF).status == 429


def test_nobody_is_shut_out_of_a_new_password_by_a_stranger_who_asks_for_one(browser: Browser, amina: Person) -> None:
    """However it is spelt, so many links are sent in an hour, and whoever asks is always answered alike."""
    for spelt in (amina.email, "amina@ｅxample.org"):
        for turn in range(8):
            sent = {"REMOTE_ADDR": f"203.0.113.{turn}"}
            answer = browser.as_(None).client.post("/reset", data={"email": spelt}, environ_base=sent)
            assert answer.location == "/check-mail"
    mailed = db.session.query(Message).filter_by(recipient=amina.email).all()
    assert len(mailed) == 10
    answer = browser.as_(None).client.post(
        "/sign-up", data={"email": amina.email}, environ_base={"REMOTE_ADDR": OFFICE}
    )
    assert answer.location == "/check-mail"


def test_mail_about_signing_up_stands_in_no_way_of_a_new_password(browser: Browser, amina: Person) -> None:
    for turn in range(12):
        sent = {"REMOTE_ADDR": f"203.0.113.{turn}"}
        browser.as_(None).client.post("/sign-up", data={"email": amina.email}, environ_base=sent)
    before = db.session.query(Message).count()
    browser.as_(None).client.post("/reset", data={"email": amina.email}, environ_base={"REMOTE_ADDR": OFFICE})
    assert db.session.query(Message).count() == before + 1


def test_the_delay_grows_and_ends(browser: Browser, amina: Person) -> None:
    began = clock.now()
    with clock.at(began):
        assert guess(browser, amina.email, times=11)[-1] == 429
    with clock.at(began + timedelta(seconds=61)):
        assert guess(browser, amina.email, times=2) == [200, 429]
    with clock.at(began + timedelta(seconds=130)):
        assert guess(browser, amina.email, times=1) == [429], "two minutes now"
    with clock.at(began + timedelta(seconds=190)):
        assert tried(browser, amina.email, PASSWORD, by=THIEF).location == "/"


def test_it_is_a_minute_two_four_and_never_above_an_hour() -> None:
    minutes = [backoff(failures) // timedelta(minutes=1) for failures in (0, 1, 2, 3, 5, 6, 1000)]
    assert minutes == [1, 2, 4, 8, 32, 60, 60]


def test_right_passwords_never_count(browser: Browser, amina: Person) -> None:
    assert {tried(browser, amina.email, PASSWORD, by=OFFICE).location for _turn in range(25)} == {"/"}
    for _turn in range(3):
        guess(browser, amina.email, by=OFFICE, times=9)
        assert tried(browser, amina.email, PASSWORD, by=OFFICE).location == "/"


def test_one_network_does_not_try_many_addresses(browser: Browser) -> None:
    statuses = [tried(browser, f"p{turn}@example.org", "a guess", by=THIEF).status for turn in range(101)]
    assert statuses == [200] * 100 + [429]
    assert tried(browser, "who@example.org", "a guess", by=OFFICE).status == 200


def test_an_address_that_nobody_has_is_answered_alike(browser: Browser, amina: Person) -> None:
    assert guess(browser, "nobody@example.org", times=11) == guess(browser, amina.email, times=11, by=OFFICE)
    wrong = tried(browser, amina.email, "a guess", by="192.0.2.1").text.replace(amina.email, "…")
    assert wrong == tried(browser, "nobody@example.org", "a guess", by="192.0.2.1").text


def test_what_is_typed_is_kept_while_one_waits_but_not_the_password(browser: Browser, amina: Person) -> None:
    guess(browser, amina.email)
    page = tried(browser, amina.email, "a wrong one", by=THIEF)
    assert "Too many tries" in page
    assert amina.email in page.html
    assert "a wrong one" not in page.html


@pytest.mark.parametrize(
    ("address", "wide", "narrow"),
    [
        ("203.0.113.9", "203.0.113.0/24", "203.0.113.9/32"),
        ("2001:db8:1:2::3", "2001:db8:1::/48", "2001:db8:1:2::/64"),
        ("", "unknown", "unknown"),
        ("unix:", "unknown", "unknown"),
    ],
)
def test_limits_count_by_network(address: str, wide: str, narrow: str) -> None:
    assert (network_of(address), network_of(address, narrow=True)) == (wide, narrow)
