"""People and organisations."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.places import Region, StakeholderType, region_of
from consult.core.database import Model


class Organisation(Model):
    """A body that people speak for. Named once per country."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("name", "country"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stakeholder_type: Mapped[StakeholderType]
    country: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Person(UserMixin, Model):  # type: ignore[misc]
    """Someone with an e-mail address. A guest has no password; an erased person keeps her number alone."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    country: Mapped[str | None]
    stakeholder_type: Mapped[StakeholderType | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    language: Mapped[str | None]
    timezone: Mapped[str] = mapped_column(default="UTC")
    administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    # Changed with the password, so that every older session and link stops working.
    session_key: Mapped[str]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    def get_id(self) -> str:
        return f"{self.id}.{self.session_key}"

    @property
    def region(self) -> Region | None:
        return region_of(self.country)

    @property
    def complete(self) -> bool:
        """Whether it is known whom she stands for: what breadth is counted by."""
        return bool(self.country and self.stakeholder_type)
