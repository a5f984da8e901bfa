"""Before one answer goes to a whole theme its form says where the authors of its points stand."""

import pytest
from flask import Flask

from consult.analysis.models import Assignment, Point
from consult.comments.models import Stance
from consult.core import clock
from consult.core.database import db
from consult.responses.clearance.actions import save_draft, set_clearance
from consult.responses.coverage.opposition import opposite_stances
from consult.responses.coverage.queries import Moved, moved_since
from consult.responses.coverage.stances import stances_of_draft, stances_reached
from consult.responses.models import Disposition
from consult.responses.queries import points_reached
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.people import People


def stands(it: make.Consulted, people: People, stance: Stance, turn: int = 0) -> Point:
    said = comments.comment(it.round, people.amina, f"{stance} of the register, {turn}.", number="HR-L1", stance=stance)
    return analysis.point(said)


def file(it: make.Consulted, point: Point) -> None:
    db.session.add(Assignment(point=point, theme=it.theme, p=0.9, at=clock.now()))
    db.session.commit()


@pytest.mark.parametrize(
    ("support", "changes", "oppose", "both"),
    [(5, 0, 1, False), (5, 0, 2, True), (1, 1, 9, True), (30, 0, 3, False), (27, 0, 3, True), (9, 0, 0, False)],
)
def test_both_sides_are_there_when_the_smaller_is_two_points_and_a_tenth(
    support: int, changes: int, oppose: int, *, both: bool
) -> None:
    stances = {Stance.SUPPORT: support, Stance.SUPPORT_WITH_CHANGES: changes, Stance.OPPOSE: oppose}
    assert opposite_stances(stances) is both


def test_they_are_counted_of_the_points_that_the_answer_reaches(page_app: Flask) -> None:
    people = People()
    it = make.consulted(people)
    theirs = [stands(it, people, stance, turn) for turn in range(2) for stance in (Stance.SUPPORT, Stance.OPPOSE)]
    for point in theirs:
        file(it, point)
    make.answer(theirs[0], people.dana)  # keeps its own
    neutral = it.sensors.comment.stance
    assert stances_reached([it.theme]) == {it.theme.id: {"support": 1, "oppose": 2, neutral: 2}}
    set_clearance(it.guideline, required=True, by=people.sara)
    draft = save_draft(it.theme, Disposition.NOTED, "Noted.", by=people.dana)
    make.answer(it.theme, people.dana)
    file(it, stands(it, people, Stance.OPPOSE, 9))  # came since: a change does not reach it
    db.session.delete(db.session.query(Assignment).filter_by(point_id=theirs[1].id).one())  # left: it does
    db.session.commit()
    moved, reached = moved_since([it.theme])[it.theme.id], points_reached([it.theme])[it.theme.id]
    assert moved == Moved(came=1, left=1)
    told = stances_reached([it.theme])[it.theme.id]
    assert told == {"support": 1, "oppose": 2, neutral: 2}
    assert sum(told.values()) == moved.of(reached).answered
    assert stances_of_draft(draft) == told


def test_the_form_warns_where_both_sides_would_get_the_same_words_and_lists_each(browser: Browser) -> None:
    people = browser.people
    it, warning = make.consulted(people), "would get the same words"
    dana, desk = browser.as_(people.dana), {"slug": "smart-cities", "at": "HR-L1"}
    for turn in range(2):
        file(it, stands(it, people, Stance.SUPPORT, turn))
    assert warning not in dana.get("responses.answer_theme", theme_id=it.theme.id)
    for turn in range(2):
        file(it, stands(it, people, Stance.OPPOSE, turn))
    for page in (dana.get("responses.answer_theme", theme_id=it.theme.id), dana.get("responses.desk", **desk)):
        assert warning in page
        assert "Oppose 2" in page
        assert f"kind=point&amp;theme={it.theme.id}&amp;stance=oppose" in page.html
    filed = db.session.query(Assignment).filter_by(theme_id=it.theme.id).all()
    sides = [one.point for one in filed if one.point.comment.stance in {Stance.SUPPORT, Stance.OPPOSE}]
    page = dana.get("responses.answer_ask", ask_id=analysis.ask(it.theme, *sides).id)
    assert warning in page
    assert "Oppose 2" in page
    listed = dana.get("tracing.search", slug="smart-cities", kind="point", theme=it.theme.id, stance="oppose")
    assert "Decide about these points together" in listed
    given = dana.post(
        "responses.answer_theme",
        {
            f"theme-{it.theme.id}-disposition": "noted",
            f"theme-{it.theme.id}-reason": "Noted.",
            f"theme-{it.theme.id}-base_version": "0",
        },
        theme_id=it.theme.id,
    )
    assert "6 points now have this answer." in given, "nothing is forbidden"


def test_the_page_of_an_answered_point_is_headed_by_what_it_does(browser: Browser) -> None:
    it, dana = make.consulted(browser.people), browser.as_(browser.people.dana)
    assert "Change the answer" not in dana.get("responses.answer_point", point_id=it.cost.id)
    make.answer(it.cost, browser.people.dana)
    page = dana.get("responses.answer_point", point_id=it.cost.id)
    assert "Change the answer" in page
    assert "Answer one point" not in page
    assert "Answer this point" not in page
