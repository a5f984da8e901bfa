"""Headers, forged forms, old sessions, errors: what guards the person and what they typed."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from consult.core.resources import resource_folder
from consult.core.security.headers import POLICY
from tests.browser import Browser, Page


def test_every_answer_carries_the_policy(browser: Browser) -> None:
    for address, status in (("/sign-in", 200), ("/nowhere", 404)):
        headers = browser.get(address, status=status).response.headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in POLICY


def test_no_script_of_ours_hands_a_string_to_a_parser(browser: Browser) -> None:
    """Trusted Types are required and no policy may be made: what would break in a browser is not written."""
    assert "require-trusted-types-for 'script'" in POLICY
    assert "trusted-types 'none'" in POLICY
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|DOMParser|createContextualFragment|document\.write|srcdoc|eval\("
    scripts = {path.name: path.read_text("utf-8") for path in (resource_folder("static") / "js").rglob("*.js")}
    assert not [name for name, text in scripts.items() if re.search(sinks, text)]


@pytest.fixture
def guarded(page_app: Flask) -> Iterator[Flask]:
    """The site as it is served: forms carry a token."""
    page_app.config["WTF_CSRF_ENABLED"] = True
    yield page_app
    page_app.config["WTF_CSRF_ENABLED"] = False


def sent(browser: Browser, **headers: str) -> Page:
    """A form that lacks its token, with what the browser says of where it comes from."""
    form = {"email": "typed@example.org", "password": "never shown"}
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Page(browser.client.post("/reset", data=form, headers=named))


OURS = [
    {"Sec_Fetch_Site": "same-origin"},
    {"Origin": "http://localhost"},
    {"Referer": "http://localhost/reset"},
    {"Origin": "http://127.0.0.1:8000"},  # as the setting says: a proxy may have changed the host
    {"Sec_Fetch_Site": "none", "Origin": "http://localhost"},
]
THEIRS = [
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "https://[1"},
    {"Referer": "https://evil.example/localhost"},
]


@pytest.mark.parametrize("headers", OURS)
def test_a_form_of_ours_without_its_token_is_offered_again(
    guarded: Flask, browser: Browser, headers: dict[str, str]
) -> None:
    page = sent(browser, **headers)
    assert page.status == 400
    assert "typed@example.org" in page.html
    assert "never shown" not in page.html
    assert "Send it again" in page


@pytest.mark.parametrize("headers", THEIRS)
def test_a_form_of_another_site_is_not_filled_in_for_it(
    guarded: Flask, browser: Browser, headers: dict[str, str]
) -> None:
    page = sent(browser, **headers)
    assert page.status == 400
    assert "typed@example.org" not in page.html
    assert "Send it again" not in page
    assert not page.response.headers.getlist("Set-Cookie"), "the cookie in the answer would replace the victim's"


def test_a_form_that_says_nothing_of_where_it_comes_from_is_shown_and_not_offered(
    guarded: Flask, browser: Browser
) -> None:
    page = sent(browser)
    assert "typed@example.org" in page.html
    assert "Send it again" not in page


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/language", "/sign-out", "/reset"])
def test_no_answer_to_another_site_sets_a_session(guarded: Flask, browser: Browser, address: str) -> None:
    answer = browser.client.post(address, data={"text": "buy this"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert not answer.headers.getlist("Set-Cookie")
    assert b"buy this" not in answer.data


def test_who_is_signed_in_still_is_after_another_site_sent_a_form(guarded: Flask, browser: Browser) -> None:
    """As Chromium does it: the cookie of the session stays at home, and what the answer sets is taken."""
    amina = browser.as_(browser.people.amina)
    kept = amina.client.get_cookie("session").value
    visitor = browser.as_(None)
    answer = visitor.client.post(
        "/sign-out", headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    )
    for cookie in answer.headers.getlist("Set-Cookie"):
        amina.client.set_cookie("session", cookie.partition("=")[2].partition(";")[0])
    assert amina.client.get_cookie("session").value == kept
    assert "Sign out" in amina.get("tracing.home")


def test_a_page_that_is_not_there_says_what_to_do(browser: Browser) -> None:
    assert "There is nothing here" in browser.get("/guidelines/none/drafts", status=404)


def test_static_files_are_kept_for_a_year_under_a_name_that_changes(browser: Browser) -> None:
    sheet = browser.get("accounts.sign_in").html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = browser.client.get(sheet, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert browser.client.get("/static/000000000000/site.css").status_code == 404
    assert browser.client.get("/static/000000000000/../../etc/passwd").status_code == 404


def test_a_form_that_is_too_large_is_refused_in_words(browser: Browser) -> None:
    page = browser.post("accounts.forgot", {"email": "x" * (21 * 1024 * 1024)})
    assert page.status == 413
    assert "too large" in page
