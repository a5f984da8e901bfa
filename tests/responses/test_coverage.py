"""An answer stays with the points it was given to: what comes into the theme waits, what leaves keeps it."""

import pytest
from sqlalchemy import delete, select

from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.derived.triggers import wrong_counts
from consult.core.ruling import Refused
from consult.responses.coverage import actions
from consult.responses.coverage.queries import Moved, came_since, left_since, moved_since
from consult.responses.models import Answer, Disposition
from consult.responses.queries import effective_answers
from tests.browser import Browser
from tests.make import responses as make
from tests.people import People


@pytest.fixture
def it(people: People) -> make.Consulted:
    return make.consulted(people)


def refile(point: Point, theme: Theme) -> None:
    """As the machine does it."""
    db.session.execute(delete(Assignment).where(Assignment.point_id == point.id))
    db.session.add(Assignment(point_id=point.id, theme_id=theme.id, p=0.9, at=clock.now()))
    db.session.commit()


def another(it: make.Consulted) -> Theme:
    theme = Theme(guideline=it.guideline, label="Upkeep", keywords=[], created_at=clock.now())
    db.session.add(theme)
    db.session.commit()
    return theme


def answer_of(point: Point) -> Answer | None:
    held = effective_answers([point]).get(point.id)
    return held.answer if held is not None else None


def test_what_comes_into_an_answered_theme_waits_until_a_person_gives_it_the_answer(
    it: make.Consulted, people: People
) -> None:
    given = make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    assert answer_of(it.cost) is None
    assert moved_since([it.theme]) == {it.theme.id: Moved(came=1, left=0)}
    actions.give_to_newcomers(given, [it.cost.id], by=people.sara)
    db.session.commit()
    assert answer_of(it.cost) == given
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer.extended")).one()
    assert (entry.facts["points"], entry.actor_id) == ([it.cost.id], people.sara.id)
    assert wrong_counts(db.session.connection()) == {}


def test_what_leaves_keeps_its_answer_until_a_person_lets_it_go(it: make.Consulted, people: People) -> None:
    given, upkeep = make.answer(it.theme, people.dana), another(it)
    refile(it.updates, upkeep)
    assert answer_of(it.updates) == given
    assert moved_since([it.theme]) == {it.theme.id: Moved(came=0, left=1)}
    actions.end_coverage(given, [it.updates.id], by=people.dana)
    db.session.commit()
    assert answer_of(it.updates) is None
    assert wrong_counts(db.session.connection()) == {}


def test_an_answer_to_the_theme_it_moved_to_decides_about_what_left(it: make.Consulted, people: People) -> None:
    first, upkeep = make.answer(it.theme, people.dana), another(it)
    refile(it.updates, upkeep)
    second = make.answer(upkeep, people.dana, Disposition.NOTED, "Noted.")
    assert (answer_of(it.sensors), answer_of(it.updates)) == (first, second)
    assert db.session.scalars(left_since(it.theme.id)).all() == []
    assert wrong_counts(db.session.connection()) == {}


def test_a_changed_answer_reaches_whom_the_one_before_reached_and_nobody_else(
    it: make.Consulted, people: People
) -> None:
    make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    changed = make.answer(it.theme, people.dana, Disposition.NOTED, "Noted.")
    assert (answer_of(it.sensors), answer_of(it.cost)) == (changed, None)
    assert db.session.scalars(came_since(it.theme.id)).all() == [it.cost]


def test_a_theme_that_is_merged_while_it_is_answered_takes_no_answer_away(it: make.Consulted, people: People) -> None:
    given, heir = make.answer(it.theme, people.dana), another(it)
    refile(it.sensors, heir)
    it.theme.state, it.theme.merged_into_id = ThemeState.MERGED, heir.id
    db.session.commit()
    assert answer_of(it.sensors) == given


def test_what_is_not_in_the_theme_cannot_be_given_its_answer(it: make.Consulted, people: People) -> None:
    given = make.answer(it.theme, people.dana)
    with pytest.raises(Refused, match="None of these points waits"):
        actions.give_to_newcomers(given, [it.cost.id], by=people.dana)
    with pytest.raises(Refused, match="None of these points keeps"):
        actions.end_coverage(given, [it.sensors.id], by=people.dana)


def test_the_team_reads_what_came_and_gives_it_the_answer(browser: Browser) -> None:
    people = browser.people
    it = make.consulted(people)
    given = make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    dana = browser.as_(people.dana)
    assert "1 point came since the answer" in dana.get("responses.answer_theme", theme_id=it.theme.id).text
    page = dana.get("responses.since_the_answer", theme_id=it.theme.id)
    assert "Small towns cannot pay" in page.text
    dana.post("responses.settle_since_the_answer", {"points": it.cost.id, "do": "give"}, theme_id=it.theme.id)
    assert answer_of(it.cost) == given
