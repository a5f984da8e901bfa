"""One decision about many: written down whole, done in portions, undone as it was, nobody's words written over."""

import pytest
from sqlalchemy import func, select

from consult.analysis.models import Assignment, Point
from consult.analysis.nearness.models import PointNeighbour
from consult.comments.actions import withdraw_comment
from consult.comments.models import Capacity, Channel, Comment, CommentType
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.drafts.models import Appointment
from consult.responses.assignments.actions import assign
from consult.responses.assignments.queries import standing_assignment
from consult.responses.assignments.things import ThingKey
from consult.responses.bulk import actions
from consult.responses.bulk.models import BulkAct, BulkItem, BulkItemState, BulkKind, PointType
from consult.responses.clearance.actions import ask_for_clearance, clear, save_draft, set_clearance
from consult.responses.clearance.queries import open_draft
from consult.responses.models import AnswerDraft, AnswerStage, Disposition
from consult.responses.queries import current_answer, effective_answers
from consult.responses.tallies.queries import unanswered_tally, unsaid_in_files
from tests.browser import Browser
from tests.make import analysis, comments
from tests.make import responses as make
from tests.people import People

NOTED = {"disposition": "noted", "reason": "We note this.", "referred_to": None}


def second_reader(it: make.Consulted, people: People) -> make.Consulted:
    set_clearance(it.guideline, required=True, by=people.sara)
    db.session.commit()
    return it


@pytest.fixture
def it(people: People) -> make.Consulted:
    return second_reader(make.consulted(people), people)


@pytest.fixture
def there(browser: Browser) -> make.Consulted:
    return second_reader(make.consulted(browser.people), browser.people)


def all_points(it: make.Consulted) -> list[int]:
    return [point.id for point in it.points]


def begun(it: make.Consulted, kind: BulkKind, asked: dict[str, object], people: People, *ids: int) -> BulkAct:
    subjects = select(Point.id).where(Point.id.in_(ids or all_points(it)))
    act = actions.begin_bulk_act(it.guideline, kind, asked, subjects, by=people.dana)
    db.session.commit()
    return act


def whys(act: BulkAct) -> dict[int, str]:
    left = select(BulkItem.subject_id, BulkItem.why).where(BulkItem.act_id == act.id, BulkItem.why != "")
    return dict(db.session.execute(left).all())


def test_one_answer_for_many_is_a_draft_of_each_and_writes_over_nobody(it: make.Consulted, people: People) -> None:
    save_draft(it.cost, Disposition.ACCEPTED, "Sara's words.", by=people.sara)
    act = begun(it, BulkKind.ANSWER, NOTED, people)
    assert (act.size, act.done, act.skipped) == (4, 3, 1)
    assert whys(act) == {it.cost.id: "colleague"}
    draft, kept = open_draft(point=it.sensors), open_draft(point=it.cost)
    assert draft is not None
    assert kept is not None
    assert (draft.stage, draft.reason, draft.by) == (AnswerStage.FOR_CLEARANCE, "We note this.", people.dana)
    assert kept.reason == "Sara's words."
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "bulk.drafted")).one()
    assert entry.facts["points"] == sorted({*all_points(it)} - {it.cost.id})


def test_undone_it_is_as_before_but_for_what_someone_went_on_with(it: make.Consulted, people: People) -> None:
    act = begun(it, BulkKind.ANSWER, NOTED, people)
    save_draft(it.typo, Disposition.ACCEPTED, "Yes.", by=people.sara)
    actions.undo_bulk_act(act, by=people.sara)
    db.session.commit()
    assert (act.undone, act.kept) == (3, 1)
    assert open_draft(point=it.sensors) is None
    standing = open_draft(point=it.typo)
    assert standing is not None
    assert standing.reason == "Yes."


