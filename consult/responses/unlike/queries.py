"""Pairs of like asks that were answered unlike, found."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.models import Answer
from consult.responses.unlike.models import UnlikeAnswers


def unlike_in(guideline: Guideline, *, explained: bool = False) -> Select[UnlikeAnswers]:
    """Those that nobody explained, or those that somebody did; the nearest first."""
    told = (
        joinedload(UnlikeAnswers.point).joinedload(Point.comment).joinedload(Comment.author),
        joinedload(UnlikeAnswers.other).joinedload(Point.comment).joinedload(Comment.author),
        joinedload(UnlikeAnswers.answer).joinedload(Answer.by),
        joinedload(UnlikeAnswers.other_answer).joinedload(Answer.by),
        joinedload(UnlikeAnswers.by),
    )
    written = UnlikeAnswers.because != "" if explained else UnlikeAnswers.because == ""
    query = select(UnlikeAnswers).where(UnlikeAnswers.guideline_id == guideline.id, written)
    return query.options(*told).order_by(UnlikeAnswers.likeness.desc(), UnlikeAnswers.id)


def unlike_count(guideline: Guideline) -> int:
    query = select(func.count()).select_from(UnlikeAnswers)
    return db.session.scalar(query.where(UnlikeAnswers.guideline_id == guideline.id, UnlikeAnswers.because == "")) or 0


def unlike_for(person: Person | None, pair_id: int) -> tuple[UnlikeAnswers, Membership] | None:
    """None when its guideline is not theirs to know of."""
    pair = db.session.get(UnlikeAnswers, pair_id)
    if pair is None:
        return None
    guideline = pair.point.comment.round.guideline
    membership = membership_of(person, guideline)
    return (pair, membership) if guideline.public or membership.inside else None
