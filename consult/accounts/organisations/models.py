"""Members of organisations; an invitation is a signed link and has no row."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person
from consult.core.database import Model

STANDING = "ended_at IS NULL"
STANDING_FOCAL_POINT = "role = 'focal_point' AND confirmed_at IS NOT NULL AND ended_at IS NULL"


def where_only(condition: str) -> dict[str, Any]:
    """A partial index, for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class OrganisationRole(StrEnum):
    FOCAL_POINT = "focal_point"  # orders, consolidates, sends
    DEPUTY = "deputy"  # may do what the focal point may
    REVIEWER = "reviewer"  # drafts and suggests inside


class MembershipProof(StrEnum):
    """How it was shown that someone belongs to an organisation."""

    INVITATION = "invitation"
    DOMAIN = "domain"  # the address is of the organisation's domain
    CONFIRMED = "confirmed"  # by the secretariat, or by who speaks for the organisation


class OrganisationMember(Model):
    """Someone asks to belong to an organisation, is confirmed, and may leave. Ended rows stay: a link is then dead."""

    __tablename__ = "organisation_member"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (proof IS NULL)", name="confirmed_by_a_proof"),
        Index("one_standing_membership_each", "organisation_id", "person_id", unique=True, **where_only(STANDING)),
        Index("one_focal_point_each", "organisation_id", unique=True, **where_only(STANDING_FOCAL_POINT)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[OrganisationRole]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    proof: Mapped[MembershipProof | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
