"""The pages of analysis, as the drafting team, an expert and others meet them."""

import re
from typing import Any

import pytest

from tests.analysis.conftest import World
from tests.browser import Browser, Page

SLUG = "smart-cities"
LISTS = (
    "analysis.themes",
    "analysis.points",
    "analysis.matrix",
    "analysis.unplaced",
    "analysis.run",
    "analysis.campaigns",
)


@pytest.fixture
def themes(page_world: World) -> dict[str, Any]:
    return page_world.is_read()


@pytest.fixture
def team(browser: Browser, page_world: World) -> Browser:
    return browser.as_(page_world.people.dana)


def points_on(page: Page) -> set[str]:
    return set(re.findall(r'id="(point-\d+)"', page.html))


def test_every_page_opens_for_the_team(team: Browser, themes: dict[str, Any], page_world: World) -> None:
    for endpoint in LISTS:
        team.get(endpoint, slug=SLUG)
    for theme in themes.values():
        team.get("analysis.theme", theme_id=theme.id)
        team.get("analysis.curate", theme_id=theme.id)
    for by in ("type", "region", "stance"):
        team.get("analysis.matrix", slug=SLUG, by=by)
    for name in ("pillars", "elsewhere", "pointless"):
        team.get("analysis.unplaced", slug=SLUG, list=name)
    team.get("analysis.clause_points", uid=page_world.comments[0].clause.uid)


def test_an_empty_guideline_says_why_it_is_empty(team: Browser, page_world: World) -> None:
    assert "not been analysed yet" in team.get("analysis.themes", slug=SLUG)
    for endpoint in LISTS:
        team.get(endpoint, slug=SLUG)


def test_each_cell_of_a_matrix_leads_to_exactly_the_points_it_counts(team: Browser, themes: dict[str, Any]) -> None:
    for by in ("pillar", "type", "region", "stance"):
        page = team.get("analysis.matrix", slug=SLUG, by=by)
        links = re.findall(r'<a href="([^"]+points[^"]*)">\s*<svg.*?<title>(\d+) point', page.html, re.DOTALL)
        totals = re.findall(r'<a href="([^"]+/points[^"]*)" title="[^"]*">(\d+)<', page.html)
        assert len(links) > 5
        for address, count in links[:5] + totals[-5:]:
            listed = team.get(address.replace("&amp;", "&"))
            assert re.search(rf"\b{count} points?\b", listed.text), (address, count)
