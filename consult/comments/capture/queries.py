"""Sessions with their rooms, and the points that were captured in them, found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.comments.capture.models import CapturedPoint, SessionRoom
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Participation, Round, RoundRole, Session
from consult.consultations.participation import RoundMembership
from consult.consultations.queries import in_scope, participation_of, round_for, session_in
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Wording
from consult.drafts.queries import wordings_with_clause

A_WEEK = timedelta(days=7)


class SessionForReader(NamedTuple):
    """A session with what its reader is to the guideline and to the round."""

    session: Session
    membership: Membership
    place: RoundMembership


def session_for(person: Person | None, round_slug: str, session_id: int) -> SessionForReader | None:
    """None when there is no such session, or its guideline is not theirs to know of."""
    found = round_for(person, round_slug)
    session = session_in(found[0], session_id) if found is not None else None
    if found is None or session is None:
        return None
    return SessionForReader(session, found[1], participation_of(person, found[0]))


def wordings_in_scope(round_: Round) -> Sequence[Wording]:
    """The clauses that a session of the round may speak of, in reading order."""
    return [wording for wording in wordings_with_clause(round_.draft) if in_scope(round_, wording.pillar)]


def captured_in(session: Session) -> Select[CapturedPoint]:
    """Every point that stands, the newest first."""
    query = select(CapturedPoint).join(CapturedPoint.comment).where(CapturedPoint.session_id == session.id)
    query = query.options(contains_eager(CapturedPoint.comment).joinedload(Comment.clause))
    return query.where(Comment.state != CommentState.WITHDRAWN).order_by(CapturedPoint.id.desc())


def captured_with(session: Session, reference: str) -> CapturedPoint | None:
    return db.session.scalars(captured_in(session).where(Comment.reference == reference)).one_or_none()


def points_waiting_in(session: Session) -> Sequence[CapturedPoint]:
    """Those that wait until somebody has read them."""
    return db.session.scalars(captured_in(session).where(Comment.state == CommentState.HELD)).all()


def known_points(round_: Round, ids: Collection[str]) -> Mapping[str, Comment]:
    """Comments of the round by the id that a device gave them."""
    same = (Comment.round_id == round_.id, Comment.source_id.in_([source_of(one) for one in ids]))
    return {
        (one.source_id or "").removeprefix("room-"): one for one in db.session.scalars(select(Comment).where(*same))
    }


def source_of(point_id: str) -> str:
    return f"room-{point_id}"


def room_of(session: Session) -> SessionRoom | None:
    return db.session.scalars(select(SessionRoom).where(SessionRoom.session_id == session.id)).one_or_none()


def room_with(code: str) -> SessionRoom | None:
    query = select(SessionRoom).where(SessionRoom.code == code.upper()).options(joinedload(SessionRoom.session))
    return db.session.scalars(query).one_or_none()


def sessions_reported_by(person: Person, now: datetime) -> Sequence[Session]:
    """Sessions of rounds that they host or report on, from a fortnight before to a week after; the first to end first.

    What was called off is none of them.
    """
    roles = (RoundRole.HOST, RoundRole.RAPPORTEUR)
    theirs = select(Participation.round_id).where(Participation.person_id == person.id, Participation.role.in_(roles))
    query = select(Session).join(Session.round).options(contains_eager(Session.round))
    query = query.where(Session.round_id.in_(theirs), Session.cancelled_at.is_(None), Round.cancelled_at.is_(None))
    near = (Session.ends_at > now - A_WEEK, Session.starts_at < now + 2 * A_WEEK)
    return db.session.scalars(query.where(*near).order_by(Session.ends_at, Session.id)).all()
