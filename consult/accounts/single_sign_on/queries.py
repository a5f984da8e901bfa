"""Who is whom at a provider."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.accounts.single_sign_on.models import ExternalIdentity
from consult.core.database import db


def identity_with(issuer: str, subject: str) -> ExternalIdentity | None:
    same = (ExternalIdentity.issuer == issuer, ExternalIdentity.provider_subject == subject)
    found = select(ExternalIdentity).where(*same).options(joinedload(ExternalIdentity.person))
    return db.session.scalars(found).one_or_none()


def identities_of(person: Person) -> Sequence[ExternalIdentity]:
    theirs = select(ExternalIdentity).where(ExternalIdentity.person_id == person.id)
    return db.session.scalars(theirs.order_by(ExternalIdentity.id)).all()
