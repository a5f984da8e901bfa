"""Who has read a point, as a search asks for it."""

from typing import Any

from sqlalchemy import ColumnElement, case, select

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.read_points.models import ReadPoint

ME, OTHERS = "me", "others"


def read_by(person: Person) -> ColumnElement[Any]:
    """For a select of points: `me`, else `others`, else null where nobody on the team has read it."""
    anyone = select(ReadPoint.point_id).where(ReadPoint.point_id == Point.id).correlate(Point)
    mine = anyone.where(ReadPoint.person_id == person.id)
    return case((mine.exists(), ME), (anyone.exists(), OTHERS))
