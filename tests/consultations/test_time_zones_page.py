"""The host asks which hours suit the most countries, moves them, and sees what that costs."""

import pytest

from consult.drafts.models import Draft
from tests.browser import Browser
from tests.make import consultations as make_round
from tests.make import drafts as make

ASKED = {"countries": "Kenya, BR=3, FJ", "day": "2026-12-03", "clusters": "1", "minutes": "60"}


@pytest.fixture
def draft(browser: Browser) -> Draft:
    guideline = make.guideline(by=browser.people.sara)
    return make.draft(guideline, by=browser.people.sara)


def test_the_plan_says_each_countrys_hour_and_what_it_costs(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    page = browser.as_(browser.people.sara)
    found = page.get("consultations.time_zones", round_slug=round_.slug, **ASKED)
    assert "20 % sit outside" in found.text
    assert "Sao Paulo" in found.text


def test_hours_moved_by_the_host_stand_beside_the_best(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    moved = {**ASKED, "hour": "3"}
    found = browser.as_(browser.people.sara).get("consultations.time_zones", round_slug=round_.slug, **moved)
    assert "80 % sit outside" in found.text
    assert "With the best hours: 20 %" in found.text


def test_what_cannot_be_planned_is_said_at_its_field(browser: Browser, draft: Draft) -> None:
    round_ = make_round.round_(draft)
    asked = {**ASKED, "countries": "Atlantis"}
    page = browser.as_(browser.people.sara).get("consultations.time_zones", status=422, round_slug=round_.slug, **asked)
    assert "“Atlantis” is not a country we know" in page.text
