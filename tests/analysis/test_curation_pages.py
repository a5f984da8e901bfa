"""Curation as the drafting team meets it: parts side by side, ticked points, one button that takes a change back."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from consult.analysis.assignment import actions as filing
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.theme_models import Split, SplitState
from consult.core.database import db
from consult.core.locking import version_of
from consult.core.queue import Job, State
from tests.analysis.conftest import World
from tests.analysis.test_splitting import proposed
from tests.browser import Browser, Page

SLUG = "smart-cities"


def points_in(theme: Theme) -> list[int]:
    here = select(Assignment.point_id).where(Assignment.theme_id == theme.id)
    return sorted(db.session.scalars(here))


def change_offered(page: Page) -> str:
    """The number of the change that the button right after it takes back."""
    found = re.search(r'class="undo-offer" action="[^"]+".*?name="change" value="(\d+)"', page.html, re.DOTALL)
    return found[1] if found else pytest.fail("no undo is offered")


def answered(status: int, page: Page) -> Page:
    assert page.status == status
    return page


@pytest.fixture
def theme(themes: dict[str, Any]) -> Theme:
    return themes["faces"]


def test_a_split_from_the_question_to_the_two_themes(team: Browser, theme: Theme, page_world: World) -> None:
    assert "Nothing is changed until" in team.get("analysis.split", theme_id=theme.id)
    waiting = team.post("analysis.split", {"do": "ask", "number": ""}, theme_id=theme.id)
    assert "The machine is looking for parts" in waiting
    split = proposed(theme, page_world)
    page = team.get("analysis.split", theme_id=theme.id)
    assert "The machine sees 2 parts" in page
    assert "Part 1 4 points" in re.sub(r"\s+", " ", page.text)
    assert 'value="Part 2"' in page.html
    assert "filed or kept here by people" not in page
    assert "4 points" in team.get("analysis.split", theme_id=theme.id, part=2)
    form = {"do": "so", "split": split.id, "name-1": "Part 1", "name-2": "Cameras in stations", "stays": 1}
    done = team.post("analysis.split", form, theme_id=theme.id)
    assert "“Cameras in stations” stands by itself now" in done
    assert "Split off from it: Cameras in stations" in re.sub(r"\s+", " ", done.text)
    (new,) = db.session.scalars(select(Theme).where(Theme.origin_id == theme.id))
    assert "Split off from Part 1" in re.sub(r"\s+", " ", team.get("analysis.theme", theme_id=new.id).text)
    assert "split off from Part 1" in re.sub(r"\s+", " ", team.get("analysis.themes", slug=SLUG).text)
    back = team.post("analysis.undo_change", {"change": change_offered(done)}, theme_id=theme.id)
    assert "Undone." in back
    assert "8 points" in back


def test_left_whole_it_can_be_asked_again(team: Browser, theme: Theme, page_world: World) -> None:
    split = proposed(theme, page_world)
    assert "stays whole" in team.post("analysis.split", {"do": "whole", "split": split.id}, theme_id=theme.id)
    assert "Look for parts" in team.get("analysis.split", theme_id=theme.id)


def test_names_that_will_not_do_are_said_beside_what_was_typed(team: Browser, theme: Theme, page_world: World) -> None:
    split = proposed(theme, page_world)
    form = {"do": "so", "split": split.id, "name-1": "Same", "name-2": "same"}
    page = team.post("analysis.split", form, theme_id=theme.id)
    assert "Another part has this name already" in page
    assert "Choose the part that stays" in page
    assert 'value="same"' in page.html
    form |= {"name-2": "x" * 121, "stays": 1}
    assert "may have 120 characters" in team.post("analysis.split", form, theme_id=theme.id)
    assert split.state == SplitState.PROPOSED


def test_points_that_left_since_are_told_and_it_is_looked_at_again(
    team: Browser, theme: Theme, themes: dict[str, Any], page_world: World
) -> None:
    split = proposed(theme, page_world)
    point = db.session.get_one(Point, points_in(theme)[0])
    filing.file_points([point], themes["money"], by=page_world.people.sara)
    db.session.commit()
    form = {"do": "so", "split": split.id, "name-1": "Typed by hand", "stays": 1}
    page = team.post("analysis.split", form, theme_id=theme.id)
    assert "Points have left this theme" in page
    assert "“Typed by hand”" in page
    assert "The machine is looking for parts" in page


def test_where_the_machine_found_no_parts_it_says_why(team: Browser, theme: Theme, page_world: World) -> None:
    split = proposed(theme, page_world)
    split.state, split.fault = SplitState.NO_PARTS, "alike"
    db.session.commit()
    assert "finds no parts in it" in team.get("analysis.split", theme_id=theme.id)
    team.post("analysis.split", {"do": "ask", "number": "3"}, theme_id=theme.id)
    job = db.session.scalars(select(Job).where(Job.kind == "propose_split")).all()[-1]
    job.state, job.error = State.FAILED, "ValueError: no"
    db.session.commit()
    assert "The machine failed at it: ValueError: no" in team.get("analysis.split", theme_id=theme.id)
    team.post("analysis.split", {"do": "ask", "number": "3"}, theme_id=theme.id)
    assert "The machine is looking for parts" in team.get("analysis.split", theme_id=theme.id)


def test_bad_requests_for_a_split_change_nothing(
    team: Browser, theme: Theme, themes: dict[str, Any], page_world: World
) -> None:
    split = proposed(theme, page_world)
    answered(400, team.post("analysis.split", {"do": "ask", "number": "9"}, theme_id=theme.id))
    answered(404, team.post("analysis.split", {"do": "so", "split": split.id}, theme_id=themes["money"].id))
    answered(404, team.post("analysis.split", {"do": "so", "split": "x"}, theme_id=theme.id))
    team.get("analysis.split", theme_id=theme.id, part=9, status=404)
    assert len(db.session.scalars(select(Split)).all()) == 1


@pytest.mark.parametrize(
    ("do", "says"),
    [
        ("keep", "2 points are kept in “Faces”. What else is proposed for them stays a proposal."),
        ("out", "2 points are taken out of “Faces”; the machine does not put them there again."),
        ("also", "2 points are filed under “Money”, too. They stay where they were."),
        ("file", "2 points are filed under “Money” now."),
    ],
)
def test_ticked_points_are_decided_and_the_act_is_undone_in_one(
    team: Browser, theme: Theme, themes: dict[str, Any], do: str, says: str
) -> None:
    rows = select(Assignment.point_id, Assignment.theme_id, Assignment.p, Assignment.by_id).order_by(
        Assignment.point_id, Assignment.theme_id
    )
    before = db.session.execute(rows).all()
    here = f"/themes/{theme.id}"
    form = {"do": do, "here": theme.id, "point": points_in(theme)[:2], "theme": themes["money"].id, "next": here}
    page = team.post("analysis.file_points", form, slug=SLUG)
    assert says in page
    assert db.session.execute(rows).all() != before
    change, about = change_offered(page), theme if do in {"keep", "out"} else themes["money"]
    assert "Undone." in team.post("analysis.undo_change", {"change": change, "next": here}, theme_id=about.id)
    assert db.session.execute(rows).all() == before
    again = answered(409, team.post("analysis.undo_change", {"change": change}, theme_id=about.id))
    assert "undone already" in again


def test_what_was_done_says_who_and_offers_the_last_of_each_kind(team: Browser, theme: Theme) -> None:
    team.post(
        "analysis.rename", {"label": "Ban on face recognition", "base_version": version_of("Faces")}, theme_id=theme.id
    )
    form = {"do": "keep", "here": theme.id, "point": points_in(theme)[:3], "next": "/"}
    team.post("analysis.file_points", form, slug=SLUG)
    page = re.sub(r"\s+", " ", team.get("analysis.theme", theme_id=theme.id).text)
    assert "3 points kept here Dana Novak" in page
    assert "Renamed from “Faces” to “Ban on face recognition” Dana Novak" in page
    stale = answered(
        409, team.post("analysis.rename", {"label": "Mine", "base_version": version_of("Faces")}, theme_id=theme.id)
    )
    assert "Ban on face recognition" in stale
    assert 'value="Mine"' in stale.html


def test_experts_read_what_was_done_and_undo_nothing(browser: Browser, theme: Theme, page_world: World) -> None:
    browser.as_(page_world.people.dana).post("analysis.rename", {"label": "Named"}, theme_id=theme.id)
    page = browser.as_(page_world.people.ines).get("analysis.theme", theme_id=theme.id)
    assert "What was done" in page
    assert ">Undo<" not in page.html


def test_followers_are_told_on_the_page_of_the_theme(team: Browser, theme: Theme) -> None:
    for assignment in db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id).limit(3)):
        assignment.followed = True
    db.session.commit()
    page = team.get("analysis.theme", theme_id=theme.id)
    assert "3 points followed your examples" in page
    listed = team.get("analysis.theme", theme_id=theme.id, placed="followed")
    assert "3 points , put here by the machine" in re.sub(r"\s+", " ", listed.text).replace("3 points,", "3 points ,")


def test_a_theme_begun_by_example_is_undone_from_its_own_page(team: Browser, theme: Theme) -> None:
    form = {
        "do": "file",
        "point": points_in(theme)[:2],
        "theme": "new",
        "label": "Protests",
        "next": f"/themes/{theme.id}",
    }
    page = team.post("analysis.file_points", form, slug=SLUG)
    assert "The theme “Protests” begins with these points" in page
    begun = db.session.scalars(select(Theme).where(Theme.label == "Protests")).one()
    number = begun.id
    assert "Begun as “Protests”" in team.get("analysis.theme", theme_id=number)
    done = team.post("analysis.undo_change", {"change": change_offered(page)}, theme_id=number)
    assert "Undone." in done
    assert "Protests" not in done
    team.get("analysis.theme", theme_id=number, status=404)
    assert len(points_in(theme)) == 8


def test_unknown_doings_and_other_themes_are_refused(team: Browser, theme: Theme) -> None:
    form = {"point": points_in(theme)[:1], "here": theme.id, "next": "/"}
    answered(400, team.post("analysis.file_points", {**form, "do": "burn"}, slug=SLUG))
    answered(400, team.post("analysis.file_points", {**form, "do": "keep", "here": 10**6}, slug=SLUG))
    nothing = team.post(
        "analysis.file_points", {"do": "keep", "here": theme.id, "next": f"/themes/{theme.id}"}, slug=SLUG
    )
    assert "No point was ticked" in nothing
    assert "nothing here to undo" in answered(409, team.post("analysis.undo_change", theme_id=theme.id))


@pytest.mark.parametrize(
    "case",
    [
        ("", "", "Choose a theme, or type the name of a new one"),
        ("money", "Night trains", "You chose a theme and typed a name for a new one"),
        ("", "mONEY", "Another theme has this name already"),
        ("new", "", "Give the new theme a name"),
    ],
)
def test_what_is_not_clear_moves_nothing_and_is_kept_to_be_mended(
    team: Browser, theme: Theme, themes: dict[str, Any], case: tuple[str, str, str]
) -> None:
    chosen, name, says = case
    before = points_in(theme)
    where = str(themes[chosen].id) if chosen in themes else chosen
    form = {"do": "file", "point": before[:2], "theme": where, "label": name, "next": f"/themes/{theme.id}"}
    page = team.post("analysis.file_points", form, slug=SLUG)
    assert says in page
    assert points_in(theme) == before
    assert page.html.count(" checked") == 2
    assert f'value="{name}"' in page.html
    assert " checked" not in team.get("analysis.theme", theme_id=theme.id).html


def test_a_name_alone_begins_a_theme(team: Browser, theme: Theme) -> None:
    page = team.get("analysis.point", point_id=points_in(theme)[0])
    assert '<option value="">Choose a theme</option>' in page.html
    form = {"do": "file", "point": points_in(theme)[:2], "theme": "", "label": "Night trains", "next": "/"}
    team.post("analysis.file_points", form, slug=SLUG)
    assert len(points_in(db.session.scalars(select(Theme).where(Theme.label == "Night trains")).one())) == 2


def test_a_name_that_another_theme_has_is_refused_and_merging_is_named(
    team: Browser, theme: Theme, themes: dict[str, Any], page_world: World
) -> None:
    page = team.post("analysis.rename", {"label": "mONEY", "base_version": version_of("Faces")}, theme_id=theme.id)
    assert "Another theme has this name already. If the two are one theme, merge them" in page
    assert 'value="mONEY"' in page.html
    split = proposed(theme, page_world)
    split.parts[1].label = "Money"
    db.session.commit()
    assert "Another theme has this name already" in team.get("analysis.split", theme_id=theme.id)
    form = {"do": "so", "split": split.id, "name-1": "Part 1", "name-2": "Money", "stays": 1}
    assert "Another theme has this name already" in team.post("analysis.split", form, theme_id=theme.id)
    assert "stands by itself" in team.post("analysis.split", {**form, "name-2": "Trams"}, theme_id=theme.id)
    db.session.refresh(theme)
    assert "keeps it when" in team.post("analysis.rename", {"label": "PART 1"}, theme_id=theme.id)


def test_a_name_given_meanwhile_is_said_on_the_form_and_sent_again(
    team: Browser, theme: Theme, page_world: World
) -> None:
    team.post("analysis.rename", {"label": "Earlier", "base_version": version_of("Faces")}, theme_id=theme.id)
    stale = answered(
        409, team.post("analysis.rename", {"label": "Better", "base_version": version_of("Faces")}, theme_id=theme.id)
    )
    assert "You named it “Earlier” meanwhile" in stale
    assert "Name of the theme" in stale
    assert version_of("Earlier") in stale.html
    assert "has its name" in team.post(
        "analysis.rename", {"label": "Better", "base_version": version_of("Earlier")}, theme_id=theme.id
    )
    sara = team.as_(page_world.people.sara)
    stale = answered(
        409, sara.post("analysis.rename", {"label": "Best", "base_version": version_of("Faces")}, theme_id=theme.id)
    )
    assert "It was named “Better” while you were thinking" in stale


def test_what_is_undone_has_its_examples_again(team: Browser, theme: Theme, page_world: World) -> None:
    def examples() -> dict[int, int]:
        shown = select(Assignment.point_id, Assignment.representative).where(Assignment.theme_id == theme.id)
        return dict(db.session.execute(shown.where(Assignment.representative.is_not(None))).all())

    before = examples()
    assert before
    form = {"do": "so", "split": proposed(theme, page_world).id, "stays": 2}
    done = team.post("analysis.split", form, theme_id=theme.id)
    assert examples() != before
    team.post("analysis.undo_change", {"change": change_offered(done)}, theme_id=theme.id)
    assert examples() == before
    into = db.session.scalars(select(Theme.id).where(Theme.label == "Money")).one()
    team.post("analysis.merge", {"into": into}, theme_id=theme.id)
    assert not examples()
    team.post("analysis.change", theme_id=theme.id, step="apart")
    assert examples() == before


def test_the_record_keeps_the_names_of_then(team: Browser, theme: Theme) -> None:
    done = team.post("analysis.rename", {"label": "Trams", "base_version": version_of("Faces")}, theme_id=theme.id)
    team.post("analysis.undo_change", {"change": change_offered(done)}, theme_id=theme.id)
    team.post("analysis.rename", {"label": "Trains", "base_version": version_of("Faces")}, theme_id=theme.id)
    record = team.get("tracing.journal", slug=SLUG)
    assert "The theme “Faces” is called “Trams” now." in record
    assert "The theme “Faces” is called “Trains” now." in record
    assert "Undone: The theme “Faces” is called “Trams” now." in record
    assert "Undone: Renamed from “Faces” to “Trams”" in team.get("analysis.theme", theme_id=theme.id)


def test_everything_that_was_done_stands_in_one_list_and_is_undone_there(
    team: Browser, theme: Theme, themes: dict[str, Theme], page_world: World
) -> None:
    assert "Nobody has named" in team.get("analysis.changes", slug=SLUG)
    dana, money = page_world.people.dana, themes["money"]
    points = [db.session.get_one(Point, number) for number in points_in(theme)[:2]]
    act = filing.file_points(points, money, by=dana)
    filing.decide_pillar(points[0], None, by=dana)
    begun = filing.found_theme(theme.guideline, "Stray", by=dana)
    db.session.commit()
    page = team.get("analysis.changes", slug=SLUG)
    assert "2 points filed here" in page
    assert "Speaks of no pillar" in page
    again = {"next": f"/guidelines/{SLUG}/themes/changes"}
    page = team.post("analysis.undo_change", {"change": act.id, **again}, theme_id=money.id)
    assert "Undone" in page
    assert all(number in points_in(theme) for number in (point.id for point in points))
    team.post("analysis.undo_change", again, theme_id=begun.id)
    assert "About “Stray”, which is gone" in team.get("analysis.changes", slug=SLUG)
