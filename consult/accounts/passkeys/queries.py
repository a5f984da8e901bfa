"""Whose passkey it is."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.accounts.passkeys.models import Passkey
from consult.core.database import db


def passkeys_of(person: Person) -> Sequence[Passkey]:
    return db.session.scalars(select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)).all()


def passkey_with(credential_id: str) -> Passkey | None:
    same = select(Passkey).where(Passkey.credential_id == credential_id)
    return db.session.scalars(same.options(joinedload(Passkey.person))).one_or_none()
