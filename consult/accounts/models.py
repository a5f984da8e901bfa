"""People and organisations."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.countries import Region, region_of
from consult.core.clock import UNSAID_ZONE
from consult.core.database import Model


class StakeholderType(StrEnum):
    """Kinds of people who take part. The first two and the next three are the addressees of the reference case."""

    NATIONAL_GOVERNMENT = "national_government"
    LOCAL_GOVERNMENT = "local_government"
    PRIVATE_SECTOR = "private_sector"
    ACADEMIA = "academia"
    CIVIL_SOCIETY = "civil_society"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    INDIVIDUAL = "individual"


class Organisation(Model):
    """A body that people speak for. Named once per country. Only a confirmed one speaks officially."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("name", "country"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stakeholder_type: Mapped[StakeholderType]
    country: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    domain: Mapped[str] = mapped_column(default="", server_default="")


def erased_address(person_id: int) -> str:
    """What stands where the address of a person was who is erased; mail never goes there."""
    return f"erased-{person_id}@invalid"


class Person(UserMixin, Model):  # type: ignore[misc]
    """Someone with an e-mail address. A guest has no password; an erased person keeps their number alone."""

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
    timezone: Mapped[str] = mapped_column(default=UNSAID_ZONE)
    reads: Mapped[str] = mapped_column(default="", server_default="")  # codes of languages, with a blank between
    administrator: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # Changed with the password, so that every older link stops working.
    session_key: Mapped[str]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    # One row is one object. Flask-Login compares what the cookie holds, and would take two people who have no
    # session here for one another.
    __eq__, __hash__ = object.__eq__, object.__hash__

    session_token = ""  # of the session that was just begun; its digest alone is kept

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie: the token of the session, never the person's own number."""
        return self.session_token

    @property
    def languages_read(self) -> list[str]:
        return self.reads.split()

    @property
    def region(self) -> Region | None:
        return region_of(self.country)

    @property
    def called(self) -> str:
        """The name that they are greeted by; none where nobody gave one: the first half of an address is no name."""
        return self.name if self.name != self.email.partition("@")[0] else ""

    @property
    def erased(self) -> bool:
        return self.email == erased_address(self.id)

    @property
    def complete(self) -> bool:
        """Whether it is known whom they stand for: what breadth is counted by."""
        return bool(self.country and self.stakeholder_type)


class UserSession(Model):
    """A device that someone is signed in on. The cookie holds the token, the row its digest; its network beside."""

    __tablename__ = "user_session"
    __table_args__ = (CheckConstraint("ends_at > created_at", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str]  # "Firefox, Linux", or empty
    network: Mapped[str] = mapped_column(default="", server_default="")  # "203.0.113.0/24": a provider's block, no more
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # within ten minutes
    proved_at: Mapped[datetime]  # when the password was last given
    ends_at: Mapped[datetime] = mapped_column(index=True)  # whatever happens in between

    person: Mapped[Person] = relationship()
