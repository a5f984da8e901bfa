"""Once a minute: answers that changed are compared with those to like points."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from consult.analysis.models import Point
from consult.analysis.nearness.models import PointNeighbour
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.database import db, for_reading
from consult.core.queue import queue
from consult.drafts.models import Guideline
from consult.responses.unlike.comparing import last_change, list_unlike, points_answered_since
from consult.responses.unlike.models import AnswersCompared

MARGIN = timedelta(minutes=5)  # looked at again: of two that are written at once the first may be seen last


@queue.sweep
def compare_answers() -> None:
    """Done twice, the second changes nothing."""
    with for_reading():
        mark = db.session.get(AnswersCompared, 1)
        seen = (mark.changed_at, mark.neighbour_id) if mark is not None else (None, 0)
        last = (last_change(), db.session.scalar(select(func.max(PointNeighbour.id))) or 0)
        if last == seen:
            return
        waiting = _waiting(*seen)
        db.session.rollback()
    for guideline_id, points in sorted(waiting.items()):
        list_unlike(guideline_id, points)
    mark = db.session.get(AnswersCompared, 1) or AnswersCompared(id=1)
    mark.changed_at, mark.neighbour_id = last
    db.session.add(mark)
    db.session.commit()


def _waiting(changed_at: datetime | None, neighbour_id: int) -> dict[int, set[int]]:
    """Points to be compared, by guideline."""
    since = changed_at - MARGIN if changed_at is not None else None
    waiting = {number: points_answered_since(number, since) for number in db.session.scalars(select(Guideline.id))}
    fresh = select(Round.guideline_id, PointNeighbour.point_id).join(Point, Point.id == PointNeighbour.point_id)
    fresh = fresh.join(Comment, Comment.id == Point.comment_id).join(Round, Round.id == Comment.round_id)
    for guideline_id, point in db.session.execute(fresh.where(PointNeighbour.id > neighbour_id)):
        waiting.setdefault(guideline_id, set()).add(point)
    return {guideline_id: points for guideline_id, points in waiting.items() if points}
