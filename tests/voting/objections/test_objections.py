"""An author contests an answer, a member the conduct of a ballot: who may, until when, who decides, what then."""

from datetime import timedelta

import pytest

from consult.comments.models import Comment
from consult.consultations.policy.actions import set_policy
from consult.core import clock
from consult.core.database import db
from consult.core.mail.outbox import Message
from consult.core.ruling import Refused
from consult.drafts.models import Role
from consult.drafts.people.actions import appoint
from consult.responses.models import Notice
from consult.responses.queries import answers_of_comment, count_of, unanswered_points
from consult.voting import life
from consult.voting.models import Ballot
from consult.voting.objections import actions
from consult.voting.objections.jobs import lapse_objections
from consult.voting.objections.models import Objection, ObjectionOutcome, ObjectionState
from tests.browser import Browser
from tests.make import analysis, comments, consultations, drafts, responses
from tests.make import voting as make_votes
from tests.people import People

A_DAY = timedelta(days=1)
WRONG = "The answer speaks of reach, and the point was the cost."
CHANGE = "Say who pays for the counters."


@pytest.fixture
def comment(people: People) -> Comment:
    return answered(people)


def answered(people: People) -> Comment:
    """Of Amina, answered by Dana through a theme; a second point by itself."""
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    round_ = consultations.round_(drafts.draft(guideline, by=people.sara))
    made = comments.comment(round_, people.amina, "Small towns cannot pay. Name the payer.", number="HR-L1")
    first, second = (analysis.point(made, words) for words in ("Small towns cannot pay.", "Name the payer."))
    responses.answer(analysis.theme(guideline, first), people.dana, reason="Many are reached.")
    responses.answer(second, people.dana, reason="It is named elsewhere.")
    return made


def told(comment: Comment, days_ago: float) -> None:
    db.session.add(Notice(comment=comment, digest="d", at=clock.now() - days_ago * A_DAY))
    db.session.commit()


def contested(comment: Comment, people: People) -> Objection:
    objection = actions.contest_answer(comment, people.amina, reason=WRONG, change=CHANGE)
    db.session.commit()
    return objection


def decision(outcome: ObjectionOutcome, **said: object) -> actions.ObjectionDecision:
    told = {"rationale": "The point on cost was not answered at all.", "effect": "It is answered again.", **said}
    return actions.ObjectionDecision(outcome=outcome, **told)  # type: ignore[arg-type]


def test_an_objection_names_the_change_that_would_remove_it(people: People, comment: Comment) -> None:
    for reason, change in ((WRONG, ""), (WRONG, "x"), ("", CHANGE), ("wrong", CHANGE)):
        with pytest.raises(Refused):
            actions.contest_answer(comment, people.amina, reason=reason, change=change)
    assert contested(comment, people).state == ObjectionState.FILED


def test_only_its_author_contests_an_answer_and_once_at_a_time(people: People, comment: Comment) -> None:
    with pytest.raises(Refused, match="Only the author"):
        actions.contest_answer(comment, people.bruno, reason=WRONG, change=CHANGE)
    contested(comment, people)
    with pytest.raises(Refused, match="contested this answer already"):
        contested(comment, people)


def test_an_answer_is_contested_within_the_days_that_the_round_promised(people: People, comment: Comment) -> None:
    told(comment, 14.1)
    with pytest.raises(Refused, match="within 14 days"):
        contested(comment, people)
    set_policy(comment.round.guideline, {"contest_days": 21}, round_=comment.round, by=people.sara)
    assert contested(comment, people)


def test_what_is_not_answered_cannot_be_contested(people: People, comment: Comment) -> None:
    other = comments.comment(comment.round, people.amina, "Another thing.", number="HR-L2")
    analysis.point(other)
    with pytest.raises(Refused, match="Not every point"):
        contested(other, people)


def test_who_gave_the_answer_does_not_decide(people: People, comment: Comment) -> None:
    objection = contested(comment, people)
    for person, says in ((people.dana, "You gave this answer"), (people.ines, "drafting team or the secretariat")):
        with pytest.raises(Refused, match=says):
            actions.decide_objection(objection, decision(ObjectionOutcome.DISMISSED), by=person)
    actions.decide_objection(objection, decision(ObjectionOutcome.DISMISSED, effect=""), by=people.sara)
    assert (objection.outcome, objection.decided_by) == (ObjectionOutcome.DISMISSED, people.sara)


def test_an_answer_that_is_upheld_against_is_work_again_and_another_answer_holds(
    people: People, comment: Comment
) -> None:
    guideline = comment.round.guideline
    objection = contested(comment, people)
    assert count_of(unanswered_points(guideline)) == 0
    actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD), by=people.sara)
    assert count_of(unanswered_points(guideline)) == 2
    assert [held for _point, held in answers_of_comment(comment)] == [None, None]
    points = [point for point, _held in answers_of_comment(comment)]
    with clock.at(clock.now() + A_DAY):
        for point in points:
            responses.answer(point, people.sara, reason="The state pays for them.")
    assert all(held is not None for _point, held in answers_of_comment(comment))


def test_in_part_only_the_chosen_points_are_answered_again(people: People, comment: Comment) -> None:
    first = answers_of_comment(comment)[0][0]
    objection = contested(comment, people)
    with pytest.raises(Refused, match="Choose the points"):
        actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD_IN_PART), by=people.sara)
    chosen = decision(ObjectionOutcome.UPHELD_IN_PART, points=(first.id,))
    actions.decide_objection(objection, chosen, by=people.sara)
    assert [held is None for _point, held in answers_of_comment(comment)] == [True, False]


