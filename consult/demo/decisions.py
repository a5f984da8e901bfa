"""What the team answers and proposes and how the experts vote, as the data file says."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Point, Theme
from consult.comments.models import Comment
from consult.core.database import db
from consult.core.queue import queue
from consult.demo import reading
from consult.demo.texts import days, on
from consult.drafts.actions import edit_wording
from consult.drafts.models import Clause, Draft, Guideline
from consult.drafts.queries import wordings_of
from consult.publishing import actions as publishing
from consult.publishing.blockers import blockers_of
from consult.publishing.overrides.actions import confirm_override, propose_override
from consult.responses import actions as responses
from consult.responses.answer_templates.actions import write_template
from consult.responses.assignments.actions import assign
from consult.responses.assignments.queries import nobodys
from consult.responses.clearance import actions as clearance
from consult.responses.models import Answer, Disposition
from consult.responses.notes.actions import write_note
from consult.revisions import actions as revising
from consult.revisions.models import Revision
from consult.voting import actions as voting
from consult.voting.life import certify_ballot, void_ballot
from consult.voting.models import Ballot, Choice, Majority
from consult.voting.queries import voters
from consult.voting.tally import Rule

Row = Mapping[str, Any]
THANKS = "Thank you for your comment on {clause}. It is noted; the words stay as they are for now."
RULE = Rule(Majority.ISO, quorum=0.5, floor=11)


@cache
def decision_rows() -> Mapping[str, list[Row]]:
    found: Mapping[str, list[Row]] = reading.city_file("answers.json")
    return found


def ballot_rows(status: str) -> list[Row]:
    return [row for row in decision_rows()["ballots"] if row["status"] == status]


def closed_before() -> set[str]:
    """Clauses that were voted on before the second draft."""
    return {row["clause"] for row in ballot_rows("closed")}


def open_now() -> set[str]:
    return {row["clause"] for row in ballot_rows("open")}


def clauses_still_open() -> set[str]:
    """Clauses with a revision that is proposed, voted on or being written now."""
    return {row["clause"] for row in decision_rows()["revisions"]} - closed_before()


def revisions(clauses: Collection[str]) -> list[Row]:
    return [row for row in decision_rows()["revisions"] if row["clause"] in clauses]


def demo_points(comments: Sequence[Comment]) -> Sequence[Point]:
    said_in = Point.comment_id.in_([comment.id for comment in comments])
    return db.session.scalars(select(Point).where(said_in).order_by(Point.id)).all()


def answer(comments: Mapping[str, Comment], by: Person) -> None:
    """Each answer in the file whose comment was sent and not answered yet, given to all points of that comment."""
    answered = set(db.session.scalars(select(Answer.point_id)))
    for row in decision_rows()["answers"]:
        comment = comments.get(row["comment"])
        for point in demo_points([comment]) if comment is not None else ():
            if point.id not in answered:
                give(point, row, by)


def send_for_clearance(comments: Mapping[str, Comment], by: Person) -> None:
    """Answers that are written and wait for a second reader."""
    for row in decision_rows()["for_clearance"]:
        comment = comments.get(row["comment"])
        for point in demo_points([comment])[:1] if comment is not None else ():
            draft = clearance.save_draft(point, Disposition(row["disposition"]), row["reason"], by=by)
            clearance.ask_for_clearance(draft, by=by)


def divide_work(guideline: Guideline, drafter: Person, secretariat: Person) -> None:
    """The fullest clauses and themes are somebody's, one of them since too long; and the team talks of one."""
    drafter.reads, secretariat.reads = "en es fr", "en"
    with on(days(-6)):
        write_template(guideline, "Noted, with thanks", THANKS, Disposition.NOTED, by=drafter)
    for place, (kind, number, *_more) in enumerate(db.session.execute(nobodys(guideline).limit(5))):
        session = db.session
        thing = session.get_one(Clause, number) if kind == "clause" else session.get_one(Theme, number)
        whose = secretariat if place == 3 else drafter
        with on(days(-6)):
            assign(thing, whose, by=secretariat, due_on=days(3 * place - 2).date())
        if place == 0:
            write_note(thing, "Two cities asked the same of us last week. Answer them alike.", by=secretariat)


def give(point: Point, row: Row, by: Person) -> None:
    disposition = Disposition(row["disposition"])
    clause = point.comment.clause if disposition == Disposition.REFERRED else None
    responses.answer_point(point, disposition, row["reason"], by=by, referred_to=clause)


