"""A theme opens into asks; the answer to one holds for exactly its points, over whatever their theme was given."""

import pytest

from consult.analysis.asks.actions import FoundAsk, keep_asks
from consult.analysis.asks.matching import carried_on
from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.asks.queries import asks_of_theme
from consult.analysis.models import Assignment, Point
from consult.analysis.shared.point_filter import Selection, points_selected
from consult.core import clock
from consult.core.database import db
from consult.core.derived.triggers import wrong_counts
from consult.core.ruling import Refused
from consult.drafts.queries import membership_of
from consult.responses import actions
from consult.responses.asks.queries import answers_to_asks
from consult.responses.clearance.actions import (
    ask_for_clearance,
    clear,
    drop_draft,
    make_public,
    save_draft,
    set_clearance,
)
from consult.responses.clearance.queries import open_draft
from consult.responses.coverage.queries import Moved, moved_since
from consult.responses.models import Answer, Disposition
from consult.responses.queries import effective_answers, points_reached
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.people import People


@pytest.fixture
def it(people: People) -> make.Consulted:
    return make.consulted(people)


def answer_to(ask: Ask, by: object, reason: str = "Each month is too often.") -> Answer:
    given = actions.answer_ask(ask, Disposition.NOT_ACCEPTED, reason, by=by)  # type: ignore[arg-type]
    db.session.commit()
    return given


def answer_of(point: Point) -> Answer | None:
    held = effective_answers([point]).get(point.id)
    return held.answer if held is not None else None


def comes_into(ask: Ask, point: Point) -> None:
    """As the machine does it, in a later run."""
    db.session.add(Assignment(point=point, theme=ask.theme, p=0.9, at=clock.now()))
    db.session.add(AskMember(point_id=point.id, ask_id=ask.id))
    db.session.commit()


def test_an_answer_to_an_ask_is_over_that_of_its_theme_whichever_came_first(it: make.Consulted, people: People) -> None:
    ask, whole = analysis.ask(it.theme, it.updates), make.answer(it.theme, people.dana)
    given = answer_to(ask, people.dana)
    assert (answer_of(it.sensors), answer_of(it.updates)) == (whole, given)
    again = make.answer(it.theme, people.sara, Disposition.NOTED, "Noted, all of it.")
    assert (answer_of(it.sensors), answer_of(it.updates)) == (again, given)
    assert points_reached([it.theme])[it.theme.id].answered == 1
    assert moved_since([it.theme]) == {it.theme.id: Moved(came=0, left=0)}
    assert wrong_counts(db.session.connection()) == {}


def test_a_point_keeps_its_own_answer_over_that_of_its_ask(it: make.Consulted, people: People) -> None:
    own = make.answer(it.updates, people.dana)
    answer_to(analysis.ask(it.theme, it.updates, it.sensors), people.sara)
    assert answer_of(it.updates) == own


def test_what_comes_into_an_answered_ask_waits(it: make.Consulted, people: People) -> None:
    ask = analysis.ask(it.theme, it.updates)
    given = answer_to(ask, people.dana)
    comes_into(ask, it.cost)
    assert answer_of(it.cost) is None
    assert answers_to_asks([ask])[ask.id].came == 1
    changed = answer_to(ask, people.dana, "Each quarter would do.")
    assert (answer_of(it.updates), answer_of(it.cost)) == (changed, None)
    assert given.superseded_at is not None


def test_a_withdrawn_answer_to_an_ask_leaves_its_points_open(it: make.Consulted, people: People) -> None:
    make.answer(it.theme, people.dana)
    given = answer_to(analysis.ask(it.theme, it.updates), people.dana)
    actions.withdraw_answer(given, "It was given by mistake.", by=people.dana)
    db.session.commit()
    assert answer_of(it.updates) is None
    assert moved_since([it.theme]) == {it.theme.id: Moved(came=1, left=0)}
    assert wrong_counts(db.session.connection()) == {}


def test_an_ask_that_nobody_makes_any_more_has_nobody_to_answer(it: make.Consulted, people: People) -> None:
    ask = analysis.ask(it.theme, it.updates)
    keep_asks([it.updates.id], [])
    with pytest.raises(Refused, match="stand elsewhere"):
        answer_to(ask, people.dana)


def test_a_draft_to_an_ask_becomes_the_answer_of_the_points_it_was_written_for(
    it: make.Consulted, people: People
) -> None:
    ask = analysis.ask(it.theme, it.updates)
    draft = save_draft(ask, Disposition.NOTED, "Noted.", by=people.dana)
    theme_draft = save_draft(it.theme, Disposition.ACCEPTED, "Yes.", by=people.dana)
    ask_for_clearance(draft, by=people.dana)
    clear(draft, by=people.sara)
    comes_into(ask, it.cost)
    given = make_public(draft, by=people.sara)
    whole = make_public(theme_draft, by=people.sara)
    db.session.commit()
    assert (answer_of(it.updates), answer_of(it.sensors), answer_of(it.cost)) == (given, whole, None)


