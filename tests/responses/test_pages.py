"""The desk, the forms and the table, as people meet them."""

import re
from datetime import timedelta

import pytest

from consult.analysis.models import Assignment
from consult.analysis.themes.actions import merge_theme
from consult.comments.actions import withdraw_comment
from consult.consultations.policy.actions import set_policy
from consult.core import clock
from consult.core.database import db
from consult.responses import actions
from consult.responses.answer_queue import QueueFilter, by_pillar, queue_of
from consult.responses.clearance.actions import ask_for_clearance, save_draft
from consult.responses.models import Disposition
from consult.responses.progress import answer_progress
from consult.responses.promises import promised_answers
from consult.responses.queries import current_answer, effective_answers
from tests.browser import Browser
from tests.make import analysis, comments, drafts
from tests.make import responses as make
from tests.make.responses import Consulted

GOOD = {"disposition": "accepted", "reason": "A full register it shall be.", "referred_to": "", "base_version": "0"}


@pytest.fixture
def it(browser: Browser) -> Consulted:
    return make.consulted(browser.people)


def theme_form(it: Consulted, **changes: str) -> dict[str, str]:
    return {f"theme-{it.theme.id}-{name}": value for name, value in {**GOOD, **changes}.items()}


def test_the_desk_shows_the_queue_the_words_and_the_points_by_theme(browser: Browser, it: Consulted) -> None:
    page = browser.as_(browser.people.dana).get("responses.desk", slug="smart-cities")
    assert "HR-L1" in page
    assert "HR-L2" in page
    assert "A full register proposed" in page
    assert "The register should list every sensor." in page
    assert "Apply to 2 points" in page
    assert "0 of 4 points have an answer" in page
    assert "in this theme proposed 90 %" in page


