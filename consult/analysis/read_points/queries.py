"""Who has read a point, as a search asks for it; what somebody has read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.read_points.models import ReadPoint
from consult.comments.models import Comment
from consult.core.database import db

ME, OTHERS = "me", "others"


def read_by(person: Person) -> ColumnElement[Any]:
    """For a select of points: `me`, else `others`, else null where nobody on the team has read it."""
    anyone = select(ReadPoint.point_id).where(ReadPoint.point_id == Point.id).correlate(Point)
    mine = anyone.where(ReadPoint.person_id == person.id)
    return case((mine.exists(), ME), (anyone.exists(), OTHERS))


def comments_read_by(person: Person) -> Sequence[str]:
    """References of the comments whose points they have read, one for each point."""
    read = select(Comment.reference).join(Point, Point.comment_id == Comment.id)
    read = read.join(ReadPoint, ReadPoint.point_id == Point.id).where(ReadPoint.person_id == person.id)
    return db.session.scalars(read.order_by(Point.id)).all()
