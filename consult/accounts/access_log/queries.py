"""What was opened, found."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from consult.accounts.access_log.models import PersonalDataAccess
from consult.accounts.models import Person
from consult.core.database import db


def accesses() -> Select[PersonalDataAccess]:
    """Newest first, with who opened what of whom."""
    people = (joinedload(PersonalDataAccess.by), joinedload(PersonalDataAccess.about))
    return select(PersonalDataAccess).options(*people).order_by(PersonalDataAccess.id.desc())


def accesses_to(person: Person) -> Sequence[PersonalDataAccess]:
    """To what is of this person alone."""
    theirs = select(PersonalDataAccess).where(PersonalDataAccess.about_id == person.id)
    return db.session.scalars(theirs.order_by(PersonalDataAccess.id)).all()
