"""The synopsis writes itself: every sentence a count that the record holds, with an address that opens."""

import re

import pytest

from consult.core import clock
from consult.tracing.papers.open_data.public_data import PublicData
from consult.tracing.papers.synopsis.sentences import synopsis_of
from tests.browser import Browser
from tests.world import SECRETS, World, build


@pytest.fixture
def world(browser: Browser) -> World:
    return build(browser.people)


def test_every_sentence_is_a_count_or_a_marked_extract_and_can_be_checked(browser: Browser, world: World) -> None:
    with browser.app.test_request_context():
        data = PublicData(world.second, clock.now())
        sections = synopsis_of(data)
        told = [sentence for section in sections for sentence in section.sentences]
        heard = data.participation.people
    assert {"How it was consulted", "Who was reached", "How it was decided"} <= {one.heading for one in sections}
    assert all(re.search(r"\d", one.text) or one.extract or "not told" in one.text for one in told)
    assert any(one.text.startswith(f"{heard} people were heard") for one in told)
    visitor = browser.as_(None)
    for address in {one.address for one in told}:
        visitor.get(re.sub(r"^https?://[^/]+", "", address))


def test_the_page_and_the_word_file_tell_a_visitor_nothing_that_is_not_for_everyone(
    browser: Browser, world: World
) -> None:
    where = {"slug": world.guideline.slug, "number": world.second.number}
    page = browser.as_(None).get("tracing.synopsis", **where)
    assert [what for what, secret in SECRETS.items() if secret in page.text] == []
    file = browser.as_(None).get("tracing.synopsis_in_word", **where)
    assert file.response.data.startswith(b"PK")
    browser.as_(browser.people.dana).get("tracing.synopsis", status=404, slug=world.guideline.slug, number=3)
