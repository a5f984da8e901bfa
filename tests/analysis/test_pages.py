"""The pages of analysis, as the drafting team, an expert and others meet them."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from consult.analysis.models import Assignment
from consult.core.database import db
from consult.core.queue import Job, State
from tests.analysis.conftest import World
from tests.browser import Browser, Page
from tests.make import analysis as make

SLUG = "smart-cities"
LISTS = (
    "analysis.themes",
    "analysis.points",
    "analysis.matrix",
    "analysis.unplaced",
    "analysis.run",
    "analysis.campaigns",
)


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


def test_a_theme_says_what_is_asked_in_it(team: Browser, themes: dict[str, Any]) -> None:
    theme = next(iter(themes.values()))
    shown = select(Assignment).where(Assignment.theme_id == theme.id, Assignment.representative == 1)
    best = db.session.scalars(shown).one()
    best.asks_start, best.asks_end = 0, len(best.point.text) // 2
    asked = best.point.text[: best.asks_end].strip()
    db.session.commit()

    assert f"Asked there: {asked}" in re.sub(r"\s+", " ", team.get("analysis.themes", slug=SLUG).text)
    assert f"<strong>{asked[:5]}" in team.get("analysis.theme", theme_id=theme.id).html


def test_an_empty_guideline_says_why_it_is_empty(team: Browser, page_world: World) -> None:
    assert "not been analysed yet" in team.get("analysis.themes", slug=SLUG)
    for endpoint in LISTS:
        team.get(endpoint, slug=SLUG)


def test_each_cell_of_a_matrix_leads_to_exactly_the_points_it_counts(team: Browser, themes: dict[str, Any]) -> None:
    for by in ("pillar", "type", "region", "stance", "round", "sent"):
        page = team.get("analysis.matrix", slug=SLUG, by=by)
        links = re.findall(r'<a href="([^"]+points[^"]*)">\s*<svg.*?<title>(\d+) point', page.html, re.DOTALL)
        totals = re.findall(r'<a href="([^"]+/points[^"]*)" title="[^"]*">(\d+)<', page.html)
        assert len(links) > 5
        for address, count in links[:5] + totals[-5:]:
            listed = team.get(address.replace("&amp;", "&"))
            assert re.search(rf"\b{count} points?\b", listed.text), (address, count)


def test_a_row_says_how_broad_and_the_narrowed_list_agrees(team: Browser, themes: dict[str, Any]) -> None:
    page = team.get("analysis.theme", theme_id=themes["faces"].id)
    assert "8 points from 8 people" in page
    assert "proposed by the machine" in page
    arabic = team.get("analysis.theme", theme_id=themes["faces"].id, language="ar")
    assert len(points_on(arabic)) == 1
    assert "يجب حظر" in arabic


def test_a_letter_is_listed_once_and_every_copy_on_demand(team: Browser, themes: dict[str, Any]) -> None:
    every = team.get("analysis.points", slug=SLUG)
    assert "42 points" in every
    link = re.search(r"/campaigns/(\d+)", team.get("analysis.campaigns", slug=SLUG).html)
    assert link
    copies = team.get("analysis.points", slug=SLUG, campaign=link[1])
    assert "4 points" in copies
    letter = team.get("analysis.campaign", campaign_id=link[1])
    assert "What each sender changed" in letter
    assert "<del>" in letter.html


def test_one_click_files_an_unplaced_point_under_its_nearest_theme(
    team: Browser, themes: dict[str, Any], page_world: World
) -> None:
    point = make.point(page_world.say("Cameras again."))
    point.nearest_theme_id = themes["faces"].id
    db.session.commit()
    page = team.get("analysis.unplaced", slug=SLUG)
    assert "Closest to Faces" in page
    form = {"point": point.id, "theme": themes["faces"].id, "next": f"/guidelines/{SLUG}/unplaced"}
    answer = team.post("analysis.file_points", form, slug=SLUG)
    assert "1 point is filed under “Faces” now" in answer
    assert f'id="point-{point.id}"' not in answer.html
    assert "Dana Novak" in team.get("analysis.point", point_id=point.id)
    assert "back where it was" in team.post("analysis.put_back", point_id=point.id)


def test_a_point_that_speaks_of_another_pillar_is_confirmed_or_not(
    team: Browser, themes: dict[str, Any], page_world: World
) -> None:
    page = team.get("analysis.unplaced", slug=SLUG, list="elsewhere")
    count = int(re.search(r"Filed under another pillar (\d+)", page.text)[1])  # type: ignore[index]
    assert count == len(points_on(page)) > 3
    first = re.search(r"/points/(\d+)/pillar", page.html)[1]  # type: ignore[index]
    answer = team.post(
        "analysis.decide_pillar",
        {"pillar": "HR", "next": f"/guidelines/{SLUG}/unplaced?list=elsewhere"},
        point_id=first,
    )
    assert len(points_on(answer)) == count - 1


def test_ticked_points_begin_a_new_theme(team: Browser, themes: dict[str, Any]) -> None:
    ids = [mark.removeprefix("point-") for mark in sorted(points_on(team.get("analysis.points", slug=SLUG)))[:3]]
    nameless = team.post("analysis.file_points", {"point": ids, "theme": "new", "next": "/"}, slug=SLUG, follow=False)
    assert nameless.location == "/"
    team.post("analysis.file_points", {"point": ids, "theme": "new", "label": "School yards"}, slug=SLUG)
    page = team.get("analysis.themes", slug=SLUG)
    assert "School yards 3 points" in re.sub(r"\s+", " ", page.text) or "School yards" in page
    assert "No point was ticked" in team.post(
        "analysis.file_points", {"theme": "new", "next": f"/guidelines/{SLUG}/points"}, slug=SLUG
    )


def test_naming_merging_and_setting_aside_by_their_forms(team: Browser, themes: dict[str, Any]) -> None:
    faces, money = themes["faces"], themes["money"]
    assert "A theme needs a name" in team.post("analysis.rename", {"label": " "}, theme_id=faces.id)
    named = team.post("analysis.rename", {"label": "Ban on face recognition"}, theme_id=faces.id)
    assert "Named by Dana Novak" in named
    assert "Choose the theme that stays" in team.post("analysis.merge", {"into": ""}, theme_id=money.id)
    assert "16 points" in team.post("analysis.merge", {"into": faces.id}, theme_id=money.id)
    assert "merged into another" in team.get("analysis.theme", theme_id=money.id)
    assert "two again" in team.post("analysis.change", theme_id=money.id, step="apart")
    assert "set aside" in team.post("analysis.change", theme_id=money.id, step="aside")
    assert "1 theme set aside" in team.get("analysis.themes", slug=SLUG)
    assert "in use again" in team.post("analysis.change", theme_id=money.id, step="back")


def test_a_run_is_asked_for_and_its_progress_is_told(team: Browser, themes: dict[str, Any]) -> None:
    page = team.post("analysis.start", slug=SLUG)
    assert "Waiting for a worker" in page
    job = db.session.scalars(select(Job).where(Job.kind == "analyse")).one()
    job.state, job.step, job.progress = State.RUNNING, "vectors", 0.4
    db.session.commit()
    assert "Reading the points: 40 %" in team.get("analysis.themes", slug=SLUG)
    job.state, job.error = State.FAILED, "ValueError: the disk is full"
    db.session.commit()
    assert "failed: ValueError: the disk is full" in team.get("analysis.run", slug=SLUG)


@pytest.mark.parametrize(
    ("order", "says", "current"),
    [
        ("breadth", "Ranked by how broad", "breadth"),
        ("people", "Ranked by how many people", "number of people"),
        ("size", "Ranked by the number of points", "number of points"),
        ("opposed", "whose comment opposes", "opposition"),
        ("agreed", "every kind of stakeholder is in favour", "agreement across groups"),
        ("divided", "how clearly two kinds", "what divides groups"),
        ("heading", "Under the broader group", "broader groups"),
        ("sideways", "Ranked by how broad", "breadth"),
    ],
)
def test_the_lead_says_what_the_order_is(team: Browser, themes: object, order: str, says: str, current: str) -> None:
    page = team.get("analysis.themes", slug=SLUG, order=order)
    assert says in page
    assert re.findall(r'order=\w+"\s+aria-current="true">([^<]+)', page.html) == [current]


def test_what_does_not_divide_clearly_is_left_out_and_said_so(team: Browser, themes: object) -> None:
    page = team.get("analysis.themes", slug=SLUG, order="divided")
    assert "No theme divides two kinds of stakeholder clearly." in page
    assert "they do not have five points from each of two kinds" in page
    two = team.get("analysis.themes", slug=SLUG, order="divided", between=["individual", "local_government"])
    assert "have fewer than five points from one of the two" in two


def test_a_short_remark_of_several_people_is_no_letter(
    team: Browser, themes: dict[str, Any], page_world: World
) -> None:
    make.campaign(page_world.guideline, page_world.say("Hors sujet."), page_world.say("Hors sujet"))
    db.session.commit()
    letters = team.get("analysis.campaigns", slug=SLUG)
    assert "Hors sujet" not in letters
    assert "4 copies" in letters
    assert "1 remark of fewer than eight words" in letters
    assert "Hors sujet" in team.get("analysis.campaigns", slug=SLUG, short="1")
    assert "4 copies" not in team.get("analysis.campaigns", slug=SLUG, short="1")
    door = re.search(r"Letters in copies</a>\s+<span[^>]*>(\d+)", team.get("analysis.themes", slug=SLUG).html)
    assert door
    assert door[1] == "1"
    assert re.search(r"Letters in copies</dt>\s*<dd>1<", team.get("analysis.run", slug=SLUG).html)


def test_filters_offer_only_what_occurs(team: Browser, themes: dict[str, Any], page_world: World) -> None:
    for comment in page_world.comments:
        comment.country, comment.stakeholder_type = "FR", None if comment.id % 2 else "individual"
    db.session.commit()
    page = team.get("analysis.points", slug=SLUG)
    assert 'id="by-region"' not in page.html
    assert re.findall(r'value="([^"]*)"', page.html.split('id="by-type"')[1].split("</select>")[0]) == [
        "",
        "individual",
        "none",
    ]
    asked = team.get("analysis.points", slug=SLUG, region="africa")
    assert re.search(r'value="africa"\s+selected', asked.html)
