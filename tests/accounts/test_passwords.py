"""Which passwords are taken, and how they are kept."""

import pytest

from consult.accounts.passwords import easily_guessed, hashed, matches
from tests.accounts.mails import link_in_last_mail
from tests.browser import Browser

COMMON = [
    "0123456789",
    "password1234",
    "passwordpassword",
    "qwertyuiop12",
    "aaaaaaaaaaaa",
    "iloveyou1234",
    "P@ssw0rd1234",
]
COMMON += ["123456789012", "letmeinletmein", "1q2w3e4r5t6y", "19991999199919", "trustno1trustno1"]


@pytest.mark.parametrize("password", COMMON)
def test_what_many_use_is_guessed_easily(password: str) -> None:
    assert easily_guessed(password)


@pytest.mark.parametrize("password", ["Lea Kos 2026", "lea@example.org"])
def test_what_is_made_of_its_owner_is_guessed_easily(password: str) -> None:
    assert easily_guessed(password, ["Lea Kos", "lea@example.org"])


@pytest.mark.parametrize(
    "password", ["a sentence of mine", "كلمة سر طويلة جدا", "我的密码是很长的句子呀", "vQ7#rT2!mZ9k"]
)
def test_a_sentence_in_any_script_is_good(password: str) -> None:
    assert not easily_guessed(password, ["Lea Kos", "lea@example.org"])


@pytest.mark.parametrize("password", ["0123456789", "short", "passwordpassword", "Lea Kos 2026"])
def test_each_page_that_sets_a_password_refuses_them(browser: Browser, password: str) -> None:
    browser.post("accounts.sign_up", {"email": "lea@example.org", "website": ""})
    page = browser.post(link_in_last_mail(), {"name": "Lea Kos", "password": password})
    assert "This was not sent yet" in page
    amina = browser.people.amina
    amina.name = "Lea Kos"
    browser.post("accounts.forgot", {"email": amina.email})
    assert "This was not sent yet" in browser.post(link_in_last_mail(), {"password": password})


def test_a_hash_is_not_the_password_and_tells_no_two_alike() -> None:
    assert hashed("a sentence of mine") != hashed("a sentence of mine")
    assert matches(hashed("a sentence of mine"), "a sentence of mine")
    assert not matches(hashed("a sentence of mine"), "a sentence of yours")


def test_no_password_matches_where_there_is_none() -> None:
    assert not matches(None, "nobody has this address")
    assert not matches("not a hash", "not a hash")
