"""Every word of the interface goes through gettext; a pseudo-locale shows it; Arabic reads from the right."""

import re
from pathlib import Path

import flask_babel
import pytest
from babel.support import NullTranslations

from consult.core.database import db
from tests.browser import Browser, Page

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Names that are the same in every language.
NAMES = {
    "consult",
    "JSON",
    "CSV",
    "XLSX",
    "JSONL",
    "Lines",
    "ISO",
    "UTF",
    "SHA",
    "XLIFF",
    "Word",
    "Excel",
    "iCalendar",
    "DOCTYPE",
    "doctype",
    "html",
}


def bare_words(path: Path) -> set[str]:
    """Letters that stand in a template outside of any expression: what gettext never sees."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    spoken = re.findall(r'\s(?:aria-label|title|placeholder|alt|content)="([^"]*)"', text)
    text = re.sub(r"<script.*?</script>|<[^>]*>|&\w+;", " ", text, flags=re.DOTALL)
    said = [text, *(s for s in spoken if "width=device-width" not in s)]
    return {word for part in said for word in re.findall(r"[A-Za-z]{3,}", part)} - NAMES


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_no_word_of_a_template_escapes_gettext(path: Path) -> None:
    assert not bare_words(path)


class Pseudo(NullTranslations):
    """A language in which every message is told apart: ⟦…⟧."""

    def ugettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return f"⟦{singular if num == 1 else plural}⟧"

    gettext, ngettext = ugettext, ungettext


def test_the_pseudo_locale_reaches_every_word(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _self: Pseudo())
    for endpoint in ("accounts.sign_up", "accounts.sign_in", "accounts.forgot", "tracing.home"):
        page = browser.get(endpoint)
        assert not untold(page), endpoint


def untold(page: Page) -> list[str]:
    """Words outside of ⟦…⟧ that are no name of a language, a person or the site."""
    body = re.sub(r"<(script|style|title|option|bdi).*?</\1>", " ", page.html, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", body.partition("<body>")[2])
    while "⟦" in text:
        text, before = re.sub(r"⟦[^⟦⟧]*⟧", " ", text), text
        if text == before:
            break
    return [word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in NAMES]


def test_arabic_reads_from_the_right(browser: Browser) -> None:
    browser.post("accounts.choose_language", {"language": "ar", "next": "/sign-in"})
    page = browser.get("accounts.sign_in")
    assert '<html lang="ar" dir="rtl">' in page.html


def test_a_language_that_is_not_offered_changes_nothing(browser: Browser) -> None:
    browser.post("accounts.choose_language", {"language": "xx", "next": "/sign-in"})
    assert '<html lang="en" dir="ltr">' in browser.get("accounts.sign_in").html
    db.session.rollback()


def test_who_is_signed_in_gets_their_mail_in_the_language_that_they_chose(browser: Browser) -> None:
    amina = browser.people.amina
    browser.as_(amina).post("accounts.choose_language", {"language": "ar", "next": "/"})
    assert amina.language == "ar"
