"""An answer stays with the points it was given to: what comes into the theme waits, what leaves keeps it."""

import pytest
from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.themes.actions import merge_theme, part_theme
from consult.core import clock
from consult.core.database import db
from consult.core.derived.triggers import wrong_counts
from consult.core.ruling import Refused
from consult.responses.bulk.actions import undo_bulk_act
from consult.responses.bulk.models import BulkAct, BulkKind
from consult.responses.clearance.actions import set_clearance
from consult.responses.clearance.queries import open_draft
from consult.responses.coverage import actions
from consult.responses.coverage.queries import Moved, came_since, left_since, moved_since
from consult.responses.models import Answer, AnswerStage, Disposition
from consult.responses.queries import effective_answers, points_reached
from tests.browser import Browser, Page
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


def test_what_comes_into_an_answered_theme_waits_until_a_person_decides(it: make.Consulted, people: People) -> None:
    make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    assert answer_of(it.cost) is None
    assert moved_since([it.theme]) == {it.theme.id: Moved(came=1, left=0)}
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


def test_what_did_not_leave_the_theme_is_not_let_go(it: make.Consulted, people: People) -> None:
    given = make.answer(it.theme, people.dana)
    with pytest.raises(Refused, match="None of these points keeps"):
        actions.end_coverage(given, [it.sensors.id], by=people.dana)


def give(browser: Browser, it: make.Consulted, *points: Point) -> Page:
    form = {"points": [str(point.id) for point in points], "do": "give"}
    return browser.as_(browser.people.dana).post("responses.settle_since_the_answer", form, theme_id=it.theme.id)


