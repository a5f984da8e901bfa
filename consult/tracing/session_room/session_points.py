"""What was captured in a session, by clause, with its counts, for whoever reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_

from consult.comments.capture.models import CapturedPoint, RoomView
from consult.comments.capture.queries import SessionForReader, captured_in, wordings_in_scope
from consult.comments.models import Comment, CommentState
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.consultations.rules import may_report
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Wording

ORDER = (RoomView.AGREED, RoomView.DISPUTED, RoomView.NOT_ASKED)


@dataclass
class ClausePoints:
    """Those on one clause (None: on the whole text), agreed ones first, then as they came."""

    wording: Wording | None
    points: list[CapturedPoint] = field(default_factory=list)


@dataclass(frozen=True)
class SessionPoints:
    clauses: Sequence[ClausePoints]

    @property
    def points(self) -> list[CapturedPoint]:
        return [point for clause in self.clauses for point in clause.points]

    @property
    def voices(self) -> int:
        return sum(point.said_by for point in self.points)

    @property
    def tables(self) -> int:
        return len({point.table_name for point in self.points if point.table_name})

    def of_view(self, view: RoomView) -> int:
        return sum(point.view == view for point in self.points)


def session_points(theirs: SessionForReader) -> SessionPoints:
    """Who reports on the session reads all that stands in it; everyone else what they may read of the round."""
    query = captured_in(theirs.session).join(Round, Round.id == Comment.round_id)
    seen = readable_condition(theirs.membership, clock.now())
    if may_report(theirs.membership, theirs.place):
        seen = or_(seen, Comment.state.in_([CommentState.SENT, CommentState.HELD, *_practised(theirs)]))
    found = db.session.scalars(query.where(seen).order_by(None).order_by(CapturedPoint.id)).unique().all()
    by_clause: dict[int | None, ClausePoints] = {None: ClausePoints(None)}
    by_clause |= {wording.clause_id: ClausePoints(wording) for wording in wordings_in_scope(theirs.session.round)}
    for point in found:
        by_clause.get(point.comment.clause_id, by_clause[None]).points.append(point)
    for clause in by_clause.values():
        clause.points.sort(key=lambda point: (ORDER.index(point.view), point.id))
    return SessionPoints([clause for clause in by_clause.values() if clause.points])


def newest_on_the_wall(theirs: SessionForReader, clause_id: int, most: int) -> Sequence[CapturedPoint]:
    """The newest on a clause that others may read already: those that wait for a moderator never reach a wall."""
    shown = (CommentState.SENT, *_practised(theirs))
    query = captured_in(theirs.session).where(Comment.clause_id == clause_id, Comment.state.in_(shown))
    return db.session.scalars(query.limit(most)).unique().all()


def _practised(theirs: SessionForReader) -> list[CommentState]:
    """In a practice round what was captured stays a draft, and is shown to those who practise."""
    return [CommentState.DRAFT] if theirs.session.round.practice else []
