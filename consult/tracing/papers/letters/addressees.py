"""Who said something in a round and cannot be written to by mail: those whom a register or a room brought in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select

from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.responses.inheritance import Effective
from consult.responses.queries import effective_answers
from consult.revisions.models import Revision, RevisionState
from consult.revisions.queries import revisions_answering

SETTLED = {RevisionState.CARRIED, RevisionState.PUBLISHED}


@dataclass(frozen=True)
class AnsweredPoint:
    point: Point
    answer: Effective
    revisions: Sequence[Revision] = ()


@dataclass
class Addressee:
    """As they were named when it came in; comments with each point that is answered."""

    name: str
    organisation: str
    country: str | None
    comments: list[tuple[Comment, list[AnsweredPoint]]] = field(default_factory=list)


def _without_mailbox() -> Select[Comment]:
    nameless = (Comment.author_name == "") & (Comment.organisation == "")
    return select(Comment).where(Comment.author_id.is_(None), Comment.state == CommentState.SENT, ~nameless)


def rounds_with_letters(guideline: Guideline) -> Mapping[Round, int]:
    """How many comments in each have an author whom no mail reaches."""
    said = _without_mailbox().with_only_columns(Comment.round_id, func.count()).group_by(Comment.round_id)
    counts: dict[int, int] = {row[0]: row[1] for row in db.session.execute(said)}
    rounds = select(Round).where(Round.guideline_id == guideline.id, Round.id.in_(counts)).order_by(Round.closes_at)
    return {round_: counts[round_.id] for round_ in db.session.scalars(rounds).unique()}


def addressees_of(round_: Round, membership: Membership) -> list[Addressee]:
    """Only those with an answer, by name; one letter for all that one of them said."""
    said = db.session.scalars(_without_mailbox().where(Comment.round_id == round_.id).order_by(Comment.id)).all()
    points = _points_of(said)
    answers = effective_answers(points)
    answered = [point for point in points if point.id in answers]
    revisions = revisions_answering(answered, membership)
    by_comment: dict[int, list[AnsweredPoint]] = {}
    for point in answered:
        settled = [one for one in revisions.get(point.id, ()) if one.state in SETTLED]
        by_comment.setdefault(point.comment_id, []).append(AnsweredPoint(point, answers[point.id], settled))
    found: dict[tuple[str, str, str | None], Addressee] = {}
    for comment in said:
        if comment.id in by_comment:
            key = (comment.author_name, comment.organisation, comment.country)
            found.setdefault(key, Addressee(*key)).comments.append((comment, by_comment[comment.id]))
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1], key[2] or ""))]


def _points_of(comments: Sequence[Comment]) -> list[Point]:
    found: list[Point] = []
    numbers = [comment.id for comment in comments]
    for start in range(0, len(numbers), 500):
        some = select(Point).where(Point.comment_id.in_(numbers[start : start + 500]))
        found += db.session.scalars(some.order_by(Point.comment_id, Point.start)).all()
    return found
