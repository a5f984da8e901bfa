"""How far a guideline is: comments by round, answers to points, ballots, the expert group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.comments.tallies.queries import sent_by_round
from consult.core import clock
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.responses.progress import answer_progress
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
    answers = answer_progress(guideline)
    return GuidelineProgress(
        comments=sum(sent_by_round(guideline).values()),
        points=answers.points,
        unanswered=answers.unanswered,
        revisions=revisions_by_state(guideline),
        ballots=ballots_of(guideline),
    )


@once_a_page
def revisions_by_state(guideline: Guideline) -> dict[str, int]:
    counted = select(Revision.state, func.count()).where(Revision.guideline_id == guideline.id).group_by(Revision.state)
    return {state.value: number for state, number in db.session.execute(counted)}


def experts_of(guideline: Guideline) -> Sequence[Appointment]:
    """The expert group, by the state that appointed them."""
    seats = (Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT, RUNNING)
    query = select(Appointment).where(*seats).options(joinedload(Appointment.person))
    return db.session.scalars(query.order_by(Appointment.member_state, Appointment.id)).unique().all()
