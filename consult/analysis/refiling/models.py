"""Re-filings by the machine, the points that each moved, and whether examples move points at once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import Model
from consult.drafts.models import Guideline


class RefilingCause(StrEnum):
    EXAMPLES = "examples"  # people filed points: others like them followed
    RUN = "run"  # a whole reading, or comments that were read again


class RefilingState(StrEnum):
    PROPOSED = "proposed"
    APPLIED = "applied"
    UNDONE = "undone"  # its points stay where they were, whatever the machine finds later
    DECLINED = "declined"  # likewise, before they were moved
    RELEASED = "released"  # undone or declined once; the machine may file its points again


class Refiling(Model):
    """The machine filed points anew, or proposes to."""

    __tablename__ = "refiling"
    __table_args__ = (
        CheckConstraint("moved > 0", name="moves_points"),
        CheckConstraint("state IN ('proposed', 'applied') OR decided_at IS NOT NULL", name="decided_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    cause: Mapped[RefilingCause]
    state: Mapped[RefilingState]
    moved: Mapped[int]
    at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    decided_by: Mapped[Person | None] = relationship()


class RefiledPoint(Model):
    """Where a point stood and where it was put: lists of [theme, p]. Numbers, not keys: a theme may be gone later."""

    __tablename__ = "refiled_point"
    __table_args__ = (
        UniqueConstraint("refiling_id", "point_id"),
        Index("ix_refiled_point_point_id", "point_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    refiling_id: Mapped[int] = mapped_column(ForeignKey("refiling.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    was: Mapped[list[Any]]
    now: Mapped[list[Any]]

    refiling: Mapped[Refiling] = relationship()
    point: Mapped[Point] = relationship()


class RefilingPolicy(Model):
    """Whether points follow people's examples at once, or are proposed to a person. No row: at once."""

    __tablename__ = "refiling_policy"

    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), primary_key=True, autoincrement=False)
    at_once: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
