"""An answer given to a whole theme goes along with what is split off from it, and says so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.analysis.models import Assignment, Point, Theme
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.responses import actions
from consult.responses.jobs import take_answers_along
from consult.responses.models import Answer, Disposition
from consult.responses.queries import current_answer, effective_answers
from tests.browser import Browser
from tests.make import responses as make
from tests.people import People


def split_off(theme: Theme, *points: Point) -> Theme:
    """A new theme with some of its points, a while later."""
    with clock.at(clock.now() + timedelta(hours=1)):
        new = Theme(guideline=theme.guideline, label="Part", keywords=[], origin_id=theme.id, created_at=clock.now())
    db.session.add(new)
    for assignment in db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id)):
        if assignment.point in points:
            assignment.theme = new
    db.session.commit()
    return new


@pytest.fixture
def it(people: People) -> make.Consulted:
    return make.consulted(people)


def test_points_that_move_to_a_part_keep_the_answer_that_was_given(it: make.Consulted, people: People) -> None:
    given = make.answer(it.theme, people.dana, Disposition.ACCEPTED, "It is in.")
    new = split_off(it.theme, it.updates)
    take_answers_along()
    held = effective_answers([it.sensors, it.updates])
    assert held[it.sensors.id].answer == given
    along = held[it.updates.id].answer
    assert (along.theme, along.disposition, along.reason) == (new, given.disposition, given.reason)
    assert (along.by, along.at) == (people.dana, given.at)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer.taken_along")).one()
    assert (entry.facts["of"], entry.actor_id) == (given.id, None)


def test_it_is_taken_along_once_and_not_again_when_withdrawn(it: make.Consulted, people: People) -> None:
    make.answer(it.theme, people.dana)
    new = split_off(it.theme, it.updates)
    take_answers_along()
    take_answers_along()
    along = current_answer(theme=new)
    assert along is not None
    actions.withdraw_answer(along, "It was given by mistake.", by=people.dana)
    db.session.commit()
    take_answers_along()
    assert current_answer(theme=new) is None
    assert len(db.session.scalars(select(Answer).where(Answer.theme_id == new.id)).all()) == 1


def test_the_answer_that_stood_at_the_split_goes_along(it: make.Consulted, people: People) -> None:
    make.answer(it.theme, people.dana, Disposition.NOTED, "Before.")
    new = split_off(it.theme, it.updates)
    with clock.at(clock.now() + timedelta(hours=2)):
        make.answer(it.theme, people.dana, Disposition.ACCEPTED, "After, for what stayed.")
        take_answers_along()
    along = current_answer(theme=new)
    assert along is not None
    assert along.reason == "Before."


def test_an_answer_given_after_the_split_is_not_of_the_part(it: make.Consulted, people: People) -> None:
    new = split_off(it.theme, it.updates)
    with clock.at(clock.now() + timedelta(hours=2)):
        make.answer(it.theme, people.dana)
        take_answers_along()
    assert current_answer(theme=new) is None


def test_the_page_says_that_it_was_answered_as_part_of_the_whole(browser: Browser) -> None:
    it = make.consulted(browser.people)
    make.answer(it.theme, browser.people.dana)
    new = split_off(it.theme, it.updates)
    take_answers_along()
    team = browser.as_(browser.people.dana)
    assert f"answered as part of “{it.theme.label}” before it was split off" in team.get(
        "responses.answer_theme", theme_id=new.id
    )
    assert "as part of" not in team.get("responses.answer_theme", theme_id=it.theme.id)
