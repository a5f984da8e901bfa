"""Who reads what of the analysis, and at what cost."""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from consult.analysis.models import Assignment, Point
from consult.comments.models import CommentState
from consult.consultations.labels import said_until
from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from tests.analysis.conftest import World
from tests.browser import Browser
from tests.make import analysis as make
from tests.make import consultations
from tests.net.test_statements import Statements

SLUG = "smart-cities"
LISTS = (
    "analysis.themes",
    "analysis.points",
    "analysis.matrix",
    "analysis.matrix_csv",
    "analysis.unplaced",
    "analysis.run",
    "analysis.campaigns",
)


def test_lists_take_the_same_number_of_queries_however_long(
    team: Browser, themes: dict[str, Any], page_world: World
) -> None:
    def counted(endpoint: str, **values: Any) -> list[str]:
        asked: list[str] = []
        team.get(endpoint, **values)  # what is held from then on

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.extend([statement] if statement.startswith("SELECT") else [])

        event.listen(Engine, "before_cursor_execute", note)
        team.get(endpoint, **values)
        event.remove(Engine, "before_cursor_execute", note)
        return asked

    uid = page_world.comments[0].clause.uid  # type: ignore[union-attr]
    pages: list[tuple[str, dict[str, Any]]] = [(endpoint, {"slug": SLUG}) for endpoint in LISTS]
    pages += [("analysis.theme", {"theme_id": themes["faces"].id}), ("analysis.clause_points", {"uid": uid})]
    before = [counted(endpoint, **values) for endpoint, values in pages]
    for turn in range(12):
        point = make.point(page_world.say(f"Cameras, number {turn}."))
        make.theme(page_world.guideline, point, label=f"Theme {turn}")
        db.session.add(Assignment(point=point, theme=themes["faces"], p=0.4, at=clock.now()))
    db.session.commit()
    after = [counted(endpoint, **values) for endpoint, values in pages]
    assert [len(each) for each in after] == [len(each) for each in before], [
        set(late) - set(early) for late, early in zip(after, before, strict=True)
    ]
    assert max(map(len, after)) < 40


def test_who_may_read_the_themes(browser: Browser, themes: dict[str, Any], page_world: World) -> None:
    people, round_ = browser.people, page_world.round
    theme = themes["faces"]
    round_.visibility = Visibility.EXPERTS_ONLY
    db.session.commit()
    for endpoint in LISTS:
        assert "until every comment" in browser.as_(None).get(endpoint, slug=SLUG, status=403)
        assert "until every comment" in browser.as_(people.amina).get(endpoint, slug=SLUG, status=403)
        for person in (people.ines, people.adele, people.chen, people.sara):
            browser.as_(person).get(endpoint, slug=SLUG)
    browser.as_(None).get("analysis.theme", theme_id=theme.id, status=404)
    browser.as_(people.amina).get("analysis.theme", theme_id=theme.id, status=403)
    browser.as_(people.ines).get("analysis.curate", theme_id=theme.id, status=403)
    browser.as_(people.ines).get("analysis.theme", theme_id=10**9, status=404)
    round_.visibility = Visibility.AT_ONCE
    db.session.commit()
    for endpoint in LISTS:
        page = browser.as_(None).get(endpoint, slug=SLUG)
        assert "Analyse again" not in page
    assert "Tick this" not in browser.as_(people.amina).get("analysis.theme", theme_id=theme.id).html


def test_a_visitor_is_told_when_the_themes_are_for_everyone(
    browser: Browser, themes: dict[str, Any], page_world: World
) -> None:
    round_ = page_world.round
    round_.visibility = Visibility.AFTER_CLOSE
    db.session.commit()
    page = browser.get("analysis.themes", slug=SLUG, status=403)
    assert f"They are for everyone from {said_until(round_.closes_at, round_.timezone)}" in page
    round_.visibility = Visibility.NEVER
    db.session.commit()
    assert "not made public: " + round_.title in browser.get("analysis.map", slug=SLUG, status=403)
    page_world.guideline.public = False
    db.session.commit()
    browser.get("analysis.themes", slug=SLUG, status=404)


