"""What waits for a person, and in guidelines, in one statement each: whether there is anything to look for at all."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Participation, RoundRole
from consult.core.database import db
from consult.drafts.models import RUNNING, Appointment, Draft, DraftState, Guideline, Role
from consult.drafts.people.models import RoleOffer
from consult.publishing.models import Carry
from consult.responses.assignments.models import WorkAssignment
from consult.responses.clearance.queries import open_standings_reached
from consult.responses.models import AnswerDraft, AnswerStage
from consult.responses.tallies.models import AnswerStanding, AnswerTally
from consult.revisions.models import Revision, RevisionState, revision_point
from consult.revisions.uptake.stages import ACCEPTING, STATES_OF_SETTLED
from consult.voting.models import Ballot, BallotSeat
from consult.voting.objections.models import Objection
from consult.voting.objections.rules import OPEN as OPEN_OBJECTIONS

PERSON: Any = bindparam("person")


class WaitingForPerson(NamedTuple):
    """Whether anything of a kind could wait for them; what it is, each kind's own query says."""

    offers: bool
    ballots: bool
    sessions: bool
    drafts: bool
    sent: bool


def waiting_for(person: Person) -> WaitingForPerson:
    row = db.session.execute(_of_person(), {"person": person.id, "email": person.email}).one()
    return WaitingForPerson(*map(bool, row))


@cache
def _of_person() -> Any:
    """Made once: the first page asks for everyone who is signed in."""
    seats = select(BallotSeat.id).join(Appointment, Appointment.id == BallotSeat.holder_id)
    seats = seats.join(Ballot, Ballot.id == BallotSeat.ballot_id)
    led = (RoundRole.HOST, RoundRole.RAPPORTEUR)
    wrote = select(Comment.id).where(Comment.author_id == PERSON)
    return select(
        select(RoleOffer.id).where(RoleOffer.email == bindparam("email")).exists(),
        seats.where(Appointment.person_id == PERSON, Ballot.closed_at.is_(None)).exists(),
        select(Participation.id).where(Participation.person_id == PERSON, Participation.role.in_(led)).exists(),
        wrote.where(Comment.state == CommentState.DRAFT).exists(),
        wrote.where(Comment.state == CommentState.SENT).exists(),
    )


class WaitingInGuideline(NamedTuple):
    """How much of each kind waits there; and whether it has a drafter, and the person has work."""

    objections: int = 0
    revisions: int = 0
    carried: int = 0  # comments that came to the draft in force, and nobody has confirmed where they belong
    unanswered: int = 0
    to_clear: int = 0  # answers of others that wait for a second reader
    promised: int = 0  # accepted points whose words nobody carried
    on_way: int = 0  # of those unanswered: they have an answer on its way
    drafter: bool = False
    work: bool = False


def waiting_in(guidelines: Collection[Guideline], person: Person) -> Mapping[int, WaitingInGuideline]:
    """By guideline."""
    numbers = [guideline.id for guideline in guidelines]
    if not numbers:
        return {}
    rows = db.session.execute(_in_guidelines(), {"person": person.id, "guidelines": numbers})
    return {
        number: WaitingInGuideline._make((*counted, accepted - settled, on_way, drafter, work))
        for number, *counted, accepted, settled, on_way, drafter, work in rows
    }


@cache
def _in_guidelines() -> Any:
    here, tally = Guideline.id, AnswerTally
    unanswered = (tally.guideline_id == here, tally.slice == "place", tally.answer == "none")
    to_clear = (AnswerDraft.guideline_id == here, AnswerDraft.stage == AnswerStage.FOR_CLEARANCE)
    accepting = [one.value for one in ACCEPTING]
    accepted = (tally.guideline_id == here, tally.slice == "given", tally.disposition.in_(accepting))
    carries = (Draft.guideline_id == here, Draft.state == DraftState.PUBLISHED, Carry.confirmed_at.is_(None))
    drafters = (Appointment.guideline_id == here, Appointment.role == Role.DRAFTER, RUNNING)
    theirs = (WorkAssignment.guideline_id == here, WorkAssignment.assignee_id == PERSON)
    undecided = (Objection.guideline_id == here, Objection.state.in_(OPEN_OBJECTIONS))
    proposed = (Revision.guideline_id == here, Revision.state == RevisionState.PROPOSED)
    return select(
        here,
        _count(select(func.count(Objection.id)).where(*undecided)),
        _count(select(func.count(Revision.id)).where(*proposed)),
        _count(select(func.count(Carry.id)).join(Draft, Draft.id == Carry.draft_id).where(*carries)),
        _count(select(func.coalesce(func.sum(tally.n), 0)).where(*unanswered)),
        _count(select(func.count(AnswerDraft.id)).where(*to_clear, AnswerDraft.by_id != PERSON)),
        _count(select(func.coalesce(func.sum(tally.n), 0)).where(*accepted)),
        _settled(here, accepting),
        _count(open_standings_reached(here)),
        select(Appointment.id).where(*drafters).correlate(Guideline).exists(),
        select(WorkAssignment.id).where(*theirs, WorkAssignment.ended_at.is_(None)).correlate(Guideline).exists(),
    ).where(here.in_(bindparam("guidelines", expanding=True)))


def _count(query: Select[Any]) -> ColumnElement[int]:
    return query.correlate(Guideline).scalar_subquery()


def _settled(here: Any, accepting: Collection[str]) -> ColumnElement[int]:
    """As `promised_tally` counts them: by the points that revisions name, a key plus nothing for the right index."""
    named = select(revision_point.c.point_id).join(Revision, Revision.id == revision_point.c.revision_id)
    named = named.where(Revision.guideline_id == here, Revision.state.in_(STATES_OF_SETTLED)).correlate(Guideline)
    standing = (AnswerStanding.guideline_id + 0 == here, AnswerStanding.disposition.in_(accepting))
    return _count(select(func.count()).select_from(AnswerStanding).where(AnswerStanding.point_id.in_(named), *standing))
