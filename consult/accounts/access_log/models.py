"""Personal data of others that was opened."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model


class PersonalData(StrEnum):
    """Pages and files that hold addresses of others, or more of them than they published."""

    ACCOUNTS = "accounts"
    ACCOUNT = "account"
    MAIL = "mail"
    ROLES = "roles"
    PLACES = "places"
    REGISTER = "register"
    NOMINATIONS = "nominations"
    NOMINATION = "nomination"
    LETTER = "letter"


class PersonalDataAccess(Model):
    """Who opened which of them, when; `about` where it was of one person with an account. Never changed."""

    __tablename__ = "personal_data_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[PersonalData]
    path: Mapped[str]  # of the page, without what was searched for

    by: Mapped[Person] = relationship(foreign_keys=by_id)
    about: Mapped[Person | None] = relationship(foreign_keys=about_id)