def test_one_confidential_round_keeps_back_its_own_points_and_no_others(
    browser: Browser, themes: dict[str, Any], page_world: World
) -> None:
    draft, open_round = page_world.draft, page_world.round
    faces, counters = themes["faces"], themes["counters"]
    page_world.round = consultations.round_(draft, slug="kept", title="Kept round", visibility=Visibility.NEVER)
    make.theme(page_world.guideline, make.point(page_world.say("Only the team reads this.")), label="Team only")
    db.session.add(Assignment(point=make.point(page_world.say("Nor that.")), theme=faces, p=0.9, at=clock.now()))
    faces.label, counters.label = "Faces", "Zeppelin counters"
    counters.keywords = ["zeppelins", "counter"]
    db.session.commit()
    page = browser.get("analysis.themes", slug=SLUG)
    rows = [
        " ".join("".join(row.itertext()).split()) for row in page.tree.iter("li") if "theme-row" in row.get("class", "")
    ]
    assert len(rows) == len(themes)
    assert any("8 points from 8 people" in row and "Faces" in row for row in rows)
    assert "Kept round" in page
    for kept_back in ("Team only", "Only the team reads this", "Nor that", "Zeppelin", "zeppelins"):
        assert kept_back not in page
    of_round = browser.get("analysis.themes", slug=SLUG, round=open_round.slug, theme=faces.id)
    assert "8 points from 8 people" in of_round
    assert browser.get("analysis.theme", theme_id=faces.id, status=404)
    browser.get("analysis.themes", slug=SLUG, theme=999, status=404)
    address = browser.address("analysis.themes", slug=SLUG)
    for endpoint, status in (("analysis.map", 403), ("tracing.participation", 200), ("consultations.rounds", 200)):
        assert f'href="{address}"' in browser.get(endpoint, slug=SLUG, status=status).html


def test_what_fits_no_theme_is_counted_for_everyone_too(
    browser: Browser, themes: dict[str, Any], page_world: World
) -> None:
    kept = consultations.round_(page_world.draft, slug="kept", title="Kept round", visibility=Visibility.NEVER)
    make.point(page_world.say("This fits no theme."))
    page_world.round = kept
    make.theme(page_world.guideline, make.point(page_world.say("Only the team reads this.")), label="Team only")
    in_two = db.session.scalars(select(Assignment).where(Assignment.theme_id == themes["faces"].id)).first()
    assert in_two is not None
    db.session.add(Assignment(point=in_two.point, theme=themes["counters"], p=1.0, at=clock.now()))
    db.session.commit()
    assert "points. 3 points fit no theme." in browser.get("analysis.themes", slug=SLUG)  # with two that are there


def test_what_everyone_reads_is_counted_once_until_something_changes(
    browser: Browser, themes: dict[str, Any], page_world: World
) -> None:
    consultations.round_(page_world.draft, slug="kept", visibility=Visibility.NEVER)
    db.session.commit()
    first = browser.get("analysis.themes", slug=SLUG).text
    with Statements() as done:
        assert browser.get("analysis.themes", slug=SLUG).text == first
    assert not [one for one in done if "row_number" in one or "GROUP BY" in one]
    themes["faces"].label, themes["faces"].named_by = "Faces in the street", browser.people.dana
    make.point(page_world.say("Cameras see all of us."))
    db.session.commit()
    again = browser.get("analysis.themes", slug=SLUG)
    assert "Faces in the street" in again
    assert "Faces in the street" not in first


def test_what_a_round_promised_to_keep_from_all_reaches_the_drafting_team_alone(
    browser: Browser, themes: dict[str, Any], page_world: World
) -> None:
    page_world.round.visibility = Visibility.NEVER
    db.session.commit()
    point = db.session.scalars(select(Point.id)).first()
    assert "8 points" in browser.as_(browser.people.dana).get("analysis.theme", theme_id=themes["faces"].id)
    assert "0 points" in browser.as_(browser.people.ines).get("analysis.theme", theme_id=themes["faces"].id)
    browser.as_(browser.people.ines).get("analysis.point", point_id=point, status=404)
    browser.as_(browser.people.dana).get("analysis.point", point_id=point)


def test_hidden_and_withdrawn_comments_count_nowhere(team: Browser, themes: dict[str, Any], page_world: World) -> None:
    page_world.comments[0].state = CommentState.WITHDRAWN
    letter = next(comment for comment in page_world.comments if "clause on sensors" in comment.text)
    letter.state, letter.hidden_because = CommentState.HIDDEN, "A reason."
    db.session.commit()
    assert "7 points" in team.get("analysis.theme", theme_id=themes["faces"].id)
    assert "41 points" in team.get("analysis.points", slug=SLUG), "another copy stands for the letter"
