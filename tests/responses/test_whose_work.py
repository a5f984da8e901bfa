"""Clauses, themes and points are given to members of the team; each finds what is theirs on their first page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from consult.analysis.models import Assignment
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.locking import Stale
from consult.core.ruling import Refused
from consult.responses.assignments.actions import assign
from consult.responses.assignments.models import WorkAssignment
from consult.responses.assignments.queries import assignee_id, loads, open_in_themes, standing_assignment, work_on_point
from consult.responses.assignments.rules import best_placed
from consult.responses.assignments.things import Thing, ThingKey
from consult.responses.assignments.views import VIEWS
from consult.responses.notes.actions import take_note_back, write_note
from consult.responses.notes.models import TeamNote
from consult.responses.queries import answerable_points
from tests.browser import Browser
from tests.make import responses as make
from tests.people import People
from tests.responses.test_costs import Counted


@pytest.fixture
def it(people: People) -> make.Consulted:
    return make.consulted(people)


@pytest.fixture
def there(browser: Browser) -> make.Consulted:
    return make.consulted(browser.people)


def whose(it: make.Consulted) -> dict[int, int | None]:
    query = answerable_points(it.guideline).with_only_columns(make.Point.id, assignee_id())
    return dict(db.session.execute(query).all())


def test_a_point_is_its_own_assignees_before_its_themes_before_its_clauses(it: make.Consulted, people: People) -> None:
    assign(it.clause("HR-L1"), people.dana, by=people.sara)
    assign(it.theme, people.sara, by=people.sara)
    assign(it.updates, people.dana, by=people.sara)
    assert whose(it) == {
        it.sensors.id: people.sara.id,
        it.updates.id: people.dana.id,
        it.typo.id: people.dana.id,
        it.cost.id: None,
    }
    told = {point.id: work_on_point(point).assignee for point in (it.sensors, it.updates, it.typo, it.cost)}
    names = {people.sara.id: people.sara.name, people.dana.id: people.dana.name, None: ""}
    assert told == {number: names[holder] for number, holder in whose(it).items()}, "and each page says the same"


def test_given_on_it_is_the_next_ones_and_what_was_stays_to_be_read(it: make.Consulted, people: People) -> None:
    first = assign(it.theme, people.dana, by=people.sara, due_on=date(2030, 1, 1))
    assert assign(it.theme, people.dana, by=people.sara, due_on=date(2030, 1, 1)) is first
    second = assign(it.theme, people.sara, by=people.sara)
    assert first is not None
    assert first.ended_at is not None
    assert standing_assignment(ThingKey.of(it.theme)) is second
    assign(it.theme, None, by=people.dana)
    assert standing_assignment(ThingKey.of(it.theme)) is None
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.startswith("work."))).all()
    assert [entry.verb for entry in entries] == ["work.assigned", "work.assigned", "work.given_back"]


def test_work_is_for_the_team_alone(it: make.Consulted, people: People) -> None:
    with pytest.raises(Refused, match="members of the drafting team"):
        assign(it.theme, people.amina, by=people.sara)
    with pytest.raises(Refused, match="Only the drafting team divides"):
        assign(it.theme, people.dana, by=people.ines)


def test_who_opened_it_before_it_was_given_away_is_told(it: make.Consulted, people: People) -> None:
    assign(it.theme, people.sara, by=people.sara)
    with pytest.raises(Stale) as stale:
        assign(it.theme, people.dana, by=people.dana, base_version="0")
    assert stale.value.theirs == people.sara.name


def test_how_much_is_open_follows_the_answers(it: make.Consulted, people: People) -> None:
    yesterday = clock.now().date() - timedelta(days=1)
    assign(it.theme, people.dana, by=people.sara, due_on=yesterday)
    assign(it.cost, people.dana, by=people.sara)
    assert open_in_themes(it.guideline)[it.theme.id] == (2, 2)
    load = loads(it.guideline, clock.now().date())[people.dana.id]
    assert (load.open, load.points, load.things, load.overdue) == (3, 3, 2, 1)
    make.answer(it.theme, people.dana)
    assert open_in_themes(it.guideline)[it.theme.id] == (0, 2)
    load = loads(it.guideline, clock.now().date())[people.dana.id]
    assert (load.open, load.points, load.overdue) == (1, 3, 0)


def test_who_reads_the_languages_and_has_least_to_do_is_suggested(people: People) -> None:
    people.dana.reads, people.sara.reads, people.ines.reads = "en fr", "en", ""
    best = best_placed([people.sara, people.dana, people.ines], {"fr": 3, "en": 2}, {people.sara.id: 4})
    assert [(one.person, one.readable, list(one.missing)) for one in best] == [
        (people.dana, 5, []),
        (people.ines, 2, ["fr"]),
        (people.sara, 2, ["fr"]),
    ]


def test_notes_are_the_teams_and_go_with_their_point(it: make.Consulted, people: People) -> None:
    note = write_note(it.sensors, "Ask the city first.", by=people.dana)
    db.session.commit()
    with pytest.raises(Refused, match="Only the drafting team"):
        write_note(it.sensors, "Let me see.", by=people.ines)
    with pytest.raises(Refused, match="Only who wrote"):
        take_note_back(note, by=people.sara)
    db.session.delete(it.sensors)
    db.session.commit()
    assert db.session.scalars(select(TeamNote)).all() == []
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.subject == "team_note")).all() == []


def test_the_first_page_is_mine_with_what_is_late(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    assign(it.clause("HR-L1"), people.dana, by=people.sara, due_on=clock.now().date() - timedelta(days=2))
    assign(it.cost, people.dana, by=people.sara)
    db.session.commit()
    dana = browser.as_(people.dana)
    page = dana.get("responses.my_work", slug="smart-cities")
    assert "2 pieces of work are open, with 4 points" in page
    assert "HR-L1" in page
    assert "overdue" in page
    assert "HR-L1" in dana.get("responses.my_work", slug="smart-cities", view="overdue")
    assert "A full register" in dana.get("responses.my_work", slug="smart-cities", view="nobodys")
    assert "The register should list every sensor." in dana.get("responses.my_work", slug="smart-cities", view="new")
    assert "Dana Novak" in dana.get("responses.my_work", slug="smart-cities", view="team")
    mine = dana.get("responses.desk", slug="smart-cities", assignee="mine")
    assert "Small towns cannot pay" in dana.get("responses.desk", slug="smart-cities", assignee="mine", at="HR-L2")
    assert "The register should list" in mine
    nobodys = dana.get("responses.desk", slug="smart-cities", assignee="nobody", show="all")
    assert "Small towns cannot pay" not in nobodys


def test_what_is_ticked_goes_to_someone(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    sara, things = browser.as_(people.sara), [ThingKey.of(it.theme), ThingKey.of(it.clause("HR-L2"))]
    form = {"thing": [str(key) for key in things], "assignee": str(people.dana.id), "due_on": "2031-01-01"}
    page = sara.post("responses.my_work", form, slug="smart-cities", view="nobodys")
    assert "2 pieces of work are with Dana Novak." in page
    assert {given.assignee_id for given in db.session.scalars(select(WorkAssignment))} == {people.dana.id}
    unticked = sara.post("responses.my_work", {**form, "thing": []}, slug="smart-cities", view="nobodys")
    assert "Tick at least one piece of work" in unticked


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"assignee": ""}, "Choose who is to do it"),
        ({"assignee": "999999"}, "Not a valid choice"),
        ({"due_on": "2019-01-01"}, "This day has passed"),
        ({"due_on": "9999-01-01"}, "cannot be right"),
        ({"due_on": "soon"}, "Not a valid date"),
    ],
)
def test_a_fault_is_said_and_nothing_is_given(
    browser: Browser, there: make.Consulted, changes: dict[str, str], says: str
) -> None:
    key = ThingKey.of(there.theme)
    dana = browser.people.dana
    form = {"thing": str(key), "do": "assign", "assignee": str(dana.id), "due_on": "2031-01-01", "base_version": "0"}
    for endpoint, values in (
        ("responses.my_work", {"slug": "smart-cities", "view": "nobodys"}),
        ("responses.work_on_theme", {"theme_id": there.theme.id}),
    ):
        assert says in browser.as_(dana).post(endpoint, {**form, **changes}, **values)
    assert db.session.scalars(select(WorkAssignment)).all() == []


def test_the_page_of_a_thing_gives_it_and_holds_the_discussion(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    people.sara.reads = "en"
    db.session.commit()
    things: list[tuple[str, dict[str, object], Thing]] = [
        ("responses.work_on_clause", {"uid": it.clause("HR-L1").uid}, it.clause("HR-L1")),
        ("responses.work_on_theme", {"theme_id": it.theme.id}, it.theme),
        ("responses.work_on_point", {"point_id": it.cost.id}, it.cost),
    ]
    sara = browser.as_(people.sara)
    for endpoint, values, thing in things:
        assert "It is yours." in sara.post(endpoint, {"do": "take"}, **values)
        form = {"do": "assign", "assignee": str(people.dana.id), "due_on": ""}
        given = standing_assignment(ThingKey.of(thing))
        assert given is not None
        assert "1 piece of work is with Dana" in sara.post(endpoint, {**form, "base_version": str(given.id)}, **values)
        assert sara.post(endpoint, {**form, "assignee": "nobody", "base_version": "0"}, **values).status == 409
        assert "Write something first." in sara.post(endpoint, {"do": "note", "text": " "}, **values)
        assert "Call Mombasa." in sara.post(endpoint, {"do": "note", "text": "Call Mombasa."}, **values)
    note = db.session.scalars(select(TeamNote).where(TeamNote.point_id == it.cost.id)).one()
    dana = browser.as_(people.dana)
    assert "1 note of the team" in dana.get("responses.clause_desk", uid=it.clause("HR-L1").uid)
    assert "Call Mombasa." in dana.get("responses.my_work", slug="smart-cities", view="new")
    elsewhere = {"do": "take_back", "note_id": str(note.id)}
    assert sara.post("responses.work_on_theme", elsewhere, theme_id=it.theme.id).status == 404
    assert dana.post("responses.work_on_point", elsewhere, point_id=it.cost.id).status == 403
    assert "Call Mombasa." not in sara.post("responses.work_on_point", elsewhere, point_id=it.cost.id)


def test_who_has_nothing_to_do_is_led_to_what_is_nobodys(browser: Browser, there: make.Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.my_work", slug="smart-cities")
    assert "3 pieces of work are nobody's yet." in page
    assert "Nobody's yet 3" in page.text
    for thing in (there.clause("HR-L1"), there.clause("HR-L2"), there.theme):
        assign(thing, browser.people.sara, by=browser.people.sara)
    db.session.commit()
    page = dana.get("responses.my_work", slug="smart-cities")
    assert "nobody's yet." not in page
    assert "Nobody's yet 0" in page.text


def test_what_is_in_no_theme_and_what_came_since_an_answer_are_named(browser: Browser, there: make.Consulted) -> None:
    dana, it = browser.as_(browser.people.dana), there
    page = dana.get("responses.my_work", slug="smart-cities", view="nobodys")
    assert "2 points without an answer are in no theme" in page
    make.answer(it.theme, browser.people.dana)
    db.session.add(Assignment(point=it.cost, theme=it.theme, p=0.9, at=clock.now()))
    db.session.commit()
    page = dana.get("responses.my_work", slug="smart-cities")
    assert "1 point came into an answered theme since, and has no answer" in page
    assert "Came since the answer" in dana.get("responses.progress", slug="smart-cities")
    page = dana.get("responses.my_work", slug="smart-cities", view="nobodys")
    assert "1 point without an answer is in no theme" in page
    desk = dana.get("responses.clause_desk", uid=it.clause("HR-L1").uid, show="all")
    assert "in the whole theme 3 points" in desk


def test_of_whom_it_is_not_known_what_they_read_nothing_is_said(browser: Browser, there: make.Consulted) -> None:
    browser.people.sara.reads = "en"
    db.session.commit()
    page = browser.as_(browser.people.dana).get("responses.work_on_theme", theme_id=there.theme.id)
    assert "did not say what they read" in page
    assert "does not read" not in page
    assert "reads all of it" in page
    assert "reads most of it" not in page


def test_points_are_searched_by_whose_work_they_are(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    assign(it.theme, people.dana, by=people.sara)
    db.session.commit()
    asked = {"slug": "smart-cities", "kind": "point", "assignee": str(people.dana.id)}
    page = browser.as_(people.sara).get("tracing.search", **asked)
    assert "2 fit." in page
    assert "Whose work" in page
    assert "Dana Novak" in page
    assert "Dana Novak" not in browser.as_(people.ines).get(
        "tracing.search", slug="smart-cities", kind="point", q="register"
    )


def test_the_first_page_asks_the_database_no_more_than_twelve_things(browser: Browser, there: make.Consulted) -> None:
    assign(there.theme, browser.people.dana, by=browser.people.sara)
    db.session.commit()
    dana = browser.as_(browser.people.dana)
    for view in VIEWS:
        dana.get("responses.my_work", slug="smart-cities", view=view)
        with Counted() as asked:
            dana.get("responses.my_work", slug="smart-cities", view=view)
        assert len(asked) <= 12, view
