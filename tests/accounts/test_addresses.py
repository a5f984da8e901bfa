"""One rule of e-mail addresses: what one place takes, every other takes."""

import pytest
from flask import Flask

from consult.accounts.actions import set_password
from consult.accounts.addresses import NoAddress, address_of
from consult.accounts.cli import user
from consult.accounts.queries import person_with_email
from consult.consultations.invitations import read_addresses
from tests.browser import Browser
from tests.people import People

REFUSED = [
    "amina",
    "a@localhost",
    "a@x.test",
    "a..b@example.org",
    '"a b"@example.org',
    "ä@example.org",
    f"{'a' * 250}@x.org",
]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Amina@Example.ORG ", "amina@example.org"),
        ("jane@xn--mnchen-3ya.de", "jane@münchen.de"),
        ("jane@MÜNCHEN.de", "jane@münchen.de"),
    ],
)
def test_an_address_is_kept_in_one_way_however_it_is_typed(typed: str, kept: str) -> None:
    assert address_of(typed) == kept


@pytest.mark.parametrize("typed", REFUSED)
def test_what_cannot_be_written_to_is_refused_everywhere(browser: Browser, typed: str) -> None:
    with pytest.raises(NoAddress):
        address_of(typed)
    assert read_addresses(typed)[1], "taken in an invitation"
    assert "not an e-mail address" in browser.post("accounts.sign_up", {"email": typed, "website": ""}), (
        "taken at sign-up"
    )
    command = browser.app.test_cli_runner().invoke(user, ["add", typed, "--name", "Amina"])
    assert command.exit_code, "taken on the command line"
    assert person_with_email(typed) is None


def test_whom_the_command_line_adds_the_sign_in_page_takes(page_app: Flask, browser: Browser) -> None:
    added = page_app.test_cli_runner().invoke(user, ["add", "Olga@MÜNCHEN.de", "--name", "Olga", "--administrator"])
    link = added.output.strip().partition("http://127.0.0.1:8000")[2]
    browser.post(link, {"password": "a sentence of mine"})
    form = {"email": "olga@xn--mnchen-3ya.de", "password": "a sentence of mine"}
    assert "Sign out" in browser.as_(None).post("accounts.sign_in", form)
    assert person_with_email("olga@münchen.de").administrator


def test_an_account_with_an_address_of_before_today_s_rule_still_signs_in(browser: Browser) -> None:
    olga = People().olga
    olga.email = "olga@localhost"
    set_password(olga, "a sentence of mine")
    assert "Sign out" in browser.post("accounts.sign_in", {"email": "olga@localhost", "password": "a sentence of mine"})
