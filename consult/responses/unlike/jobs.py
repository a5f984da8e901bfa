"""Once a minute: answers that changed are compared with those to like points."""

from sqlalchemy import func, select

from consult.analysis.models import Point
from consult.analysis.nearness.models import PointNeighbour
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.database import db, for_reading
from consult.core.queue import queue
from consult.core.verbs import Verb
from consult.responses.unlike.comparing import list_unlike, points_answered_since
from consult.responses.unlike.models import AnswersCompared

MARGIN = 200  # entries looked at again: of two that are written at once the first may be seen last
ANSWERED = [verb for verb in Verb if verb.startswith("answer.")] + [Verb.POINT_REOPENED]


@queue.sweep
def compare_answers() -> None:
    """Done twice, the second changes nothing."""
    with for_reading():
        mark = db.session.get(AnswersCompared, 1)
        seen = (mark.entry_id, mark.neighbour_id) if mark is not None else (0, 0)
        last = (_newest(AuditEntry), _newest(PointNeighbour))
        if last == seen:
            return
        waiting = _waiting(seen)
        db.session.rollback()
    for guideline_id, points in sorted(waiting.items()):
        list_unlike(guideline_id, points)
    mark = db.session.get(AnswersCompared, 1) or AnswersCompared(id=1)
    mark.entry_id, mark.neighbour_id = last
    db.session.add(mark)
    db.session.commit()


def _newest(model: type[AuditEntry | PointNeighbour]) -> int:
    return db.session.scalar(select(func.max(model.id))) or 0


def _waiting(seen: tuple[int, int]) -> dict[int, set[int]]:
    """Points to be compared, by guideline."""
    entries = select(AuditEntry.guideline_id, func.min(AuditEntry.at)).where(AuditEntry.id > seen[0] - MARGIN)
    entries = entries.where(AuditEntry.verb.in_(ANSWERED), AuditEntry.guideline_id.is_not(None))
    since = db.session.execute(entries.group_by(AuditEntry.guideline_id)).all()
    waiting = {number: points_answered_since(number, at) for number, at in since if number is not None}
    fresh = select(Round.guideline_id, PointNeighbour.point_id).join(Point, Point.id == PointNeighbour.point_id)
    fresh = fresh.join(Comment, Comment.id == Point.comment_id).join(Round, Round.id == Comment.round_id)
    for guideline_id, point in db.session.execute(fresh.where(PointNeighbour.id > seen[1])):
        waiting.setdefault(guideline_id, set()).add(point)
    return {guideline_id: points for guideline_id, points in waiting.items() if points}
