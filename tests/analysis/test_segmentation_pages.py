"""Cutting on the page: what the form carries, what it says when somebody else cut meanwhile."""

import re

import pytest

from consult.analysis.models import Point
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.jobs import analyse_now
from consult.analysis.segmentation import actions as segmentation
from consult.core.database import db
from consult.core.queue import queue
from tests.analysis import reader
from tests.analysis.conftest import World
from tests.analysis.test_segmentation import BOTH, FACES, MONEY, words
from tests.browser import Browser


@pytest.fixture(autouse=True)
def our_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp_adapter, "read_all", reader.read_all)
    monkeypatch.setattr(nlp_adapter, "place_some", reader.place_some)


def form_of(number: int) -> dict[str, str]:
    """What the form on the point's page carries, as it was shown now."""
    point = db.session.get_one(Point, number)
    shown = segmentation.cutting_of(point)
    return {
        "digest": shown.digest,
        "base_version": shown.version,
        "comment-was": str(point.comment_id),
        "start-was": str(point.start),
    }


def test_a_cut_made_over_older_points_changes_nothing_and_is_kept(browser: Browser, page_world: World) -> None:
    page_world.says_everything()
    said = page_world.say(f"{BOTH} And train the staff of every town.")
    db.session.commit()
    analyse_now(page_world.guideline)
    team = browser.as_(page_world.people.dana)
    point = segmentation.points_placed(said)[-1].id
    before = form_of(point)
    small, pay, train = (str(said.text.index(words)) for words in ("Small", "say who", "And train"))
    team.post("analysis.cut", {**before, "do": "cut", "begins": [small, train]}, point_id=point)
    colleagues = words(said)
    for do in ("cut", "before"):
        late = team.post("analysis.cut", {**before, "do": do, "begins": [small, pay]}, point_id=point)
        assert late.status == 409
        assert f"{page_world.people.dana.name} cut this comment otherwise meanwhile" in late
        assert re.search(rf'value="{pay}"\s+checked', late.html)
        assert not re.search(rf'value="{train}"\s+checked', late.html)
        assert "a point begins here now" in late
        assert words(said) == colleagues
    assert team.post("analysis.uncut", before, point_id=point).status == 409
    again = {**form_of(point), "do": "cut", "begins": [small, pay]}
    assert "The points are as you cut them" in team.post("analysis.cut", again, point_id=point)
    assert len(words(said)) == 3


def test_a_cut_of_a_point_that_went_meanwhile_is_kept_over_the_one_that_holds_its_place(
    browser: Browser, page_world: World
) -> None:
    page_world.says_everything()
    said = page_world.say(BOTH)
    db.session.commit()
    analyse_now(page_world.guideline)
    team = browser.as_(page_world.people.dana)
    faces, money = (point.id for point in segmentation.points_placed(said))
    before = form_of(money)
    team.post("analysis.cut", {**form_of(faces), "do": "after"}, point_id=faces)
    small, pay = (str(said.text.index(words)) for words in ("Small", "say who"))
    late = team.post("analysis.cut", {**before, "do": "cut", "begins": [small, pay]}, point_id=money)
    assert late.status == 409
    assert re.search(rf'value="{pay}"\s+checked', late.html)
    assert f"/points/{faces}/cut" in late.html
    assert words(said) == [BOTH]
    assert team.post("analysis.cut", {"do": "cut"}, point_id=money).status == 404
    stranger = browser.as_(page_world.people.amina)
    assert stranger.post("analysis.cut", {**before, "do": "cut"}, point_id=money).status == 404


def test_on_the_page_a_drafter_cuts_joins_and_gives_back(browser: Browser, page_world: World) -> None:
    page_world.says_everything()
    said = page_world.say(BOTH)
    db.session.commit()
    analyse_now(page_world.guideline)
    team = browser.as_(page_world.people.dana)
    _faces, money = (point.id for point in segmentation.points_placed(said))
    page = team.get("analysis.point", point_id=money)
    assert "Tick where a point begins" in page
    assert "Join this point with the one before" in page
    assert "Join this point with the next" not in page
    sent = {
        **form_of(money),
        "do": "cut",
        "begins": [str(BOTH.index("Small")), str(BOTH.index("say who")), "7"],
    }
    page = team.post("analysis.cut", sent, point_id=money)
    assert "The points are as you cut them" in page
    assert "Cut into points by Dana" in page
    assert words(said) == [FACES, "Small towns have no budget for this:", "say who pays, with grants for maintenance."]
    assert "cut so already" in team.post("analysis.cut", {**sent, **form_of(money)}, point_id=money)
    team.post("analysis.cut", {**form_of(money), "do": "before"}, point_id=money)
    assert len(words(said)) == 2
    assert "cuts this comment again" in team.post("analysis.uncut", form_of(money), point_id=money)
    queue.run_all()
    assert words(said) == [FACES, MONEY]
    stale = team.post("analysis.cut", {"digest": "0", "do": "cut"}, point_id=money)
    assert "changed the comment meanwhile" in stale
    assert "Cut it otherwise" not in browser.as_(page_world.people.ines).get("analysis.point", point_id=money)


def test_wording_that_a_point_asks_for_is_set_off(team: Browser, page_world: World) -> None:
    page_world.says_everything()
    said = page_world.say('Replace "may" with "shall" in the first sentence, so that it binds.')
    db.session.commit()
    analyse_now(page_world.guideline)
    point = segmentation.points_placed(said)[0]
    point.proposed_start, point.proposed_end = said.text.index('"shall"'), said.text.index(" in the first")
    db.session.commit()
    page = team.get("analysis.point", point_id=point.id)
    assert 'asks for this wording: "shall"' in page
