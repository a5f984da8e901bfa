"""The picture of the process on the first page: where things stand, in words."""

from dataclasses import replace

import pytest

from consult.tracing.process import ProcessCounts
from tests.browser import Browser
from tests.make import comments as make_comment
from tests.make import consultations as make_round
from tests.make import drafts as make

DONE = ProcessCounts(draft=2, open_rounds=0, comments=9, people=4, points=12, answered=12, carried=3)


@pytest.mark.parametrize(
    ("changed", "here"),
    [
        ({"draft": 0}, "draft"),
        ({"open_rounds": 1}, "said"),
        ({"answered": 5}, "answered"),
        ({"carried": 0}, "decided"),
        ({}, "published"),
    ],
)
def test_the_picture_says_where_things_stand(changed: dict[str, int], here: str) -> None:
    assert replace(DONE, **changed).here == here


def test_the_first_page_shows_the_steps_with_their_counts(browser: Browser) -> None:
    round_ = make_round.round_(make.draft(make.guideline(by=browser.people.sara), by=browser.people.sara))
    make_comment.comment(round_, browser.people.amina)
    page = browser.get("tracing.home")
    assert "Draft 1 is in force." in page
    assert "People speak now 1 comment from 1 person." in page