def test_many_are_done_by_a_job_portion_by_portion_and_never_twice(
    it: make.Consulted, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    monkeypatch.setattr("consult.responses.bulk.portions.SIZES", dict.fromkeys(BulkKind, 2))
    act = begun(it, BulkKind.ANSWER, NOTED, people)
    assert (act.done, act.at_work) == (0, True)
    assert actions.next_portion(act)  # as a worker that is killed after its first portion
    db.session.commit()
    assert act.done == 2
    queue.run_all()
    db.session.expire_all()
    assert (act.done, act.at_work) == (4, False)
    assert db.session.scalar(select(func.count(AnswerDraft.id))) == 4
    actions.undo_bulk_act(act, by=people.dana)
    db.session.commit()
    queue.run_all()
    db.session.expire_all()
    assert (act.undone, act.at_work) == (4, False)


def test_stopped_on_its_way_the_rest_is_left_alone(
    it: make.Consulted, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    act = begun(it, BulkKind.ASSIGN, {"assignee": people.dana.id, "due_on": None}, people)
    actions.stop_bulk_act(act, by=people.sara)
    db.session.commit()
    queue.run_all()
    db.session.expire_all()
    assert (act.done, act.at_work) == (0, False)


def test_whoever_left_the_team_goes_on_with_nothing(
    it: make.Consulted, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    act = begun(it, BulkKind.ANSWER, NOTED, people)
    mine = select(Appointment).where(Appointment.person_id == people.dana.id)
    db.session.scalars(mine).one().ended_at = clock.now()
    db.session.commit()
    queue.run_all()
    db.session.expire_all()
    assert (act.done, act.skipped, act.at_work) == (0, 4, False)
    assert set(whys(act).values()) == {"not_allowed"}


def test_points_are_given_to_someone_and_back_to_whose_they_were(it: make.Consulted, people: People) -> None:
    assign(it.cost, people.sara, by=people.sara)
    act = begun(it, BulkKind.ASSIGN, {"assignee": people.dana.id, "due_on": "2031-01-01"}, people)
    given = standing_assignment(ThingKey.of(it.sensors))
    assert given is not None
    assert (given.assignee, str(given.due_on)) == (people.dana, "2031-01-01")
    assign(it.typo, people.sara, by=people.sara)
    actions.undo_bulk_act(act, by=people.dana)
    db.session.commit()
    found = {point.id: standing_assignment(ThingKey.of(point)) for point in it.points}
    names = {number: given.assignee.name if given else "" for number, given in found.items()}
    sara = people.sara.name
    assert names == {it.sensors.id: "", it.updates.id: "", it.cost.id: sara, it.typo.id: sara}
    assert act.kept == 1


def test_points_are_filed_under_a_theme_and_back(it: make.Consulted, people: People) -> None:
    other = analysis.theme(it.guideline, label="Money")
    db.session.commit()
    act = begun(it, BulkKind.FILE, {"theme": other.id}, people, it.sensors.id, it.cost.id)
    filed = select(Assignment.point_id).where(Assignment.theme_id == other.id)
    assert set(db.session.scalars(filed)) == {it.sensors.id, it.cost.id}
    actions.undo_bulk_act(act, by=people.dana)
    db.session.commit()
    assert act.undone == 2
    assert set(db.session.scalars(filed)) == set()
    assert db.session.scalars(select(Assignment.theme_id).where(Assignment.point_id == it.sensors.id)).all() == [
        it.theme.id
    ]


def test_rows_of_a_file_without_a_type_are_read_as_substantive_and_the_gate_counts_them(
    it: make.Consulted, people: People
) -> None:
    said = comments.comment(it.round, people.amina, "Said in a file.", number="HR-L1", type=CommentType.GENERAL)
    point = analysis.point(said)
    db.session.commit()
    before = unanswered_tally(it.guideline, CommentType.SUBSTANTIVE).points
    act = begun(it, BulkKind.RETYPE, {"type": "substantive"}, people, point.id)
    assert unanswered_tally(it.guideline, CommentType.SUBSTANTIVE).points == before + 1
    assert said.type == CommentType.GENERAL  # what its author said stays
    actions.undo_bulk_act(act, by=people.dana)
    db.session.commit()
    assert unanswered_tally(it.guideline, CommentType.SUBSTANTIVE).points == before
    assert db.session.scalars(select(PointType)).all() == []


def row_of_a_file(it: make.Consulted, people: People, text: str) -> Comment:
    """Without a type or a capacity, for an organisation."""
    said = comments.comment(it.round, people.amina, text, number="HR-L1", type=CommentType.GENERAL)
    said.channel, said.organisation = Channel.REGISTER, "Recife"
    db.session.commit()
    return said


def test_comments_of_a_file_are_read_as_official_and_back_and_what_was_said_here_is_left_alone(
    it: make.Consulted, people: People
) -> None:
    said = row_of_a_file(it, people, "We ask for two things. And for this.")
    first, second = analysis.point(said, "We ask for two things."), analysis.point(said, "And for this.")
    db.session.commit()
    assert [(one.channel, one.what, one.points) for one in unsaid_in_files(it.guideline)] == [
        (Channel.REGISTER, "capacity", 2),
        (Channel.REGISTER, "type", 2),
    ]
    act = begun(it, BulkKind.CAPACITY, {"capacity": "official"}, people, first.id, second.id, it.cost.id)
    assert whys(act) == {it.cost.id: "own_word"}
    assert said.speaks_officially
    assert said.capacity == Capacity.PERSONAL  # what its row said stays
    assert [one.what for one in unsaid_in_files(it.guideline)] == ["type"]
    again = begun(it, BulkKind.CAPACITY, {"capacity": "official"}, people, second.id)
    for undone in (again, act):
        actions.undo_bulk_act(undone, by=people.dana)
        db.session.commit()
    assert said.read_as_official is None
    assert len(unsaid_in_files(it.guideline)) == 2


def test_what_files_did_not_tell_is_shown_with_the_way_to_say_it_of_many(
    browser: Browser, there: make.Consulted
) -> None:
    people, it = browser.people, there
    analysis.point(row_of_a_file(it, people, "Our city asks for this."))
    db.session.commit()
    dana = browser.as_(people.dana)
    progress = dana.get("responses.progress", slug="smart-cities")
    assert "say together what they are. from a register (1 point)." in progress.text
    assert "say together in which capacity they speak. from a register (1 point)." in progress.text
    asked = {"slug": "smart-cities", "capacity": "unsaid", "channel": "register"}
    assert "1 point fits." in dana.get("tracing.bulk", **asked)
    done = dana.post("tracing.bulk", form(do="capacity", capacity="official", base_version="1"), **asked)
    assert "1 is done." in done
    assert "0 points fit." in dana.get("tracing.bulk", **asked)
    shown = dana.get("tracing.bulk", slug="smart-cities", capacity="official")
    assert "Our city asks for this." in shown
    assert "in which capacity they speak" not in dana.get("responses.progress", slug="smart-cities").text


def test_of_all_that_is_cleared_one_stale_draft_holds_up_none_of_the_others(it: make.Consulted, people: People) -> None:
    drafts = []
    for point in (it.sensors, it.cost):
        draft = save_draft(point, Disposition.NOTED, "Noted.", by=people.dana)
        ask_for_clearance(draft, by=people.dana)
        clear(draft, by=people.sara)
        drafts.append(draft)
    make.answer(it.cost, people.sara, Disposition.ACCEPTED, "Given otherwise.")
    subjects = select(AnswerDraft.id).where(AnswerDraft.stage == AnswerStage.CLEARED)
    act = actions.begin_bulk_act(it.guideline, BulkKind.PUBLISH, {}, subjects, by=people.sara)
    db.session.commit()
    assert (act.done, act.skipped) == (1, 1)
    assert whys(act) == {drafts[1].id: "stale"}
    assert set(effective_answers(it.points)) == {it.sensors.id, it.cost.id}
    standing = current_answer(point=it.cost)
    assert standing is not None
    assert standing.reason == "Given otherwise."


def test_what_was_withdrawn_meanwhile_is_left_alone(
    it: make.Consulted, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    act = begun(it, BulkKind.ANSWER, NOTED, people, it.cost.id, it.typo.id)
    withdraw_comment(it.cost.comment, by=people.bruno)
    db.session.commit()
    queue.run_all()
    db.session.expire_all()
    assert (act.done, whys(act)) == (1, {it.cost.id: "gone"})


def test_more_than_is_done_in_one_go_is_refused_whole(
    it: make.Consulted, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 3)
    with pytest.raises(Refused, match="more than is done in one go"):
        begun(it, BulkKind.ANSWER, NOTED, people)
    db.session.rollback()
    assert db.session.scalars(select(BulkItem)).all() == []


def form(**more: object) -> dict[str, object]:
    return {
        "scope": "all",
        "base_version": "4",
        "do": "answer",
        "disposition": "noted",
        "reason": "We note this.",
        **more,
    }


def test_all_that_fit_are_answered_from_the_page_of_a_search(browser: Browser, there: make.Consulted) -> None:
    dana = browser.as_(browser.people.dana)
    listed = dana.get("tracing.search", slug="smart-cities", kind="point", q="")
    assert "Decide about these points together" not in listed  # nothing was asked for
    page = dana.get("tracing.bulk", slug="smart-cities", disposition="none")
    assert "4 points fit." in page
    assert "Small towns cannot pay" in page
    done = dana.post("tracing.bulk", form(), slug="smart-cities", disposition="none")
    assert "4 are done." in done
    act = db.session.scalars(select(BulkAct)).one()
    assert "The same answer" in dana.get("responses.bulk_acts", slug="smart-cities")
    undone = dana.post("responses.go_on_with_bulk_act", {"do": "undo"}, act_id=act.id)
    assert "4 are as they were before." in undone


def test_a_colleague_at_work_is_told_of_first_and_may_be_left_out(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    save_draft(it.cost, Disposition.ACCEPTED, "Sara's words.", by=people.sara)
    db.session.commit()
    dana = browser.as_(people.dana)
    page = dana.post("tracing.bulk", form(), slug="smart-cities", disposition="none")
    assert page.status == 409
    assert "A colleague is answering 1 of them." in page
    assert "We note this." in page.html
    assert db.session.scalars(select(BulkAct)).all() == []
    done = dana.post("tracing.bulk", form(leave_out="y"), slug="smart-cities", disposition="none")
    assert "3 are done." in done
    assert "A colleague is answering it." in done


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scope": "ticked"}, "Tick at least one point"),
        ({"base_version": "3"}, "Now 4 points fit."),
        ({"reason": "  "}, "Say why."),
        ({"disposition": ""}, "Choose what was decided."),
        ({"disposition": "referred"}, "Name the clause"),
        ({"do": "duplicate", "of": ""}, "Name the point that says the same."),
        ({"do": "duplicate", "of": "C-9999-9999"}, "No point of a comment"),
        ({"do": "assign", "assignee": ""}, "Choose who is to do it"),
        ({"do": "assign", "assignee": "nobody", "due_on": "2019-01-01"}, "This day has passed"),
        ({"do": "file", "theme": ""}, "Choose a theme."),
        ({"do": "retype", "type": "loud"}, "Not a valid choice"),
        ({"do": "capacity", "capacity": ""}, "Choose a capacity."),
    ],
)
def test_a_fault_is_said_and_nothing_is_done(
    browser: Browser, there: make.Consulted, changes: dict[str, object], says: str
) -> None:
    page = browser.as_(browser.people.dana).post("tracing.bulk", form(**changes), slug="smart-cities")
    assert says in page
    assert db.session.scalars(select(BulkItem)).all() == []


def test_ticked_points_are_duplicates_of_the_one_that_is_named(browser: Browser, there: make.Consulted) -> None:
    it = there
    asked = {"scope": "ticked", "point": [it.cost.id], "do": "duplicate", "of": it.typo.comment.reference, "words": ""}
    browser.as_(browser.people.dana).post("tracing.bulk", asked, slug="smart-cities")
    draft = open_draft(point=it.cost)
    assert draft is not None
    assert draft.disposition == Disposition.DUPLICATE
    assert it.typo.comment.reference in draft.reason


def test_without_a_second_reader_only_editorial_points_are_answered_together(
    browser: Browser, there: make.Consulted
) -> None:
    it, people = there, browser.people
    set_clearance(it.guideline, required=False, by=people.sara)
    db.session.commit()
    dana = browser.as_(people.dana)
    refused = dana.post("tracing.bulk", form(), slug="smart-cities", disposition="none")
    assert refused.status == 403
    dana.post("tracing.bulk", form(scope="ticked", point=[it.typo.id]), slug="smart-cities", disposition="none")
    assert set(effective_answers(it.points)) == {it.typo.id}


def test_what_is_in_an_act_is_what_was_seen_however_many(it: make.Consulted, people: People) -> None:
    act = begun(it, BulkKind.ASSIGN, {"assignee": None, "due_on": None}, people)
    states = db.session.scalars(select(BulkItem.state).where(BulkItem.act_id == act.id)).all()
    assert states == [BulkItemState.DONE] * 4
    with pytest.raises(Refused, match="Nothing was ticked"):
        actions.begin_bulk_act(it.guideline, BulkKind.ASSIGN, {}, select(Point.id).where(Point.id < 0), by=people.dana)


def test_what_was_drafted_together_is_read_once_and_cleared_together(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    begun(it, BulkKind.ANSWER, NOTED, people)
    sara = browser.as_(people.sara)
    page = sara.get("responses.clearance", slug="smart-cities")
    assert "4 points get this same answer" in page
    first = open_draft(point=it.sensors)
    assert first is not None
    assert "Small towns cannot pay" in page
    cleared = sara.post("responses.move_draft", {"do": "clear_all"}, draft_id=first.id)
    assert "Cleared: 4 are done." in cleared
    done = browser.as_(people.dana).post("responses.set_clearance", {"do": "publish"}, slug="smart-cities")
    assert "4 are done. What readers see" in done
    assert set(effective_answers(it.points)) == set(all_points(it))


def test_the_page_of_an_act_says_what_it_decided_and_that_it_waits(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    act = begun(it, BulkKind.ANSWER, NOTED, people)
    page = browser.as_(people.sara).get("responses.bulk_act", act_id=act.id)
    assert "What was said Noted We note this. It waits for a second reader." in page


def test_what_is_cut_on_the_page_of_a_search_is_unfolded_there(browser: Browser, there: make.Consulted) -> None:
    long = "The register names its keeper. " * 12 + "Its last word is marmalade."
    analysis.point(comments.comment(there.round, browser.people.amina, long))
    db.session.commit()
    page = browser.as_(browser.people.dana).get("tracing.bulk", slug="smart-cities", disposition="none")
    assert page.text.count("All its words") == 1
    assert "Its last word is marmalade." in page


def test_nobody_clears_what_they_drafted_together(browser: Browser, there: make.Consulted) -> None:
    people, it = browser.people, there
    begun(it, BulkKind.ANSWER, NOTED, people)
    first = open_draft(point=it.sensors)
    assert first is not None
    page = browser.as_(people.dana).post("responses.move_draft", {"do": "clear_all"}, draft_id=first.id)
    assert "4 were left alone." in page
    assert "Somebody else has to take this step" in page


def test_a_letter_is_answered_once_with_its_copies(browser: Browser, there: make.Consulted) -> None:
    """Each is shown once, so what is said of it is said of all; one that was answered by itself keeps that."""
    people = browser.people
    says = ("No cameras, please.", "No cameras, please.", "Hello. No cameras, please.", "No.")
    sent = [comments.comment(there.round, people.bruno, text) for text in says]
    analysis.campaign(there.guideline, *sent)
    first, same, greets, _other = (
        db.session.scalars(select(Point).where(Point.comment_id == comment.id)).one() for comment in sent
    )
    db.session.add(PointNeighbour(point_id=first.id, neighbour_id=greets.id, likeness=0.97))
    db.session.commit()
    dana, form = browser.as_(people.dana), {"disposition": "noted", "reason": "Noted.", "base_version": "0"}
    assert "Answer it and its 2 copies" in dana.get("responses.answer_point", point_id=first.id).text
    page = dana.post("responses.answer_point", {**form, "reason": "Seen.", "only": "point"}, point_id=same.id)
    assert "of its letter" not in page
    page = dana.post("responses.answer_point", form, point_id=first.id)
    assert "2 copies of its letter get the same words." in page
    drafted = dict(db.session.execute(select(AnswerDraft.point_id, AnswerDraft.reason)).all())
    assert drafted == {first.id: "Noted.", same.id: "Seen.", greets.id: "Noted."}
