"""An authenticator app of a person, and the codes for when it is lost."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class SecondFactor(Model):
    """The secret that a person's app shares with the site. It counts once the first code of it was given."""

    __tablename__ = "second_factor"
    __table_args__ = (CheckConstraint("last_step >= 0", name="last_step_is_a_step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    sealed_secret: Mapped[str]  # core.security.encryption
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # a code of this half minute, or an earlier one, is used up


class RecoveryCode(Model):
    """Signs in once instead of a code of the app. Its digest alone is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
