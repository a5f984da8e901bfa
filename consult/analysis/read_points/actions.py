"""Points noted as read, and forgotten again. The journal says nothing of it: reading decides nothing."""

from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.read_points.models import ReadPoint
from consult.core.bulk_sql import chunks
from consult.core.database import db, writing_if_free


def note_read(points: Iterable[Point], *, by: Person) -> None:
    """A page that a member of the drafting team opened, to read alone, shows all the words of these points.

    One statement finds what is new, one more keeps it; where somebody else writes at that moment the page waits for
    nobody, and the points are noted when they are opened again.
    """
    for numbers in chunks(sorted({point.id for point in points})):
        before = select(ReadPoint.point_id).where(ReadPoint.person_id == by.id, ReadPoint.point_id.in_(numbers))
        known = set(db.session.scalars(before))
        rows = [{"point_id": number, "person_id": by.id} for number in numbers if number not in known]
        if rows:
            with suppress(IntegrityError), writing_if_free() as connection:  # noted or deleted at the same moment
                connection.execute(insert(ReadPoint), rows)


def forget_read_points_of(person: Person) -> None:
    """Erasure."""
    db.session.execute(delete(ReadPoint).where(ReadPoint.person_id == person.id))
