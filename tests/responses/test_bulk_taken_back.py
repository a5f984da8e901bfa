"""What was decided about many, seen whole and taken back: each with what became of it, none that somebody changed."""

import pytest
from sqlalchemy import select

from consult.analysis.models import Point, Theme, ThemeState
from consult.comments.actions import withdraw_comment
from consult.core.database import db
from consult.core.ruling import Refused
from consult.responses.bulk import actions
from consult.responses.bulk.models import BulkAct, BulkKind
from consult.responses.clearance.actions import ask_for_clearance, clear, make_public, save_draft
from consult.responses.models import AnswerDraft, AnswerStage, Disposition
from consult.responses.queries import effective_answers
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.people import People
from tests.responses.test_bulk_acts import NOTED, all_points, begun, second_reader, whys


@pytest.fixture
def it(people: People) -> make.Consulted:
    return second_reader(make.consulted(people), people)


@pytest.fixture
def there(browser: Browser) -> make.Consulted:
    return second_reader(make.consulted(browser.people), browser.people)


def cleared(about: Point | Theme, people: People) -> AnswerDraft:
    draft = save_draft(about, Disposition.NOTED, "Noted.", by=people.dana)
    ask_for_clearance(draft, by=people.dana)
    clear(draft, by=people.sara)
    return draft


def publish_all(it: make.Consulted, people: People) -> BulkAct:
    subjects = select(AnswerDraft.id).where(AnswerDraft.stage == AnswerStage.CLEARED)
    act = actions.begin_bulk_act(it.guideline, BulkKind.PUBLISH, {}, subjects, by=people.sara)
    db.session.commit()
    return act


def test_what_was_made_public_together_is_taken_back_but_for_what_replaced_or_was_replaced(
    it: make.Consulted, people: People
) -> None:
    make.answer(it.typo, people.dana, Disposition.ACCEPTED, "Given before.")
    drafts = [cleared(about, people) for about in (it.theme, it.cost, it.typo, it.updates)]
    act = publish_all(it, people)
    assert act.done == 4
    make.answer(it.cost, people.dana, Disposition.ACCEPTED, "Given otherwise since.")
    actions.undo_bulk_act(act, by=people.sara, because="It was given by mistake.")
    db.session.commit()
    assert (act.undone, act.kept) == (2, 2)
    assert whys(act) == {drafts[1].id: "changed", drafts[2].id: "replaced"}
    assert set(effective_answers(it.points)) == {it.cost.id, it.typo.id}
    stages = [draft.stage for draft in drafts]
    assert stages == [AnswerStage.CLEARED, AnswerStage.PUBLIC, AnswerStage.PUBLIC, AnswerStage.CLEARED]
    again = publish_all(it, people)
    assert (again.done, set(effective_answers(it.points))) == (2, set(all_points(it)))


def test_what_was_cleared_together_is_opened_to_be_given_back(it: make.Consulted, people: People) -> None:
    begun(it, BulkKind.ANSWER, NOTED, people)
    subjects = select(AnswerDraft.id).where(AnswerDraft.stage == AnswerStage.FOR_CLEARANCE)
    act = actions.begin_bulk_act(it.guideline, BulkKind.CLEAR, NOTED, subjects, by=people.sara)
    with pytest.raises(Refused, match="not undone in one go"):
        actions.undo_bulk_act(act, by=people.sara)


def test_a_theme_that_was_merged_while_its_answer_waited_is_named_and_holds_up_no_other(
    browser: Browser, there: make.Consulted
) -> None:
    people, it = browser.people, there
    for about in (it.theme, it.cost):
        cleared(about, people)
    heir = analysis.theme(it.guideline, label="Everything")
    it.theme.state, it.theme.merged_into_id = ThemeState.MERGED, heir.id
    db.session.commit()
    sara = browser.as_(people.sara)
    done = sara.post("responses.set_clearance", {"do": "publish"}, slug="smart-cities")
    assert "1 is done. 1 was left alone." in done
    assert "The theme was merged or removed meanwhile." in done
    act = db.session.scalars(select(BulkAct)).one()
    for endpoint in ("responses.bulk_act", "responses.things_in_bulk_act"):
        assert "The whole theme A full register" in sara.get(endpoint, act_id=act.id)


def test_every_one_of_many_is_read_with_what_became_of_it_before_it_is_undone(
    browser: Browser, there: make.Consulted
) -> None:
    people, it = browser.people, there
    save_draft(it.cost, Disposition.ACCEPTED, "Sara's words.", by=people.sara)
    for number in range(30):
        analysis.point(comments.comment(it.round, people.amina, f"Bench {number}.", language="en"))
    act = actions.begin_bulk_act(it.guideline, BulkKind.ANSWER, NOTED, select(Point.id), by=people.dana)
    withdraw_comment(it.typo.comment, by=people.bruno)
    db.session.commit()
    dana = browser.as_(people.dana)
    page = dana.get("responses.bulk_act", act_id=act.id)
    assert "See all 34, each with what became of it" in page
    first = dana.get("responses.things_in_bulk_act", act_id=act.id).text
    assert first.index("A colleague is answering it.") < first.index("The register should list every sensor.")
    second = dana.get("responses.things_in_bulk_act", act_id=act.id, page=2)
    assert "Bench 29." in second
    assert "needs no capital" not in first + second.text, "nobody says it any more"


def test_who_made_one_public_is_led_to_where_it_is_withdrawn(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    draft = cleared(it.cost, people)
    db.session.commit()
    page = browser.as_(people.sara).post("responses.move_draft", {"do": "publish"}, draft_id=draft.id)
    assert "It is public now. Open it to change it or to withdraw it" in page.text
    assert f"/points/{it.cost.id}/answer" in page.html
    open_ = browser.as_(people.sara).get("responses.answer_point", point_id=it.cost.id)
    assert "Withdraw its own answer" in open_


def test_answers_of_many_that_became_public_since_are_taken_back_with_a_reason_or_not_at_all(
    browser: Browser, there: make.Consulted
) -> None:
    people, it = browser.people, there
    act = begun(it, BulkKind.ANSWER, NOTED, people, it.cost.id, it.typo.id)
    for draft in db.session.scalars(select(AnswerDraft)).all():
        clear(draft, by=people.sara)
        make_public(draft, by=people.sara)
    db.session.commit()
    dana, at, undo = browser.as_(people.dana), {"act_id": act.id}, {"do": "undo"}
    assert "2 answers of it are public." in dana.get("responses.bulk_act", **at)
    unsaid = dana.post("responses.go_on_with_bulk_act", undo, **at)
    assert unsaid.status == 422
    assert "Say why the answer is taken back." in unsaid
    assert len(effective_answers(it.points)) == 2
    page = dana.post("responses.go_on_with_bulk_act", {**undo, "because": "Read wrongly."}, **at)
    assert "2 are as they were before." in page
    assert "Read wrongly." in page
    assert effective_answers(it.points) == {}


def test_nothing_is_offered_that_would_undo_nothing(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    act = begun(it, BulkKind.ANSWER, NOTED, people, it.cost.id)
    save_draft(it.cost, Disposition.ACCEPTED, "Better words.", by=people.dana)
    db.session.commit()
    dana, at = browser.as_(people.dana), {"act_id": act.id}
    page = dana.get("responses.bulk_act", **at)
    assert "Nothing of it can be undone any more" in page
    assert ">Undo<" not in page.html
    refused = dana.post("responses.go_on_with_bulk_act", {"do": "undo"}, **at)
    assert refused.status == 403
    assert "undone</span>" not in dana.get("responses.bulk_acts", slug="smart-cities").html
