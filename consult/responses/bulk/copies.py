"""A letter that was sent in copies is read once and answered once: its copies get the same words."""

from sqlalchemy import Select, or_, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.nearness.queries import near_points
from consult.comments.models import Comment, CommentState
from consult.responses.bulk.actions import begin_bulk_act
from consult.responses.bulk.models import BulkAct, BulkKind
from consult.responses.models import Answer, AnswerDraft
from consult.responses.queries import IN_PLACE, count_of, has_own_answer

NEAR = 0.95  # greetings and names differ from copy to copy


def points_in_copies(point: Point) -> Select[int]:
    """Numbers of the points in other copies of its letter that say the same, and have no answer of their own."""
    near = [pair.other for pair in near_points([point.id], least=NEAR)] if point.campaign_id is not None else []
    alike = or_(Point.text == point.text, Point.id.in_(near))
    others = (Point.campaign_id == point.campaign_id, Point.comment_id != point.comment_id, alike)
    query = select(Point.id).join(Point.comment).where(*others)
    return query.where(Comment.state == CommentState.SENT, IN_PLACE, ~has_own_answer())


def count_of_copies(point: Point) -> int:
    return count_of(points_in_copies(point)) if point.campaign_id is not None else 0


def answer_copies(point: Point, said: Answer | AnswerDraft, *, by: Person) -> BulkAct | None:
    """What was just said of the letter, for its copies: listed, counted and undone as any decision about many."""
    if not count_of_copies(point):
        return None
    told = {"disposition": said.disposition.value, "reason": said.reason, "referred_to": said.referred_to_id}
    guideline = point.comment.round.guideline
    return begin_bulk_act(guideline, BulkKind.ANSWER, told, points_in_copies(point), by=by)
