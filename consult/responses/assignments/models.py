"""Work given to a member of the drafting team."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point, Theme
from consult.core.database import Model
from consult.drafts.models import Clause, Guideline

STANDS = text("ended_at IS NULL")


def _one_standing(about: str) -> Index:
    name, column = f"one_standing_assignment_of_a_{about}", f"{about}_id"
    return Index(name, column, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


class WorkAssignment(Model):
    """A clause, a theme or a point is somebody's to answer. Given to another, it ends and a new one stands."""

    __tablename__ = "work_assignment"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN clause_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN theme_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN point_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="of_one_thing",
        ),
        _one_standing("clause"),
        _one_standing("theme"),
        _one_standing("point"),
        Index("ix_work_assignment_of", "guideline_id", "assignee_id", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    clause: Mapped[Clause | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    point: Mapped[Point | None] = relationship()
    assignee: Mapped[Person] = relationship(foreign_keys=[assignee_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
