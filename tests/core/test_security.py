"""Headers, forged forms, old sessions, errors: what guards the person and what she typed."""

from flask import Flask

from consult.core.security import POLICY
from tests.browser import Browser


def test_every_answer_carries_the_policy(browser: Browser) -> None:
    for address, status in (("/sign-in", 200), ("/nowhere", 404)):
        headers = browser.get(address, status=status).response.headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in POLICY


def test_a_form_without_its_token_changes_nothing_and_shows_what_was_typed(page_app: Flask, browser: Browser) -> None:
    page_app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = browser.post("accounts.forgot", {"email": "typed@example.org", "password": "never shown"})
    finally:
        page_app.config["WTF_CSRF_ENABLED"] = False
    assert page.status == 400
    assert "typed@example.org" in page.html
    assert "never shown" not in page.html
    assert "Send it again" in page


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