def test_nothing_that_came_is_ticked_before_somebody_read_it(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    dana = browser.as_(people.dana)
    assert "1 point in it does not have this answer" in dana.get("responses.answer_theme", theme_id=it.theme.id)
    page = dana.get("responses.since_the_answer", theme_id=it.theme.id)
    assert "Small towns cannot pay" in page
    assert " checked" not in page.html
    every = dana.get("responses.since_the_answer", theme_id=it.theme.id, tick="give")
    assert every.html.count(" checked") == 1
    assert "Tick at least one point." in give(browser, it)
    assert answer_of(it.cost) is None


def test_what_came_gets_the_words_as_a_decision_about_many_that_can_be_undone(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    assert "1 is done." in give(browser, it, it.cost, it.sensors)
    got = answer_of(it.cost)
    assert got is not None
    assert (got.point_id, got.reason) == (it.cost.id, "We agree.")
    act = db.session.scalars(select(BulkAct)).one()
    assert (act.kind, act.size) == (BulkKind.ANSWER, 1)
    undo_bulk_act(act, by=people.sara, because="It was given by mistake.")
    db.session.commit()
    assert answer_of(it.cost) is None


def test_where_a_second_reader_is_asked_for_what_came_waits_for_them(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    make.answer(it.theme, people.dana)
    refile(it.cost, it.theme)
    set_clearance(it.guideline, required=True, by=people.sara)
    db.session.commit()
    assert "It waits for a second reader." in give(browser, it, it.cost)
    draft = open_draft(point=it.cost)
    assert draft is not None
    assert (draft.stage, draft.reason, answer_of(it.cost)) == (AnswerStage.FOR_CLEARANCE, "We agree.", None)
    page = browser.as_(people.dana).get("responses.since_the_answer", theme_id=it.theme.id)
    assert "An answer is on its way to 1 of them." in page
    assert "Small towns cannot pay" not in page


def also_in(it: make.Consulted, theme: Theme, point: Point, p: float, by: Person | None = None) -> None:
    mine = {"p": p, "at": clock.now(), "by_id": by.id if by is not None else None}
    db.session.add(Assignment(point_id=point.id, theme_id=theme.id, **mine))
    db.session.commit()


def test_an_answer_is_for_the_points_whose_main_theme_it_is_to(it: make.Consulted, people: People) -> None:
    upkeep = another(it)
    refile(it.cost, upkeep)
    also_in(it, it.theme, it.cost, 0.1)  # a little
    also_in(it, it.theme, it.typo, 0.5, by=people.dana)
    also_in(it, upkeep, it.typo, 0.6)  # more, but a person filed it under the first
    reached = points_reached([it.theme, upkeep])
    assert (reached[it.theme.id].answered, reached[it.theme.id].elsewhere) == (3, 1)
    assert reached[upkeep.id].answered == 2
    given = make.answer(it.theme, people.dana)
    assert {point.id for point in it.points if answer_of(point) == given} == {
        it.sensors.id,
        it.updates.id,
        it.typo.id,
    }
    assert moved_since([it.theme]) == {it.theme.id: Moved()}


def test_what_belongs_mainly_elsewhere_is_answered_along_if_somebody_asks(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    upkeep = another(it)
    refile(it.cost, upkeep)
    also_in(it, it.theme, it.cost, 0.1)
    dana, at = browser.as_(people.dana), {"theme_id": it.theme.id}
    page = dana.get("responses.answer_theme", **at)
    assert "Apply to 2 points" in page
    assert "1 more is in the theme, but belongs mainly to another, and is left to it." in page
    form = answering(it, page) | {"elsewhere": "yes"}
    assert "3 points now have this answer." in dana.post("responses.answer_theme", form, **at)
    whole = answer_of(it.cost)
    assert whole is not None
    assert whole.theme_id == it.theme.id
    assert moved_since([it.theme])[it.theme.id].of(points_reached([it.theme])[it.theme.id]).answered == 3
    closer = make.answer(upkeep, people.dana, Disposition.NOTED, "Noted.")
    assert answer_of(it.cost) == closer


def test_what_belongs_mainly_elsewhere_is_left_out_of_a_draft_again(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    set_clearance(it.guideline, required=True, by=people.sara)
    refile(it.cost, another(it))
    also_in(it, it.theme, it.cost, 0.1)
    dana, at = browser.as_(people.dana), {"theme_id": it.theme.id}

    def save(**ticked: object) -> set[int]:
        dana.post("responses.answer_theme", answering(it, dana.get("responses.answer_theme", **at)) | ticked, **at)
        draft = open_draft(theme=it.theme)
        assert draft is not None
        return {number for number, _p in draft.members}

    box = ".//input[@type='checkbox'][@name='elsewhere']"
    assert it.cost.id in save(elsewhere=["no", "yes"])
    page = dana.get("responses.answer_theme", **at)
    assert page.tree.find(box).get("checked") is not None
    assert "Apply to 2 points" in page
    assert "1 more is in the theme" in page
    assert it.cost.id in save()  # from a page that does not tell of it
    assert it.cost.id not in save(elsewhere="no")
    assert dana.get("responses.answer_theme", **at).tree.find(box).get("checked") is None


def answering(it: make.Consulted, page: Page, reason: str = "We agree.") -> dict[str, str]:
    prefix = f"theme-{it.theme.id}-"
    version = page.tree.find(f".//input[@name='{prefix}base_version']").get("value")
    return {f"{prefix}disposition": "accepted", f"{prefix}reason": reason, f"{prefix}base_version": version}


@pytest.mark.parametrize("clearing", [False, True])
def test_a_form_that_counted_other_points_is_not_taken_for_those_that_came_since(
    browser: Browser, *, clearing: bool
) -> None:
    people, it = browser.people, make.consulted(browser.people)
    set_clearance(it.guideline, required=clearing, by=people.sara)
    upkeep = another(it)
    refile(it.cost, upkeep)
    refile(it.typo, upkeep)
    dana, at = browser.as_(people.dana), {"theme_id": it.theme.id}
    desk = dana.get("responses.desk", slug=it.guideline.slug, at="HR-L1")
    form = answering(it, dana.get("responses.answer_theme", **at))
    assert answering(it, desk) == form
    merge_theme(upkeep, it.theme, by=people.sara)
    db.session.commit()
    page = dana.post("responses.answer_theme", form, **at)
    assert page.status == 409
    assert "The theme has 2 points more than when you opened the form." in page
    assert "Apply to 4 points" in page
    assert "We agree." in page.html
    assert (answer_of(it.cost), answer_of(it.sensors), open_draft(theme=it.theme)) == (None, None, None)
    again = dana.post("responses.answer_theme", answering(it, page), **at)
    assert "waits for a second reader" in again if clearing else "4 points now have this answer." in again


def test_an_answer_that_points_keep_from_a_merge_that_was_undone_is_shown_and_let_go(browser: Browser) -> None:
    people, it = browser.people, make.consulted(browser.people)
    upkeep = another(it)
    refile(it.cost, upkeep)
    refile(it.typo, upkeep)
    merge_theme(upkeep, it.theme, by=people.sara)
    foreign = make.answer(it.theme, people.dana, reason="Given to all of it.")
    part_theme(upkeep, by=people.sara)
    db.session.commit()
    assert answer_of(it.cost) == foreign
    dana = browser.as_(people.dana)
    page = dana.get("responses.answer_theme", theme_id=upkeep.id)
    assert "2 points of it keep the answer that was given to another theme" in page
    assert "Given to all of it." in page
    form = {"do": "let_go", "all_in": str(upkeep.id)}
    assert "2 points want another answer." in dana.post("responses.settle_since_the_answer", form, theme_id=it.theme.id)
    assert (answer_of(it.cost), answer_of(it.sensors)) == (None, foreign)
