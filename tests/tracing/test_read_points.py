"""Which points the drafting team has read: noted where all their words stand, looked for in the search."""

import pytest
from sqlalchemy import select

from consult.analysis.read_points.actions import note_read
from consult.analysis.read_points.models import ReadPoint
from consult.core.database import db
from consult.responses.clearance.actions import save_draft
from consult.responses.models import Disposition
from tests.browser import Browser, Page
from tests.make import analysis
from tests.make import responses as make
from tests.net.test_statements import Statements

SLUG = {"slug": "smart-cities"}


@pytest.fixture
def it(browser: Browser) -> make.Consulted:
    return make.consulted(browser.people)


def read_by(person: object) -> set[int]:
    return set(db.session.scalars(select(ReadPoint.point_id).where(ReadPoint.person_id == person.id)))  # type: ignore[attr-defined]


def found(browser: Browser, **narrowed: object) -> Page:
    return browser.get("tracing.search", **SLUG, kind="point", **narrowed)


def test_the_search_narrows_by_who_has_read_a_point(browser: Browser, it: make.Consulted) -> None:
    people = browser.people
    dana, sara = browser.as_(people.dana), browser.as_(people.sara)
    dana.get("responses.answer_point", point_id=it.cost.id)
    sara.get("analysis.point", point_id=it.sensors.id)
    every = found(dana, sort="newest", read="none")
    assert "2 fit." in every
    assert it.typo.comment.reference in every
    assert it.updates.comment.reference in every
    assert "1 fits." in found(dana, read="me")
    assert it.cost.comment.reference in found(dana, read="me")
    assert it.sensors.comment.reference in found(dana, read="others")
    assert "3 fit." in found(dana, read="unread")
    assert "3 fit." in found(sara, read="unread")
    # A word of its own: the verb of the menu is another one in other languages.
    facets = found(dana, sort="newest", campaign="none").tree.iter()
    assert "Read by" in {(one.text or "").strip() for one in facets}
    for label in ("Read by you", "Read by colleagues, not by you", "Read by nobody yet", "Not read by you yet"):
        assert label in found(dana, sort="newest", campaign="none").text


def test_what_is_chosen_is_not_counted_as_none_where_nobody_has_read_anything(
    browser: Browser, it: make.Consulted
) -> None:
    page = found(browser.as_(browser.people.dana), sort="newest", read="unread")
    assert "4 fit." in page
    assert "Not read by you yet" in page
    assert "Not read by you yet 0" not in page


def test_all_that_nobody_has_read_is_decided_about_together(browser: Browser, it: make.Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    dana.get("responses.answer_point", point_id=it.cost.id)
    page = dana.get("tracing.bulk", **SLUG, read="unread")
    assert "3 points fit." in page
    assert "Small towns cannot pay" not in page


def test_pages_that_show_all_words_of_points_note_them_each_once(browser: Browser, it: make.Consulted) -> None:
    people = browser.people
    dana, sara = browser.as_(people.dana), browser.as_(people.sara)
    dana.get("responses.clause_desk", uid=it.clause("HR-L1").uid)
    assert {it.sensors.id, it.updates.id} <= read_by(people.dana)
    ask = analysis.ask(it.theme, it.updates, it.sensors)
    draft = save_draft(it.cost, Disposition.NOTED, "Noted.", by=people.dana)
    db.session.commit()
    sara.get("responses.answer_ask", ask_id=ask.id)
    assert read_by(people.sara) == {it.sensors.id, it.updates.id}
    sara.get("responses.points_of_draft", draft_id=draft.id)
    assert read_by(people.sara) == {it.sensors.id, it.updates.id, it.cost.id}
    with Statements() as again:
        sara.get("responses.points_of_draft", draft_id=draft.id)
    assert not [one for one in again if "INTO read_point" in one]


def test_many_points_are_noted_by_two_statements(browser: Browser, it: make.Consulted) -> None:
    dana = browser.people.dana
    assert dana.id
    numbers = [point.id for point in it.points]
    with Statements() as done:
        note_read(it.points, by=dana)
    assert len([one for one in done if not one.startswith("PRAGMA")]) == 2
    assert read_by(dana) == set(numbers)


def test_what_others_read_is_nobodys_to_know_outside_the_team(browser: Browser, it: make.Consulted) -> None:
    people = browser.people
    browser.as_(people.dana).get("responses.answer_point", point_id=it.cost.id)
    ines = browser.as_(people.ines)
    ines.get("analysis.point", point_id=it.sensors.id)
    assert read_by(people.ines) == set()
    page = found(ines, sort="newest", campaign="none").text
    assert "Read by" not in page
    assert "1 fits." not in found(ines, read="others")