def test_one_press_answers_a_theme(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    page = dana.post("responses.answer_theme", theme_form(it), theme_id=it.theme.id)
    assert "2 points now have this answer." in page
    clause = it.clause("HR-L1")
    page = dana.get("responses.clause_desk", uid=clause.uid, show="all")
    assert "A full register it shall be." in page
    assert "2 of 4 points have an answer" in page
    open_only = dana.get("responses.desk", slug="smart-cities")
    assert "HR-L1" in open_only  # the editorial point is still open


def test_what_has_its_answer_leaves_the_list_of_what_is_open(browser: Browser, it: Consulted) -> None:
    people = browser.people
    points = [analysis.point(comments.comment(it.round, people.bruno, f"Too dear, {n}.", number="HR-L1")) for n in "ab"]
    theme = analysis.theme(it.guideline, *points, label="Costs of it")
    dana, uid = browser.as_(people.dana), it.clause("HR-L1").uid
    make.answer(it.theme, people.dana)
    make.answer(points[0], people.dana)
    page = dana.get("responses.clause_desk", uid=uid)
    assert "Too dear, b." in page
    assert "Too dear, a." not in page
    assert "1 of them without an answer" in page
    assert "The register should list every sensor." not in page
    assert re.search(rf'<li id="theme-{it.theme.id}"><a href', page.html)
    whole = dana.get("responses.clause_desk", uid=uid, theme=theme.id, show="all")
    assert "Too dear, a." in whole
    assert "The register should list every sensor." in dana.get("responses.clause_desk", uid=uid, show="all")
    draft = save_draft(theme, Disposition.NOTED, "Noted.", by=people.dana)
    ask_for_clearance(draft, by=people.dana)
    db.session.commit()
    assert "Too dear, b." not in dana.get("responses.clause_desk", uid=uid)


def test_a_point_is_answered_by_itself_and_goes_back_to_the_desk(browser: Browser, it: Consulted) -> None:
    make.answer(it.theme, browser.people.dana)
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.answer_point", point_id=it.sensors.id)
    assert "it has the answer of its theme" in page
    assert "We agree." in page
    back = "/guidelines/smart-cities/desk"
    address = browser.address("responses.answer_point", point_id=it.sensors.id, next=back)
    answered = dana.post(address, {**GOOD, "disposition": "noted"}, follow=False)
    assert answered.location == back
    assert effective_answers([it.sensors])[it.sensors.id].answer.disposition == Disposition.NOTED
    own = current_answer(point=it.sensors)
    assert own is not None
    asked = dana.get("responses.withdraw", answer_id=own.id)
    assert "This answer is public and holds for 1 point." in asked
    unsaid = dana.post("responses.withdraw", {"because": "  "}, answer_id=own.id)
    assert unsaid.status == 422
    assert "Say why the answer is taken back." in unsaid
    assert current_answer(point=it.sensors) == own
    withdrawn = dana.post("responses.withdraw", {"because": "It was for another point."}, answer_id=own.id)
    assert "The record keeps it" in withdrawn
    assert effective_answers([it.sensors])[it.sensors.id].inherited


def test_everyone_reads_that_an_answer_was_taken_back_and_why_until_there_is_another(
    browser: Browser, it: Consulted
) -> None:
    own = make.answer(it.cost, browser.people.dana)
    because = {"because": "Towns told us that it was read wrongly."}
    browser.as_(browser.people.dana).post("responses.withdraw", because, answer_id=own.id)
    stranger, reference = browser.as_(None), it.cost.comment.reference
    for page in (
        stranger.get("tracing.comment", reference=reference),
        stranger.get("responses.table", slug="smart-cities"),
    ):
        assert "was taken back on" in page
        assert because["because"] in page
    make.answer(it.cost, browser.people.dana, Disposition.NOTED, "Noted.")
    assert because["because"] not in stranger.get("tracing.comment", reference=reference)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"disposition": ""}, "Choose what was decided."),
        ({"disposition": "splendid"}, "Not a valid choice"),
        ({"reason": "  "}, "Say why. Everyone"),
        ({"reason": "x" * 5001}, "too long"),
        ({"disposition": "referred"}, "Name the clause that this is referred to."),
        ({"disposition": "referred", "referred_to": "XX-1"}, "No clause of the current draft has this number."),
    ],
)
def test_a_fault_is_said_and_what_was_typed_is_still_there(
    browser: Browser, it: Consulted, changes: dict[str, str], says: str
) -> None:
    form = {**GOOD, "reason": "Typed with care.", **changes}
    page = browser.as_(browser.people.dana).post("responses.answer_point", form, point_id=it.cost.id)
    assert says in page
    assert form["reason"].strip() in page.html
    assert current_answer(point=it.cost) is None


def test_two_drafters_at_once_do_not_overwrite_each_other(browser: Browser, it: Consulted) -> None:
    actions.answer_theme(it.theme, Disposition.NOTED, "Sara was first.", by=browser.people.sara)
    db.session.commit()
    page = browser.as_(browser.people.dana).post("responses.answer_theme", theme_form(it), theme_id=it.theme.id)
    assert page.status == 409
    assert "Sara was first." in page
    assert "A full register it shall be." in page.html


