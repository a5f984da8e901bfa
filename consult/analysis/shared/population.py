"""What counts as a point, and as a person, in every list and every number of these pages.

A point counts if its comment was sent and stands, if its words still stand in it, and if it is not the copy of a
letter that counts already. Numbers and the lists that they lead to are made of the same conditions.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, func, literal, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from consult.analysis.models import Assignment, Point
from consult.comments.models import Comment, CommentState
from consult.comments.queries import readable_condition
from consult.comments.tallies.models import who_said
from consult.consultations.models import Round
from consult.core import clock
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline


def of_points(guideline: Guideline, *what: Any, membership: Membership | None = None) -> Select[Any]:
    """`select(*what)` over the guideline's points, comments and rounds; those that `membership` may read."""
    query = select(*what).select_from(Point).join(Comment, Comment.id == Point.comment_id)
    query = query.join(Round, Round.id == Comment.round_id)
    stands = (Round.guideline_id == guideline.id, Comment.state == CommentState.SENT, Point.start >= 0)
    query = query.where(*stands)
    return query if membership is None or membership.team else query.where(readable_condition(membership, clock.now()))


def each_letter_once_condition() -> ColumnElement[bool]:
    """Each letter once: the condition that leaves out the copies. The first copy that stands is the letter."""
    point, comment = aliased(Point), aliased(Comment)
    first = (
        select(func.min(point.comment_id))
        .join(comment, comment.id == point.comment_id)
        .where(point.campaign_id.is_not(None), comment.state == CommentState.SENT)
        .group_by(point.campaign_id)
    )
    return or_(Point.campaign_id.is_(None), Point.comment_id.in_(first))


def each_letter_once(points: Sequence[Point]) -> list[Point]:
    """Of points at hand those that count: of each letter the first copy that is among them."""
    first: dict[int, int] = {}
    for point in points:
        if point.campaign_id is not None:
            first[point.campaign_id] = min(point.comment_id, first.get(point.campaign_id, point.comment_id))
    return [p for p in points if p.campaign_id is None or p.comment_id == first[p.campaign_id]]


def filed(*under: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a point stands in a theme (under those conditions)."""
    return select(Assignment.id).where(Assignment.point_id == Point.id, *under).correlate(Point).exists()


def main_theme() -> ScalarSelect[int]:
    """For a select of points: the theme that each most probably belongs to."""
    other = aliased(Assignment)
    mine = select(other.theme_id).where(other.point_id == Point.id).correlate(Point)
    return mine.order_by(other.p.desc(), other.theme_id).limit(1).scalar_subquery()


def respondent_key() -> ColumnElement[str]:
    """One word for each person, as people heard are counted (`who_said`); what nobody known said stands for itself."""
    return func.coalesce(literal_column(who_said("comment."), String), literal("c") + cast(Comment.id, String))


def organisation() -> ColumnElement[str]:
    return func.nullif(Comment.organisation, "")


def distinct(column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    return func.count(func.distinct(column))
