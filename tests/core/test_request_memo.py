"""What a page reads once, and when it reads again."""

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine

from consult.core.database import db
from consult.drafts.models import Guideline
from consult.drafts.queries import current_draft, guideline_for
from tests.browser import Browser
from tests.make import drafts


@pytest.fixture
def guideline(browser: Browser) -> Guideline:
    made = drafts.guideline()
    browser.people.appoint_all(made)
    return made


class Asked:
    """How often rows of a table were asked for."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self) -> list[str]:
        self.asked: list[str] = []
        event.listen(Engine, "before_cursor_execute", self.note)
        return self.asked

    def note(self, *given: object) -> None:
        if f" FROM {self.table}" in " ".join(str(given[2]).split()):
            self.asked.append(str(given[2]))

    def __exit__(self, *_raised: object) -> None:
        event.remove(Engine, "before_cursor_execute", self.note)


def test_a_page_that_asks_twice_reads_once(browser: Browser, guideline: Guideline) -> None:
    draft = drafts.draft(guideline, by=browser.people.sara)
    with browser.app.test_request_context(), Asked("draft") as asked:
        assert current_draft(guideline) is draft
        assert current_draft(guideline) is draft
    assert len(asked) == 1


def test_after_a_write_it_is_read_again(browser: Browser, guideline: Guideline) -> None:
    with browser.app.test_request_context():
        assert current_draft(guideline) is None
        draft = drafts.draft(guideline, by=browser.people.sara)
        assert current_draft(guideline) is draft


def test_after_a_write_past_the_objects_it_is_read_again(browser: Browser, guideline: Guideline) -> None:
    with browser.app.test_request_context():
        assert guideline_for(None, guideline.slug) is not None
        db.session.execute(update(Guideline).where(Guideline.id == guideline.id).values(slug="another"))
        assert guideline_for(None, "smart-cities") is None


def test_what_changes_something_asks_each_time(browser: Browser, guideline: Guideline) -> None:
    drafts.draft(guideline, by=browser.people.sara)
    with browser.app.test_request_context(method="POST"), Asked("draft") as asked:
        current_draft(guideline)
        current_draft(guideline)
    assert len(asked) == 2


def test_another_request_reads_anew(browser: Browser, guideline: Guideline) -> None:
    drafts.draft(guideline, by=browser.people.sara)
    with Asked("guideline") as asked:
        for _time in range(2):
            with browser.app.test_request_context():
                guideline_for(None, "smart-cities")
    assert len(asked) == 2