def propose(row: Row, draft: Draft, comments: Mapping[str, Comment], by: Person) -> Revision:
    """A revision against the words of the draft, naming the points of the comments that it answers."""
    base = next(wording for wording in wordings_of(draft) if wording.number == row["clause"])
    named = [comments[name] for name in row["comments"] if name in comments]
    proposal = revising.RevisionContent(
        title=row["title"], rationale=row["rationale"], text=row["proposed_text"], points=demo_points(named)
    )
    revision = revising.propose_revision(base, proposal, by=by)
    return revision if row["state"] == "draft" else revising.submit_revision(revision, by=by)


def open_demo_ballot(revision: Revision, closes_at: datetime, chair: Person) -> Ballot:
    return voting.open_ballot(revision, RULE, closes_at=closes_at, timezone="Africa/Nairobi", by=chair)


def hold_void_ballot(revision: Revision, chair: Person, *, opened: float, voided: float) -> None:
    """One that was put to the vote by mistake: its successor follows."""
    with on(days(opened)):
        ballot = open_demo_ballot(revision, days(opened + 4), chair)
    for turn, seat in enumerate(list(db.session.scalars(voters(revision.guideline_id)).unique())[:4]):
        with on(days(opened + 0.05 * (turn + 1))):
            voting.cast_vote(seat, ballot, Choice.APPROVE)
    with on(days(voided)):
        void_ballot(ballot, reason=VOID, by=chair)


def certify(chair: Person, *, when: float) -> None:
    """Every ballot whose time for objections is over by then."""
    with on(days(when)):
        for ballot in db.session.scalars(select(Ballot).where(Ballot.carried.is_not(None)).order_by(Ballot.id)):
            certify_ballot(ballot, by=chair)


def vote(ballot: Ballot, row: Row, *, began: float, ended: float) -> None:
    """Each vote of the row by another expert, spread over the days; who voted is in no order that tells anything."""
    seats = list(db.session.scalars(voters(ballot.revision.guideline_id)).unique())
    said = list(vote_choices(row))
    for turn, (choice, reason, acceptable) in enumerate(said):
        seat = seats[(turn * 7 + ballot.id * 3) % len(seats)]
        with on(days(began + (ended - began) * (turn + 0.5) / len(said))):
            voting.cast_vote(seat, ballot, choice, reason=reason, acceptable_wording=acceptable)


def vote_choices(row: Row) -> Iterator[tuple[Choice, str, str]]:
    """(choice, reason, acceptable wording) for each vote that the row counts."""
    comments, objections = iter(row["comments"]), iter(row["objections"])
    for choice in Choice:
        for _turn in range(row["votes"].get(choice, 0)):
            if choice == Choice.APPROVE_WITH_COMMENT:
                yield choice, next(comments), ""
            elif choice == Choice.CANNOT_ACCEPT:
                objection = next(objections)
                yield choice, objection["reason"], objection["acceptable_wording"]
            else:
                yield choice, "", ""


def publish_demo(guideline: Guideline, by: Person, chair: Person) -> None:
    """With one slip mended by hand after the vote; the chair confirms that it is published all the same."""
    draft = publishing.prepare_draft(guideline, by=by)
    _mend_by_hand(draft, by)
    obstacles = blockers_of(guideline, draft)
    override = propose_override(draft, {each.kind: REASONS.get(each.kind, REASON) for each in obstacles}, by=by)
    db.session.commit()
    confirm_override(override, note=CHAIR_SAYS, by=chair)
    publishing.publish(draft, title="Second draft", note=NOTE, by=by)
    db.session.commit()
    queue.run_all()


def _mend_by_hand(draft: Draft, by: Person) -> None:
    """Two words for six of a clause that the experts carried: all the others stay the vote's."""
    wording = next(one for one in wordings_of(draft) if one.number == "CP-P2")
    words = wording.text.replace("in language that the contributor can understand", "in plain language")
    edit_wording(wording, words, reason="One term for one thing: plain language, as in GR-L7.", by=by)


VOID = (
    "The closing time was set in the wrong week, and four members had voted before anybody saw it. The ballot is held "
    "again with the right one."
)
NOTE = "Three revisions that the Expert Working Group carried after the first rounds."
CHAIR_SAYS = "The group knows that points are open, and asks that the round begins on the words it has carried."
REASONS = {
    "without_a_vote": "Two carried clauses named one thing differently. The editors took the plain term for both.",
}
REASON = (
    "An interim draft, so that the open online round is held on the words that the experts have carried. Points that "
    "are not answered yet stay open and are answered before the third draft."
)
