"""Who has a second factor."""

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.accounts.second_factor.models import RecoveryCode, SecondFactor
from consult.core.database import db


def second_factor_of(person: Person) -> SecondFactor | None:
    """Also one that is being set up: `confirmed_at` says."""
    return db.session.scalars(select(SecondFactor).where(SecondFactor.person_id == person.id)).one_or_none()


def has_second_factor(person: Person) -> bool:
    confirmed = (SecondFactor.person_id == person.id, SecondFactor.confirmed_at.is_not(None))
    return db.session.scalar(select(SecondFactor.id).where(*confirmed)) is not None


def recovery_codes_left(person: Person) -> int:
    left = (RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(*left)) or 0