def test_editorial_points_are_answered_together(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    assert "needs no capital" in dana.get("responses.bulk", slug="smart-cities")
    empty = dana.post("responses.bulk", GOOD, slug="smart-cities")
    assert "Tick at least one point." in empty
    page = dana.post("responses.bulk", {**GOOD, "points": [str(it.typo.id)]}, slug="smart-cities")
    assert "1 point is answered." in page
    assert "No editorial point waits" in page
    refused = dana.post("responses.bulk", {**GOOD, "points": [str(it.cost.id)]}, slug="smart-cities")
    assert refused.status == 403
    assert dana.post("responses.bulk", {**GOOD, "points": ["9" * 30]}, slug="smart-cities").status == 200


def test_progress_says_who_answered_what(browser: Browser, it: Consulted) -> None:
    people = browser.people
    make.answer(it.theme, people.dana)
    make.answer(it.cost, people.sara)
    page = browser.as_(people.dana).get("responses.progress", slug="smart-cities")
    assert "3 of 4 points have an answer (75 %): 1 of their own, 2 from their theme or ask." in page
    assert re.search(r"Dana Novak\s*0\s*2", page.text)  # none of their own, two through a theme
    assert re.search(r"Sara Lind\s*1\s*0", page.text)
    assert "HR Digital human rights 75 % 121" in page


def test_a_desk_without_points_says_what_fills_it(browser: Browser) -> None:
    guideline = drafts.guideline()
    browser.people.appoint_all(guideline)
    page = browser.as_(browser.people.dana).get("responses.desk", slug="smart-cities")
    assert "When comments come in and are analysed" in page
    assert "Nothing stands here yet" in browser.get("responses.table", slug="smart-cities")


@pytest.mark.parametrize("who", ["amina", "ines", "chen", "moses"])
def test_the_desk_is_for_the_drafting_team(browser: Browser, it: Consulted, who: str) -> None:
    person = browser.as_(getattr(browser.people, who))
    uid = it.clause("HR-L1").uid
    person.get("responses.desk", slug="smart-cities", status=403)
    person.get("responses.clause_desk", uid=uid, status=403)
    person.get("responses.answer_theme", theme_id=it.theme.id, status=403)
    person.get("responses.answer_point", point_id=it.cost.id, status=403)
    assert person.post("responses.tell", slug="smart-cities").status == 403
    browser.get("responses.desk", slug="smart-cities", status=302)


def test_what_is_not_there_is_not_found(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    dana.get("responses.answer_theme", theme_id=99999, status=404)
    dana.get("responses.answer_point", point_id=99999, status=404)
    dana.get("responses.clause_desk", uid="nowhere", status=404)
    dana.get("responses.desk", slug="nowhere", status=404)
    assert dana.post("responses.withdraw", answer_id=99999).status == 404


def test_filters_leave_what_they_name(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    assert "Nothing fits what you chose." in dana.get("responses.desk", slug="smart-cities", pillar="DI")
    page = dana.get("responses.desk", slug="smart-cities", type="editorial")
    assert "needs no capital" in page
    assert "every sensor" not in page
    page = dana.get("responses.desk", slug="smart-cities", theme=it.theme.id)
    assert "every sensor" in page
    dana.get("responses.desk", slug="smart-cities", at="whole-text", theme="x", part="?", show="?")


def test_a_clause_is_found_by_its_number_and_the_words_say_what_is_open(browser: Browser, it: Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    page = dana.get("responses.desk", slug="smart-cities", at="hr-l2")
    assert "Small towns cannot pay" in page
    assert "1 open of 1" in page
    assert "3 of the 4 without one are on substantive comments" in page
    assert "Nothing was said about this" in dana.get("responses.desk", slug="smart-cities", at="DI-L1")


def test_a_theme_is_answered_only_where_one_stands(browser: Browser, it: Consulted) -> None:
    people, elsewhere = browser.people, comments.comment(it.round, browser.people.bruno, "List them.", number="HR-L2")
    far = analysis.point(elsewhere)
    db.session.add(Assignment(point=far, theme=it.theme, p=0.9, at=clock.now()))
    db.session.commit()
    dana = browser.as_(people.dana)
    page = dana.get("responses.clause_desk", uid=it.clause("HR-L1").uid)
    assert "Answers all 3 points of the theme, 2 of them here. Public at once." in page
    assert "Answer only the 2 here" in page
    address = browser.address("responses.answer_theme", theme_id=it.theme.id, at="HR-L1")
    assert "2 points now have this answer." in dana.post(address, {**theme_form(it), "only": "here"})
    assert current_answer(theme=it.theme) is None
    assert set(effective_answers([it.sensors, it.updates, far])) == {it.sensors.id, it.updates.id}


def test_the_button_for_one_place_counts_those_that_it_answers(browser: Browser, it: Consulted) -> None:
    people, elsewhere = browser.people, comments.comment(it.round, browser.people.bruno, "List them.", number="HR-L2")
    far = analysis.point(elsewhere)
    db.session.add(Assignment(point=far, theme=it.theme, p=0.9, at=clock.now()))
    db.session.commit()
    make.answer(it.sensors, people.sara)
    dana = browser.as_(people.dana)
    page = dana.get("responses.clause_desk", uid=it.clause("HR-L1").uid, show="all")
    assert "Answers all 2 points of the theme, 1 of them here." in page
    assert "Answer only the 1 here" in page
    address = browser.address("responses.answer_theme", theme_id=it.theme.id, at="HR-L1")
    assert "Answer only the 1 here" in dana.get(address)
    assert "1 point now has this answer." in dana.post(address, {**theme_form(it), "only": "here"})


def test_what_the_queue_counts_and_its_order_stay_when_what_is_answered_is_left_out(
    browser: Browser, it: Consulted
) -> None:
    people = browser.people
    for number in ("DI-L1", None):
        analysis.point(comments.comment(it.round, people.bruno, "It is too long.", number=number))
    db.session.commit()
    make.answer(it.cost, people.dana)

    def stretches(show: str) -> list[tuple[str, int, int]]:
        filters = QueueFilter(show=show)
        found = by_pillar(queue_of(it.guideline, filters), filters)
        return [(s.pillar.code if s.pillar else "", s.unanswered, s.points) for s in found]

    assert stretches("open") == stretches("all") == [("", 1, 1), ("HR", 3, 4), ("DI", 1, 1)]
    make.answer(it.theme, people.dana)
    make.answer(it.typo, people.dana)
    assert stretches("open") == stretches("all") == [("", 1, 1), ("HR", 0, 4), ("DI", 1, 1)]
    assert sum(points for _code, _open, points in stretches("open")) == answer_progress(it.guideline).points


def test_the_team_sees_which_rounds_were_to_be_answered_by_now(browser: Browser, it: Consulted) -> None:
    close, guideline = it.round.closes_at, it.guideline
    assert promised_answers(guideline, close - timedelta(hours=1)) == []
    set_policy(guideline, {"answer_days": 10}, by=browser.people.sara)
    actions.answer_theme(it.theme, Disposition.NOTED, "Noted.", by=browser.people.dana)
    db.session.commit()
    (due,) = promised_answers(guideline, close)
    assert (due.by, due.points, due.comments) == (close + timedelta(days=10), 2, 2)
    assert promised_answers(guideline, close + timedelta(days=10), late_only=True) == []
    with clock.at(close + timedelta(days=11)):
        dana = browser.as_(browser.people.dana)
        page = dana.get("responses.desk", slug="smart-cities")
        assert "2 points were to be answered by a day that has passed" in page
        assert "overdue" in dana.get("responses.progress", slug="smart-cities")
        assert "were promised by" in dana.get("tracing.home")
    assert "were promised by" not in dana.get("tracing.home")


def test_an_answer_to_a_comment_that_was_withdrawn_while_it_was_written_is_not_given_and_not_lost(
    browser: Browser, it: Consulted
) -> None:
    withdraw_comment(it.cost.comment, by=browser.people.bruno)
    db.session.commit()
    page = browser.as_(browser.people.dana).post("responses.answer_point", GOOD, point_id=it.cost.id)
    assert page.status == 409, page.text[:900]
    assert current_answer(point=it.cost) is None
    assert "withdrawn" in page
    assert GOOD["reason"] in page.html


def test_an_answer_to_a_theme_that_was_merged_while_it_was_written_is_not_given_and_not_lost(
    browser: Browser, it: Consulted
) -> None:
    heir = analysis.theme(it.guideline, it.cost, label="Costs")
    merge_theme(it.theme, heir, by=browser.people.sara)
    db.session.commit()
    page = browser.as_(browser.people.dana).post("responses.answer_theme", theme_form(it), theme_id=it.theme.id)
    assert page.status in {403, 409}, page.text[:900]
    assert "merged" in page
    assert GOOD["reason"] in page.html
    assert current_answer(theme=it.theme) is None
