"""How far a guideline is: comments by round, answers to points, ballots, the expert group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.comments.models import Comment
from consult.comments.queries import all_sent
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.responses.models import Answer
from consult.responses.queries import answerable_points, count_of, reopened_since
from consult.revisions.models import Revision
from consult.voting.models import Ballot
from consult.voting.queries import ballots_of


@dataclass(frozen=True)
class GuidelineProgress:
    """Numbers of a guideline's page. Points are the single asks that comments were split into."""

    comments: int
    points: int
    unanswered: int
    revisions: Mapping[str, int]
    ballots: Sequence[Ballot]  # open ones first, then the latest

    @property
    def answered(self) -> int:
        return self.points - self.unanswered

    @property
    def open_ballots(self) -> list[Ballot]:
        """A planned one is not open."""
        now = clock.now()
        return [ballot for ballot in self.ballots if ballot.closed_at is None and ballot.opens_at <= now]

    @property
    def closed_ballots(self) -> list[Ballot]:
        return [ballot for ballot in self.ballots if ballot.carried is not None]


def guideline_progress(guideline: Guideline) -> GuidelineProgress:
    return GuidelineProgress(
        comments=count_of(all_sent(guideline).with_only_columns(Comment.id)),
        points=count_of(answerable_points(guideline).with_only_columns(Point.id)),
        unanswered=count_unanswered(guideline),
        revisions=revisions_by_state(guideline),
        ballots=ballots_of(guideline),
    )


def count_unanswered(guideline: Guideline) -> int:
    """As `unanswered_points` would count, without asking which answer each point has."""
    own = select(Answer.id).where(Answer.point_id == Point.id, Answer.superseded_at.is_(None))
    handed_down = (
        select(Assignment.id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .join(Answer, Answer.theme_id == Theme.id)
        .where(Assignment.point_id == Point.id, Theme.state == ThemeState.ACTIVE, Answer.superseded_at.is_(None))
        .where(~reopened_since())
    )
    return count_of(
        answerable_points(guideline).where(~own.exists(), ~handed_down.exists()).with_only_columns(Point.id)
    )


def revisions_by_state(guideline: Guideline) -> dict[str, int]:
    counted = select(Revision.state, func.count()).where(Revision.guideline_id == guideline.id).group_by(Revision.state)
    return {state.value: number for state, number in db.session.execute(counted)}


def comments_by_round(guideline: Guideline) -> dict[int, int]:
    counted = all_sent(guideline).with_only_columns(Comment.round_id, func.count()).order_by(None)
    return dict(db.session.execute(counted.group_by(Comment.round_id)).all())


def experts_of(guideline: Guideline) -> Sequence[Appointment]:
    """The expert group, by the state that appointed them."""
    seats = (Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT, RUNNING)
    query = select(Appointment).where(*seats).options(joinedload(Appointment.person))
    return db.session.scalars(query.order_by(Appointment.member_state, Appointment.id)).unique().all()
