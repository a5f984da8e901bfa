"""Translations of points: of those on a page at once, and what is still to be translated."""

from collections.abc import Sequence
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.translation.models import PointTranslation


def translation_of(point: Point) -> PointTranslation | None:
    """Read for all points that the page has loaded, once: one statement, however many there are (batch loading)."""
    known: dict[int, PointTranslation | None] = g.setdefault("translations_of_points", {})
    if point.id not in known:
        keys = db.session.identity_map.keys()  # not the points themselves: one that is stale would be read again
        loaded = {number for kind, (number, *_rest), *_more in keys if kind is Point} | {point.id}
        query = select(PointTranslation).where(PointTranslation.point_id.in_(loaded))
        found = {one.point_id: one for one in db.session.scalars(query.options(joinedload(PointTranslation.by)))}
        known.update({number: found.get(number) for number in loaded})
    return known[point.id]


def points_in_other_languages(guideline: Guideline) -> Any:
    """Points that stand in another language than the text, with the translation that there is."""
    query = select(Point, Comment.reference, PointTranslation.text).join(Comment, Comment.id == Point.comment_id)
    query = query.join(Round, Round.id == Comment.round_id)
    query = query.outerjoin(PointTranslation, PointTranslation.point_id == Point.id)
    stands = (Round.guideline_id == guideline.id, Comment.state == CommentState.SENT, Point.start >= 0)
    return query.where(*stands, Point.language != guideline.language).order_by(Point.id)


def points_by_id(guideline: Guideline, numbers: Sequence[int]) -> dict[int, tuple[Point, str]]:
    """With the reference of each one's comment."""
    query = select(Point, Comment.reference).join(Comment, Comment.id == Point.comment_id)
    query = query.join(Round, Round.id == Comment.round_id)
    query = query.where(Round.guideline_id == guideline.id, Point.id.in_(numbers))
    return {point.id: (point, reference) for point, reference in db.session.execute(query)}
