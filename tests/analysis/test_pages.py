"""The pages of analysis, as the drafting team, an expert and others meet them."""

import re
from typing import Any

from sqlalchemy import select

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
