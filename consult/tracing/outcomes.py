"""What became of comments, in a word each: waits for an answer, answered, or published in a draft."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import func, select

from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.core.database import db
from consult.publishing.models import Provenance
from consult.responses.queries import IN_PLACE, is_unanswered
from consult.revisions.models import revision_point


class CommentOutcome(StrEnum):
    """How far a comment that was sent has come."""

    WAITS = "waits"
    ANSWERED = "answered"
    PUBLISHED = "published"


def outcomes_of(comments: Collection[Comment]) -> dict[int, CommentOutcome]:
    """By comment. Answered when each of its points is. Two queries."""
    numbers = [comment.id for comment in comments]
    open_points = func.count().filter(is_unanswered())
    points = select(Point.comment_id, open_points).where(Point.comment_id.in_(numbers), IN_PLACE)
    waiting = dict(db.session.execute(points.group_by(Point.comment_id)).all())
    led_to = select(Point.comment_id).join(revision_point, revision_point.c.point_id == Point.id)
    led_to = led_to.join(Provenance, Provenance.revision_id == revision_point.c.revision_id)
    published = set(db.session.scalars(led_to.where(Point.comment_id.in_(numbers))))
    return {number: _outcome(waiting.get(number), published=number in published) for number in numbers}


def _outcome(waiting: int | None, *, published: bool) -> CommentOutcome:
    if published:
        return CommentOutcome.PUBLISHED
    return CommentOutcome.ANSWERED if waiting == 0 else CommentOutcome.WAITS
