"""People, found."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.addresses import known_as
from consult.accounts.models import Organisation, Person, UserSession
from consult.accounts.sessions.tokens import digest_of
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


def session_with(token: str) -> UserSession | None:
    """The session that a cookie names, with its person; one statement."""
    found = db.session.execute(_session_with_digest(), {"digest": digest_of(token)}).one_or_none()
    if found is None:
        return None
    session, person, organisation = found
    set_committed_value(person, "organisation", organisation)
    set_committed_value(session, "person", person)
    return session


@cache
def _session_with_digest() -> Select[UserSession, Person, Organisation]:
    """Made once: it comes with every request. Three entities of a row cost half of what eager loading costs."""
    query = select(UserSession, Person, Organisation).join(UserSession.person)
    query = query.outerjoin(Organisation, Organisation.id == Person.organisation_id)
    return query.where(UserSession.digest == bindparam("digest")).options(lazyload(Person.organisation))


def sign_in_sessions_of(person: Person, now: datetime) -> Sequence[UserSession]:
    """Where someone is signed in, the place used last leading."""
    open_now = (UserSession.person_id == person.id, UserSession.ends_at > now)
    return db.session.scalars(select(UserSession).where(*open_now).order_by(UserSession.seen_at.desc())).all()


def people_called(words: str) -> Select[Person]:
    """People whose name or address holds the words; everyone where there are none. Erased people are nobody."""
    like = f"%{words.strip().lower()}%"
    there = Person.name != ""
    found = or_(func.lower(Person.name).like(like), Person.email.like(like)) if words.strip() else there
    return select(Person).where(there, found).order_by(Person.name, Person.id)


def administrators() -> int:
    able = (Person.administrator, Person.suspended_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Person).where(*able)) or 0
