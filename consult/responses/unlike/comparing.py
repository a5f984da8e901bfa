"""Which answers are unlike, and bringing the list up to date for points whose answer or neighbours changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.analysis.nearness.models import PointNeighbour
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core import clock
from consult.core.bulk_sql import chunks, insert_rows
from consult.core.database import db
from consult.responses.inheritance import Effective
from consult.responses.memory.agreement import OFFERED_FROM, first_difference
from consult.responses.memory.queries import asked_of
from consult.responses.models import Answer, AnswerCoverage, Disposition, ReopenedPoint
from consult.responses.queries import IN_PLACE, effective_answers
from consult.responses.unlike.models import UnlikeAnswers

TAKEN = {Disposition.ACCEPTED, Disposition.ACCEPTED_IN_PART, Disposition.ACCEPTED_IN_PRINCIPLE}
REFUSED = {Disposition.NOT_ACCEPTED, Disposition.OUT_OF_SCOPE}


def are_unlike(one: Disposition, other: Disposition) -> bool:
    """One was taken up and the other was not; what is answered elsewhere is no contrast. Pure."""
    sides = {_side(one), _side(other)}
    return len(sides) == 2 and "" not in sides


def _side(disposition: Disposition) -> str:
    if disposition in TAKEN:
        return "taken"
    if disposition in REFUSED:
        return "refused"
    return "noted" if disposition == Disposition.NOTED else ""


def last_change() -> datetime | None:
    """When an answer was last given, taken back or kept from a point; None where none ever was."""
    times = (Answer.at, Answer.superseded_at, AnswerCoverage.at, AnswerCoverage.ended_at, ReopenedPoint.at)
    found = [db.session.scalar(select(func.max(time))) for time in times]
    return max((at for at in found if at is not None), default=None)


def points_answered_since(guideline_id: int, since: datetime | None) -> set[int]:
    """Points that may have another answer than they had then; all that ever had one, where it was never."""
    since = since or datetime.min.replace(tzinfo=UTC)
    given = or_(Answer.at >= since, Answer.superseded_at >= since)
    kept = or_(given, AnswerCoverage.at >= since, AnswerCoverage.ended_at >= since)
    covered = select(AnswerCoverage.point_id).join(Answer, Answer.id == AnswerCoverage.answer_id).where(kept)
    queries = (
        select(Answer.point_id).where(given, Answer.point_id.is_not(None)),
        covered,
        select(ReopenedPoint.point_id).where(ReopenedPoint.at >= since),
    )
    mine = select(Point.id).join(Point.comment).join(Comment.round).where(Round.guideline_id == guideline_id)
    found: set[int] = set()
    for query in queries:
        found.update(db.session.scalars(mine.where(Point.id.in_(query))))
    return found


def list_unlike(guideline_id: int, points: Iterable[int]) -> None:
    """List the pairs of these points that are answered unlike, and take off what is so no more."""
    for portion in chunks(sorted(points)):
        _compare_some(guideline_id, portion)


def _compare_some(guideline_id: int, portion: Sequence[int]) -> None:
    near = PointNeighbour
    query = select(near.point_id, near.neighbour_id, near.likeness).where(near.likeness >= OFFERED_FROM)
    rows = db.session.execute(query.where(or_(near.point_id.in_(portion), near.neighbour_id.in_(portion)))).all()
    points = _standing({number for one, other, _near in rows for number in (one, other)})
    held = effective_answers(points.values())
    found = {
        (one, other): {"answer_id": mine, "other_answer_id": its, "likeness": likeness}
        for one, other, likeness in rows
        for mine, its in _unlike(points, held, one, other)
    }
    _write(guideline_id, portion, found)


def _unlike(points: Mapping[int, Point], held: Mapping[int, Effective], one: int, other: int) -> list[tuple[int, int]]:
    if one not in held or other not in held or points[one].comment_id == points[other].comment_id:
        return []
    mine, its = held[one].answer, held[other].answer
    if not are_unlike(mine.disposition, its.disposition):
        return []
    return [(mine.id, its.id)] if first_difference(asked_of(points[one]), asked_of(points[other])) is None else []


def _standing(numbers: set[int]) -> dict[int, Point]:
    found: dict[int, Point] = {}
    query = select(Point).join(Point.comment).where(Comment.state == CommentState.SENT, IN_PLACE)
    for portion in chunks(sorted(numbers)):
        rows = query.where(Point.id.in_(portion)).options(joinedload(Point.comment))
        found |= {point.id: point for point in db.session.scalars(rows).unique()}
    return found


def _write(guideline_id: int, portion: Sequence[int], found: dict[tuple[int, int], dict[str, Any]]) -> None:
    """Pairs that stay as they were keep what was written about them."""
    about = or_(UnlikeAnswers.point_id.in_(portion), UnlikeAnswers.other_id.in_(portion))
    for row in db.session.scalars(select(UnlikeAnswers).where(about)):
        there = found.get((row.point_id, row.other_id))
        if there is not None and (there["answer_id"], there["other_answer_id"]) == (row.answer_id, row.other_answer_id):
            del found[row.point_id, row.other_id]
        else:
            db.session.execute(delete(UnlikeAnswers).where(UnlikeAnswers.id == row.id))
    now = clock.now()
    rows = [
        {"guideline_id": guideline_id, "point_id": one, "other_id": other, "found_at": now, "because": "", **pair}
        for (one, other), pair in sorted(found.items())
    ]
    insert_rows(UnlikeAnswers, rows)
    db.session.expire_all()
