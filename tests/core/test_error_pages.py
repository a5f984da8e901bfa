"""An error page gives back what a person typed, under the names that the form gave it, and nothing else."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_login import current_user
from wtforms import HiddenField, PasswordField

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.forms import BaseForm, form_that_sends
from consult.drafts.forms import KeepForm
from consult.responses.forms import AnswerForm
from tests.browser import Browser, Page

ANSWER = {"disposition": "not_accepted", "reason": "Counters stay.", "referred_to": "", "base_version": "17"}


@pytest.fixture
def guarded(page_app: Flask) -> Iterator[Flask]:
    page_app.config["WTF_CSRF_ENABLED"] = True
    yield page_app
    page_app.config["WTF_CSRF_ENABLED"] = False


def sent(browser: Browser, address: str, form: dict[str, object]) -> Page:
    """From a page of ours whose session has ended."""
    return Page(browser.client.post(address, data=form, headers={"Sec-Fetch-Site": "same-origin"}))


def test_a_choice_is_given_back_by_its_name_and_a_hidden_field_not_at_all(guarded: Flask, browser: Browser) -> None:
    page = sent(browser, "/points/1/answer", ANSWER)
    assert page.status == 400
    assert "What was decided: Not accepted" in page
    assert "Counters stay." in page.html
    assert "Why" in page
    assert "not_accepted" not in page.text
    assert "17" not in page.text
    assert 'type="hidden" name="base_version" value="17"' in page.html
    assert 'type="hidden" name="disposition" value="not_accepted"' in page.html


def test_ticks_are_sent_again_and_are_nobody_s_words(guarded: Flask, browser: Browser) -> None:
    page = sent(browser, "/guidelines/smart-cities/publish/prepare", {"revision": [3, 4, 5]})
    assert "Revision" not in page.text
    assert "You can send it again." in page
    assert re.findall(r'type="hidden" name="revision" value="(\d)"', page.html) == ["3", "4", "5"]


def forms(base: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from forms(form)


def test_no_form_gives_back_what_it_carries_for_itself(page_app: Flask) -> None:
    with page_app.test_request_context():
        for form in forms():
            for name, field in form.fields_sent().items():
                if issubclass(field.field_class, HiddenField | PasswordField):
                    assert form.given_back(name, "x") is None, f"{form.__name__}.{name}"


def test_a_form_is_known_by_the_fields_that_it_sends(page_app: Flask) -> None:
    assert form_that_sends(ANSWER) is AnswerForm
    assert form_that_sends({"title", "outline"}) is KeepForm
    assert form_that_sends({"nothing_of_ours"}) is None


def test_of_forms_with_the_same_fields_the_one_at_that_address_says_what_was_typed(
    guarded: Flask, browser: Browser
) -> None:
    page = sent(browser, "/comments/SC-2026-0001/admit", {"because": "The post was late."})
    assert "Why it is admitted The post was late." in page.text
    page = sent(browser, "/answers/1/withdraw", {"because": "By mistake."})
    assert "Why the answer is taken back By mistake." in page.text


@pytest.fixture
def failing(page_app: Flask) -> Iterator[None]:
    """A page whose autoflush the database refuses: until it is rolled back, the session answers nothing."""

    def refused_by_the_database() -> str:
        given = db.session.get_one(Person, current_user.id)
        db.session.add(Person(name="Twin", email=given.email, created_at=clock.now(), session_key="x"))
        db.session.query(Person).count()
        return ""

    view = page_app.view_functions["accounts.profile"]
    page_app.view_functions["accounts.profile"] = refused_by_the_database
    yield
    page_app.view_functions["accounts.profile"] = view


@pytest.mark.usefixtures("failing")
def test_what_the_database_refuses_while_it_reads_is_said_in_the_language_of_who_asked(browser: Browser) -> None:
    amina = browser.people.amina
    amina.language = "ar"
    db.session.commit()
    answer = Page(browser.as_(amina).client.get("/profile"))
    assert answer.status == 409
    assert 'lang="ar"' in answer.html
