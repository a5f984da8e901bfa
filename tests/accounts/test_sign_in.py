"""Signing up, confirming, signing in, resetting: as a person meets it."""

import re

import pytest
from sqlalchemy import select

from consult.accounts.actions import set_password
from consult.accounts.queries import person_with_email
from consult.core.database import db
from consult.core.mail import Message
from tests.browser import Browser

NEW = {"name": "Lea Kos", "email": "Lea@Example.org", "password": "a sentence of mine", "website": ""}


def link_in_last_mail() -> str:
    body = db.session.scalars(select(Message.body).order_by(Message.id.desc())).first() or ""
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", body)[1]  # type: ignore[index]


def test_an_address_counts_once_it_is_confirmed(browser: Browser) -> None:
    assert "Look in your mail" in browser.post("accounts.sign_up", NEW)
    refused = browser.post("accounts.sign_in", {"email": "lea@example.org", "password": "a sentence of mine"})
    assert "not confirmed yet" in refused
    link = link_in_last_mail()
    browser.get(link)
    assert person_with_email("lea@example.org").confirmed_at is None  # a mail scanner opens links; it presses no button
    assert "Your profile" in browser.post(link)
    assert person_with_email("lea@example.org").confirmed_at is not None


def test_a_known_address_is_not_given_away(browser: Browser) -> None:
    browser.people.amina  # noqa: B018 - makes her
    answer = browser.post("accounts.sign_up", {**NEW, "email": "amina@example.org"})
    assert "Look in your mail" in answer
    assert "already has an account" in db.session.scalars(select(Message.body).order_by(Message.id.desc())).first()


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(browser: Browser) -> None:
    page = browser.post("accounts.sign_in", {"email": "who@example.org", "password": "wrong"})
    assert "not right" in page
    assert 'value="who@example.org"' in page.html


def test_ten_wrong_passwords_are_enough(browser: Browser) -> None:
    for _try in range(10):
        browser.post("accounts.sign_in", {"email": "who@example.org", "password": "wrong"})
    assert browser.post("accounts.sign_in", {"email": "who@example.org", "password": "wrong"}).status == 429


def test_a_reset_link_works_once(browser: Browser) -> None:
    browser.people.amina  # noqa: B018
    browser.post("accounts.forgot", {"email": "amina@example.org"})
    link = link_in_last_mail()
    browser.post(link, {"password": "quite another sentence"})
    browser.as_(None).get(link, status=404)


def test_faults_in_the_form_are_said_and_nothing_is_lost(browser: Browser) -> None:
    page = browser.post("accounts.sign_up", {"name": "", "email": "no address", "password": "short", "website": ""})
    assert "This was not sent yet" in page
    assert "not an e-mail address" in page
    assert 'value="no address"' in page.html


def test_a_sign_in_goes_on_to_pages_of_this_site_only(browser: Browser) -> None:
    amina = browser.people.amina
    set_password(amina, "a long enough sentence")
    db.session.commit()
    form = {"email": "amina@example.org", "password": "a long enough sentence", "next": "//evil.example"}
    assert browser.post("accounts.sign_in", form, follow=False).location == "/"


def test_who_speaks_for_an_organisation_finds_it_in_her_profile(browser: Browser) -> None:
    page = browser.as_(browser.people.bruno).get("accounts.profile")
    assert 'value="Recife"' in page.html


def test_a_link_that_confirmed_an_address_signs_nobody_in_again(browser: Browser) -> None:
    browser.post("accounts.sign_up", NEW)
    link = link_in_last_mail()
    browser.post(link)
    other = browser.as_(None)
    assert "This link has been used" in other.post(link)
    assert "Sign out" not in other.get("tracing.home")


def test_a_later_sign_up_takes_back_the_links_of_earlier_ones(browser: Browser) -> None:
    browser.post("accounts.sign_up", NEW)
    first = link_in_last_mail()
    browser.post("accounts.sign_up", {**NEW, "password": "a sentence of someone else"})
    browser.post(first)
    assert person_with_email("lea@example.org").confirmed_at is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "",
    ],
)
def test_nobody_is_led_to_another_site(browser: Browser, elsewhere: str) -> None:
    page = browser.post("accounts.choose_language", {"language": "en", "next": elsewhere}, follow=False)
    assert page.location == "/"
