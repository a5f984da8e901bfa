"""Objections, found."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.queries import comment_for, readable_condition
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Guideline, Role
from consult.drafts.queries import guideline_for
from consult.responses.queries import answers_of_comment, last_told
from consult.voting.models import Ballot
from consult.voting.objections.models import Contested, Objection
from consult.voting.objections.rules import OPEN, AnswerSoFar


def open_objections(ballot: Ballot) -> int:
    """How many wait to be decided: a contested ballot is not certified."""
    if is_read():
        return sum(one.state in OPEN for one in objections_to_ballot(ballot))
    waiting = (Objection.ballot_id == ballot.id, Objection.state.in_(OPEN))
    return db.session.scalar(select(func.count()).select_from(Objection).where(*waiting)) or 0


def objections_to_comment(comment: Comment) -> Sequence[Objection]:
    query = _loaded(select(Objection).where(Objection.comment_id == comment.id))
    return db.session.scalars(query.order_by(Objection.id)).unique().all()


@once_a_page
def objections_to_ballot(ballot: Ballot) -> Sequence[Objection]:
    query = _loaded(select(Objection).where(Objection.ballot_id == ballot.id))
    return db.session.scalars(query.order_by(Objection.id)).unique().all()


def objections_of(person: Person, ballot: Ballot) -> Sequence[Objection]:
    """What they contested in the ballot themselves."""
    return [one for one in objections_to_ballot(ballot) if one.by_id == person.id]


def _loaded(query: Select[Objection]) -> Select[Objection]:
    what = (
        joinedload(Objection.by),
        joinedload(Objection.decided_by),
        joinedload(Objection.comment),
        joinedload(Objection.ballot).joinedload(Ballot.revision),
    )
    return query.options(*what)


def answer_so_far(comment: Comment) -> AnswerSoFar:
    decided = answers_of_comment(comment)
    answered = bool(decided) and all(held is not None for _point, held in decided)
    return AnswerSoFar(answered, last_told(comment), objections_to_comment(comment))


def givers_of_answers(comment: Comment) -> list[int]:
    """Who gave the answers that hold for its points."""
    return sorted({held.answer.by_id for _point, held in answers_of_comment(comment) if held is not None})


def objection_for(person: Person | None, objection_id: int) -> tuple[Objection, Membership] | None:
    """None where the guideline, or the comment that it is about, is not theirs to know of."""
    objection = db.session.get(Objection, objection_id)
    found = guideline_for(person, objection.guideline.slug) if objection is not None else None
    if objection is None or found is None:
        return None
    if objection.comment is not None and not _reads(person, objection, objection.comment):
        return None
    return objection, found[1]


def _reads(person: Person | None, objection: Objection, comment: Comment) -> bool:
    own = person is not None and person.is_authenticated and person.id == objection.by_id
    return own or comment_for(person, comment.reference) is not None


def readable_objections(membership: Membership, now: datetime) -> Select[Objection]:
    """Those to ballots, and those to answers to comments that they may read; the newest first."""
    query = _loaded(select(Objection)).outerjoin(Comment, Comment.id == Objection.comment_id)
    query = query.outerjoin(Round, Round.id == Comment.round_id)
    shown: ColumnElement[bool] = or_(
        Objection.contested == Contested.BALLOT, readable_condition(membership, now), _own(membership)
    )
    return query.where(Objection.guideline_id == membership.guideline.id, shown).order_by(Objection.id.desc())


def _own(membership: Membership) -> ColumnElement[bool]:
    return Objection.by_id == (membership.person.id if membership.person is not None else 0)


def waiting_objections(guideline: Guideline) -> Sequence[Objection]:
    """Those that are to be decided, the one that is due first leading."""
    query = _loaded(select(Objection)).where(Objection.guideline_id == guideline.id, Objection.state.in_(OPEN))
    return db.session.scalars(query.order_by(Objection.due_at, Objection.id)).unique().all()


def chair_led(ballot: Ballot) -> bool:
    """Whether whoever opened it was the chair of the group then."""
    held = (
        Appointment.guideline_id == ballot.revision.guideline_id,
        Appointment.person_id == ballot.opened_by_id,
        Appointment.role == Role.CHAIR,
    )
    return db.session.scalar(select(Appointment.id).where(*held).limit(1)) is not None


def people_to_tell(objection: Objection) -> Sequence[Person]:
    """Who may decide it, to be written to: the secretariat, and the chair where they did not lead the ballot."""
    roles = [Role.SECRETARIAT]
    if objection.ballot is not None and not chair_led(objection.ballot):
        roles.append(Role.CHAIR)
    held = (Appointment.guideline_id == objection.guideline_id, Appointment.role.in_(roles))
    query = select(Person).join(Appointment, Appointment.person_id == Person.id)
    query = query.where(*held, Appointment.ended_at.is_(None), Person.id != objection.by_id).distinct()
    return db.session.scalars(query.order_by(Person.id)).all()


def objections_without_object() -> Sequence[Objection]:
    """Open ones whose comment was taken back, or whose ballot was declared void."""
    query = select(Objection).outerjoin(Objection.comment).outerjoin(Objection.ballot)
    gone = or_(Comment.state == CommentState.WITHDRAWN, Ballot.voided_at.is_not(None))
    return db.session.scalars(query.where(Objection.state.in_(OPEN), gone).order_by(Objection.id)).all()
