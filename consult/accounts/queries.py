"""People, found."""

from collections.abc import Sequence

from sqlalchemy import func, select

from consult.accounts.addresses import known_as
from consult.accounts.models import Organisation, Person
from consult.core.database import db


def person_with_email(email: str) -> Person | None:
    same = select(Person).where(Person.email.in_(known_as(email)))
    return db.session.scalars(same.order_by(Person.id).limit(1)).one_or_none()


def organisation_named(name: str, country: str | None) -> Organisation | None:
    same_name = func.lower(Organisation.name) == func.lower(name.strip())  # both by the database's own lower()
    same_country = Organisation.country == (country or "")
    return db.session.scalars(select(Organisation).where(same_name, same_country)).one_or_none()


def organisation_names() -> Sequence[str]:
    return db.session.scalars(select(Organisation.name).distinct().order_by(Organisation.name).limit(2000)).all()


def person_of_session(session_id: str) -> Person | None:
    """The person a session names, if her session key is still the one it was."""
    number, _, key = session_id.partition(".")
    if not number.isdigit():
        return None
    person = db.session.get(Person, int(number))
    return person if person is not None and person.session_key == key else None
