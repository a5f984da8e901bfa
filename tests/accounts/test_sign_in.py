"""Signing in and resetting: as a person meets it."""

import re

import pytest

from consult.accounts.actions import set_password
from consult.core.database import db
from tests.accounts.mails import last_mail, link_in_last_mail
from tests.browser import Browser


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


def test_an_address_that_nobody_has_is_told_so_by_mail_alone(browser: Browser) -> None:
    assert "Look in your mail" in browser.post("accounts.forgot", {"email": "who@example.org"})
    assert last_mail().recipient == "who@example.org"
    assert "no account has it" in last_mail().body


def test_a_sign_in_goes_on_to_pages_of_this_site_only(browser: Browser) -> None:
    amina = browser.people.amina
    set_password(amina, "a long enough sentence")
    db.session.commit()
    form = {"email": "amina@example.org", "password": "a long enough sentence", "next": "//evil.example"}
    assert browser.post("accounts.sign_in", form, follow=False).location == "/"


def test_who_speaks_for_an_organisation_finds_it_in_their_profile(browser: Browser) -> None:
    page = browser.as_(browser.people.bruno).get("accounts.profile")
    assert 'value="Recife"' in page.html


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


def test_a_page_on_the_way_in_leads_on_to_where_the_reader_was_going(browser: Browser) -> None:
    for page in ("/sign-in?next=/guidelines/a", "/sign-up?next=/guidelines/a", "/sign-in"):
        links = re.findall(r'href="(/sign-(?:in|up)[^"]*)"', browser.get(page).html)
        assert links
        assert set(links) <= {f"/sign-{way}{page.removeprefix(page[:8])}" for way in ("in", "up")}
