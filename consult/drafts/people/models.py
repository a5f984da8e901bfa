"""Roles offered to an address, and what happened to roles that were given."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import STATE_IS_A_CODE, Appointment, Guideline, Role, only

OPEN_OFFER = "taken_at IS NULL AND withdrawn_at IS NULL"


class RoleOffer(Model):
    """A role offered to an address that has no account yet; an appointment once its owner takes it up."""

    __tablename__ = "role_offer"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("taken_at IS NULL OR withdrawn_at IS NULL", name="taken_or_withdrawn"),
        CheckConstraint("term_ends_on >= term_starts_on", name="term_ends_after_it_starts"),
        CheckConstraint(STATE_IS_A_CODE, name="state_is_a_code"),
        CheckConstraint("alternate_of_id IS NULL OR NOT seated", name="alternate_has_no_vote"),
        Index("one_open_offer_each", "guideline_id", "email", "role", unique=True, **only(OPEN_OFFER)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    email: Mapped[str] = mapped_column(index=True)
    role: Mapped[Role]
    member_state: Mapped[str | None]
    seated: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(default="")
    state_as_given: Mapped[str] = mapped_column(default="")
    term_starts_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    alternate_of_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))  # the seat passes on when taken up
    because: Mapped[str] = mapped_column(default="")  # why a seat is to pass on
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship()


class RoleChangeKind(StrEnum):
    """What may happen to a role."""

    GIVEN = "given"
    CHANGED = "changed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"
    EXPIRED = "expired"  # its term was over
    REPLACED = "replaced"  # someone else took over the seat


class RoleChange(Model):
    """What happened to a role, when, by whom and why; `by` None is the clock. Never changed."""

    __tablename__ = "role_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    kind: Mapped[RoleChangeKind]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    because: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)  # terms that changed, as they were
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)

    appointment: Mapped[Appointment] = relationship()
    by: Mapped[Person | None] = relationship()