def test_a_decision_says_why_and_what_changes(people: People, comment: Comment) -> None:
    objection = contested(comment, people)
    for said in ({"rationale": "No."}, {"effect": ""}):
        with pytest.raises(Refused):
            actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD, **said), by=people.sara)


def test_it_is_decided_once_and_contested_again_only_when_the_answer_changed(people: People, comment: Comment) -> None:
    objection = contested(comment, people)
    actions.decide_objection(objection, decision(ObjectionOutcome.DISMISSED), by=people.sara)
    with pytest.raises(Refused, match="decided, withdrawn or lapsed"):
        actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD), by=people.sara)
    with pytest.raises(Refused, match="was decided"):
        contested(comment, people)
    with clock.at(clock.now() + A_DAY):
        told(comment, 0)
        assert contested(comment, people)


def test_it_is_withdrawn_by_who_filed_it_and_lapses_with_its_comment(people: People, comment: Comment) -> None:
    objection = contested(comment, people)
    with pytest.raises(Refused, match="Only who filed"):
        actions.withdraw_objection(objection, people.bruno)
    actions.withdraw_objection(objection, people.amina)
    second = contested(comment, people)
    comment.state = comment.state.WITHDRAWN
    db.session.commit()
    lapse_objections()
    assert (objection.state, second.state) == (ObjectionState.WITHDRAWN, ObjectionState.LAPSED)


def test_the_author_is_told_at_each_step(people: People, comment: Comment) -> None:
    objection = contested(comment, people)
    actions.acknowledge_objection(objection, by=people.sara)
    actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD), by=people.sara)
    subjects = [m.subject for m in db.session.query(Message).filter_by(recipient=people.amina.email)]
    assert [s for s in subjects if "objection" in s] == [
        f"Your objection {objection.id} is recorded",
        f"Your objection {objection.id} is seen to",
        f"Your objection {objection.id} was decided: upheld",
    ]


@pytest.fixture
def ballot(people: People) -> Ballot:
    guideline = drafts.guideline()
    people.appoint_all(guideline)
    base = drafts.draft(guideline, by=people.sara)
    return make_votes.ballot(make_votes.revision(base, by=people.dana), by=people.chen)


def against(ballot: Ballot, people: People) -> Objection:
    says = "The roll was called before the text was out."
    return actions.contest_ballot(ballot, people.farid, reason=says, change="Vote on it again.")


def test_a_member_contests_the_conduct_of_a_ballot_until_fourteen_days_after_it_closed(
    people: People, ballot: Ballot
) -> None:
    with pytest.raises(Refused, match="Only members"):
        actions.contest_ballot(ballot, people.dana, reason=WRONG, change=CHANGE)
    make_votes.closed(ballot)
    assert ballot.closed_at is not None
    with clock.at(ballot.closed_at + 14.1 * A_DAY), pytest.raises(Refused, match="within 14 days"):
        against(ballot, people)
    with clock.at(ballot.closed_at + 13 * A_DAY):
        assert against(ballot, people)


def test_where_the_chair_led_it_the_secretariat_decides(people: People, ballot: Ballot) -> None:
    objection = against(ballot, people)
    make_votes.closed(ballot)
    assert ballot.closed_at is not None
    with clock.at(ballot.closed_at + 15 * A_DAY), pytest.raises(Refused, match="is contested"):
        life.certify_ballot(ballot, by=people.sara)
    appoint(ballot.revision.guideline, people.moses, Role.CHAIR)
    for person, says in (
        (people.chen, "You led this ballot"),
        (people.moses, "secretariat decides"),
        (people.farid, "does not decide it"),
    ):
        with pytest.raises(Refused, match=says):
            actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD), by=person)
    actions.decide_objection(objection, decision(ObjectionOutcome.UPHELD), by=people.sara)
    with clock.at(ballot.closed_at + 15 * A_DAY):
        assert life.certify_ballot(ballot, by=people.sara).certified_at is not None


def test_pages_of_an_objection(browser: Browser) -> None:
    people = browser.people
    comment = answered(people)
    where = {"reference": comment.reference}
    amina = browser.as_(people.amina)
    assert "Contest this answer" in amina.get("tracing.comment", **where)
    page = amina.post("voting.contest_answer", {"reason": WRONG, "change": ""}, **where)
    assert "Name the change" in page
    assert WRONG in page.html
    assert "is recorded" in amina.post("voting.contest_answer", {"reason": WRONG, "change": CHANGE}, **where)
    objection = db.session.query(Objection).one()
    sara = browser.as_(people.sara)
    assert "1 waits to be decided" in sara.get("voting.objections", slug="smart-cities")
    page = sara.post("voting.decide_objection", {"outcome": "upheld", "rationale": "x"}, objection_id=objection.id)
    assert "at least 5 words" in page
    form = {"outcome": "upheld", "rationale": "The cost was not answered at all.", "effect": "It is answered again."}
    assert "It is decided" in sara.post("voting.decide_objection", form, objection_id=objection.id)
    public = browser.as_(None).get("voting.objections", slug="smart-cities")
    assert "The cost was not answered at all." in public
    assert CHANGE in public