def test_an_ask_keeps_its_number_while_most_of_its_points_stay_together() -> None:
    assert carried_on({7: [1, 2, 3], 8: [4, 5]}, [[4, 5, 6], [1, 2, 9], [3]]) == [8, 7, None]
    assert carried_on({7: [1, 2, 3, 4]}, [[1, 5, 6], [2, 3, 4]]) == [None, 7]


def test_a_run_groups_anew_and_what_stands_alone_is_counted(it: make.Consulted, people: People) -> None:
    ask = analysis.ask(it.theme, it.sensors)
    third = analysis.point(comments.comment(it.round, people.bruno, "Every sensor, please.", number="HR-L1"))
    db.session.add(Assignment(point=third, theme=it.theme, p=0.9, at=clock.now()))
    points = [it.sensors.id, it.updates.id, third.id]
    keep_asks(points, [FoundAsk(it.theme.id, [it.sensors.id, third.id], third.id, None, asking=True)])
    db.session.commit()
    found = asks_of_theme(it.theme, membership_of(people.dana, it.guideline))
    assert [(size.ask.id, size.quote.id, size.points, size.people) for size in found.asks] == [(ask.id, third.id, 2, 2)]
    assert found.alone == 1
    membership = membership_of(people.dana, it.guideline)
    alone = points_selected(it.guideline, Selection(theme=str(it.theme.id), ask="none"), membership)
    assert list(db.session.scalars(alone).unique()) == [it.updates]


def test_the_team_answers_an_ask_where_it_stands_and_others_only_read_it(browser: Browser) -> None:
    it = make.consulted(browser.people)
    ask = analysis.ask(it.theme, it.updates, it.sensors)
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.asks", theme_id=it.theme.id)
    assert "2 points" in page.text
    assert "Answer this ask" in page.text
    prefix = f"ask-{ask.id}-"
    said = {f"{prefix}disposition": "noted", f"{prefix}reason": "", f"{prefix}base_version": "0"}
    page = dana.post("responses.answer_ask", said, ask_id=ask.id)
    assert "Say why" in page.text
    page = dana.post("responses.answer_ask", {**said, f"{prefix}reason": "We heard you."}, ask_id=ask.id)
    assert "2 points now have this answer." in page.text
    assert "from the ask" in dana.get("responses.clause_desk", uid=it.clause("HR-L1").uid, show="all").text
    assert "Answer this ask" not in browser.as_(browser.people.ines).get("responses.asks", theme_id=it.theme.id).text
    listed = dana.get("analysis.points", slug=it.guideline.slug, ask=ask.id)
    assert "2 points" in listed.text


def test_an_ask_counts_the_points_that_get_its_answer_and_without_any_there_is_no_form(browser: Browser) -> None:
    it = make.consulted(browser.people)
    set_clearance(it.guideline, required=True, by=browser.people.sara)
    ask = analysis.ask(it.theme, it.updates, it.sensors)
    dana, sara = browser.as_(browser.people.dana), browser.as_(browser.people.sara)
    make.answer(it.sensors, browser.people.dana)
    ask_for_clearance(save_draft(it.theme, Disposition.NOTED, "Noted.", by=browser.people.dana), by=browser.people.dana)
    db.session.commit()
    assert "One answer for 1 point." in dana.get("responses.answer_ask", ask_id=ask.id).text
    prefix = f"ask-{ask.id}-"
    said = {f"{prefix}disposition": "noted", f"{prefix}reason": "Heard.", f"{prefix}base_version": "0"}
    dana.post("responses.answer_ask", said, ask_id=ask.id)
    listed = sara.get("responses.clearance", slug=it.guideline.slug)
    assert "0 points of the theme" in listed.text
    assert "1 more has an answer of its own on its way" in listed.text
    assert "1 point " in listed.text.partition("An ask in")[2]
    draft = open_draft(ask=ask)
    assert draft is not None
    drop_draft(draft, by=browser.people.dana)
    make.answer(it.updates, browser.people.dana)
    db.session.commit()
    page = dana.get("responses.answer_ask", ask_id=ask.id)
    assert "Each point of this ask has an answer of its own" in page.text
    assert "Answer its points" not in page.text
    page = dana.post("responses.answer_ask", said, ask_id=ask.id)
    assert (page.status, "Heard.</textarea>" in page.html) == (422, True)
    assert open_draft(ask=ask) is None
