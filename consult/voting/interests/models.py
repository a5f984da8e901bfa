"""Interests that members declare, and how each was handled. What is updated is superseded, never changed."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Appointment, Clause, Pillar, only

STANDING = "superseded_at IS NULL"


class InterestKind(StrEnum):
    EMPLOYMENT = "employment"
    FUNDING = "funding"
    OWNERSHIP = "ownership"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    PUBLIC_STATEMENTS = "public_statements"
    FAMILY = "family"
    NONE = "none"  # declared that there is none


class HandlingKind(StrEnum):
    """What follows from an interest."""

    NO_CONFLICT = "no_conflict"
    DISCLOSED = "disclosed"  # published, and no more
    RECUSED = "recused"  # from ballots on the pillars and clauses named; on everything where none is
    EXCLUDED = "excluded"  # the seat loses its vote


interest_pillar = Table(
    "interest_pillar",
    Model.metadata,
    Column("interest_id", ForeignKey("interest.id"), primary_key=True),
    Column("pillar_id", ForeignKey("pillar.id"), primary_key=True),
)
handling_pillar = Table(
    "handling_pillar",
    Model.metadata,
    Column("handling_id", ForeignKey("interest_handling.id"), primary_key=True),
    Column("pillar_id", ForeignKey("pillar.id"), primary_key=True),
)
handling_clause = Table(
    "handling_clause",
    Model.metadata,
    Column("handling_id", ForeignKey("interest_handling.id"), primary_key=True),
    Column("clause_id", ForeignKey("clause.id"), primary_key=True),
)


class Interest(Model):
    """What a member declares; an update supersedes it and names it."""

    __tablename__ = "interest"
    __table_args__ = (
        CheckConstraint("kind = 'none' OR text <> '' OR erased_at IS NOT NULL", name="says_what_it_is"),
        Index("updated_once", "updates_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    kind: Mapped[InterestKind]
    text: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    until: Mapped[date | None]  # what is over is declared, too
    declared_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    updates_id: Mapped[int | None] = mapped_column(ForeignKey("interest.id"))
    erased_at: Mapped[datetime | None]

    appointment: Mapped[Appointment] = relationship()
    pillars: Mapped[list[Pillar]] = relationship(secondary=interest_pillar, order_by=Pillar.position)


class InterestHandling(Model):
    """What was decided about an interest, by whom and why. A later decision supersedes it."""

    __tablename__ = "interest_handling"
    __table_args__ = (
        CheckConstraint("because <> ''", name="says_why"),
        Index("one_standing_handling_each", "interest_id", unique=True, **only(STANDING)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    interest_id: Mapped[int] = mapped_column(ForeignKey("interest.id"))
    kind: Mapped[HandlingKind]
    because: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    interest: Mapped[Interest] = relationship()
    by: Mapped[Person] = relationship()
    pillars: Mapped[list[Pillar]] = relationship(secondary=handling_pillar, order_by=Pillar.position)
    clauses: Mapped[list[Clause]] = relationship(secondary=handling_clause, order_by=Clause.id)


STANDING_INTEREST = Interest.superseded_at.is_(None)
