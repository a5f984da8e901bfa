"""The library of findings of a guideline, and the pillars and clauses that they are attached to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Clause, Guideline, Pillar, only


class FindingKind(StrEnum):
    FINDING = "finding"
    CASE_STUDY = "case_study"


class Finding(Model):
    """A figure or a case study with its source. Cited by its reference; withdrawn with a reason, never lost."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("guideline_id", "reference"),
        CheckConstraint("statement <> ''", name="says_something"),
        CheckConstraint("source <> ''", name="names_its_source"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because = '')", name="withdrawn_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    reference: Mapped[str]  # F12: how it is cited, [F12]
    kind: Mapped[FindingKind] = mapped_column(default=FindingKind.FINDING)
    subject: Mapped[str] = mapped_column(default="")
    statement: Mapped[str]
    value: Mapped[str] = mapped_column(default="")  # the figure as its source prints it
    unit: Mapped[str] = mapped_column(default="")
    population: Mapped[str] = mapped_column(default="")  # of whom or what
    region: Mapped[str] = mapped_column(default="")
    year: Mapped[int | None]
    source: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="")

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship()
    places: Mapped[list["FindingPlace"]] = relationship(
        order_by="FindingPlace.id", back_populates="finding", cascade="all, delete-orphan"
    )


class FindingPlace(Model):
    """A finding is attached to a pillar or, by its lasting identity, to a clause: so it follows to the next draft."""

    __tablename__ = "finding_place"
    __table_args__ = (
        CheckConstraint("(pillar_id IS NULL) <> (clause_id IS NULL)", name="is_a_pillar_or_a_clause"),
        Index("one_place_at_a_pillar", "finding_id", "pillar_id", unique=True, **only("pillar_id IS NOT NULL")),
        Index("one_place_at_a_clause", "finding_id", "clause_id", unique=True, **only("clause_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id", ondelete="CASCADE"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"), index=True)
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)

    finding: Mapped[Finding] = relationship(back_populates="places")
    pillar: Mapped[Pillar | None] = relationship()
    clause: Mapped[Clause | None] = relationship()
