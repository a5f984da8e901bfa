"""What became of comments, a line each: how far it has come on the river, and where that can be read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from consult.analysis.models import Assignment, Point
from consult.comments.models import Comment
from consult.core.database import db
from consult.publishing.models import Provenance
from consult.responses.queries import IN_PLACE, is_unanswered
from consult.revisions.models import Revision, revision_point
from consult.revisions.rules import PUBLIC
from consult.voting.models import Ballot


class CommentOutcome(StrEnum):
    """How far a comment that was sent has come."""

    WAITS = "waits"
    SORTED = "sorted"
    ANSWERED = "answered"
    REVISED = "revised"
    VOTING = "voting"
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    PUBLISHED = "published"


@dataclass(frozen=True)
class OutcomeOfComment:
    """The last step that it has come to, and the page of that step."""

    step: CommentOutcome
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    answered: int = 0  # points, of so many; told while some of them wait
    points: int = 0


def outcomes_of(comments: Collection[Comment]) -> dict[int, OutcomeOfComment]:
    """By comment, as everyone may read it. Answered when each of its points is. Three queries."""
    numbers = [comment.id for comment in comments]
    if not numbers:
        return {}
    points = _points(numbers)
    led_to = {**_revised(numbers), **_published(numbers)}
    return {one.id: led_to.get(one.id) or _before_any_revision(one, points.get(one.id)) for one in comments}


def _points(numbers: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Of those that have points: how many wait for an answer, how many are in a theme, how many there are."""
    filed = select(Assignment.id).where(Assignment.point_id == Point.id).correlate(Point).exists()
    counted = (func.count().filter(is_unanswered()), func.count().filter(filed), func.count())
    query = select(Point.comment_id, *counted).where(Point.comment_id.in_(numbers), IN_PLACE).group_by(Point.comment_id)
    return {number: (waiting, sorted_, n) for number, waiting, sorted_, n in db.session.execute(query)}


def _before_any_revision(comment: Comment, counted: tuple[int, int, int] | None) -> OutcomeOfComment:
    waiting, filed, points = counted or (1, 0, 1)
    step = CommentOutcome.SORTED if filed else CommentOutcome.WAITS
    step = step if waiting else CommentOutcome.ANSWERED
    return OutcomeOfComment(step, "tracing.comment", {"reference": comment.reference}, points - waiting, points)


def _revised(numbers: Sequence[int]) -> dict[int, OutcomeOfComment]:
    """The last revision that answers a point of it and that everyone may read, with its last ballot that stands."""
    query = select(Point.comment_id, Revision.id, Ballot.id, Ballot.carried)
    query = query.join(revision_point, revision_point.c.point_id == Point.id)
    query = query.join(Revision, Revision.id == revision_point.c.revision_id)
    query = query.outerjoin(Ballot, (Ballot.revision_id == Revision.id) & Ballot.voided_at.is_(None))
    query = query.where(Point.comment_id.in_(numbers), Revision.state.in_(PUBLIC)).order_by(Revision.id, Ballot.id)
    rows = db.session.execute(query).all()
    return {
        number: _step_of(revision_id, ballot_id, carried=carried) for number, revision_id, ballot_id, carried in rows
    }


def _step_of(revision_id: int, ballot_id: int | None, *, carried: bool | None) -> OutcomeOfComment:
    if ballot_id is None:
        return OutcomeOfComment(CommentOutcome.REVISED, "revisions.revision", {"revision_id": revision_id})
    step = CommentOutcome.CARRIED if carried else CommentOutcome.NOT_CARRIED
    return OutcomeOfComment(
        CommentOutcome.VOTING if carried is None else step, "voting.ballot", {"ballot_id": ballot_id}
    )


def _published(numbers: Sequence[int]) -> dict[int, OutcomeOfComment]:
    """Words of a revision that answers it stand in a draft."""
    query = select(Point.comment_id, Comment.reference).join(Comment, Comment.id == Point.comment_id)
    query = query.join(revision_point, revision_point.c.point_id == Point.id)
    query = query.join(Provenance, Provenance.revision_id == revision_point.c.revision_id)
    rows = db.session.execute(query.where(Point.comment_id.in_(numbers)).distinct())
    return {
        number: OutcomeOfComment(
            CommentOutcome.PUBLISHED, "tracing.comment", {"reference": reference, "_anchor": "published"}
        )
        for number, reference in rows
    }
