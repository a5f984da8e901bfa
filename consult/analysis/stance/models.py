"""What people say of the stance of points, and what the machine suggests after them: never counted as one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point, Theme
from consult.comments.models import Stance
from consult.core.database import Model
from consult.drafts.models import Clause


class PointStance(Model):
    """A person read a point and said where it stands towards the text that it is about."""

    __tablename__ = "point_stance"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"), unique=True)
    stance: Mapped[Stance]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    point: Mapped[Point] = relationship()
    by: Mapped[Person] = relationship()


class StanceLesson(Model):
    """What the machine learnt from the coded points of one theme or clause, and how right it is: `accuracy` by
    cross-validation. Asked for and not learnt yet, or too few of each stance: no accuracy."""

    __tablename__ = "stance_lesson"
    __table_args__ = (
        CheckConstraint("(theme_id IS NULL) <> (clause_id IS NULL)", name="of_a_theme_or_a_clause"),
        UniqueConstraint("theme_id"),
        UniqueConstraint("clause_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    coded: Mapped[int] = mapped_column(default=0)  # points that people had coded when it was asked for
    accuracy: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    most_common: Mapped[float | None]  # the share that naming the most common stance gets right
    reliable: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    learnt_at: Mapped[datetime | None]

    theme: Mapped[Theme | None] = relationship()
    clause: Mapped[Clause | None] = relationship()


class StanceSuggestion(Model):
    """The machine's suggestion for a point that nobody coded; gone when somebody does."""

    __tablename__ = "stance_suggestion"
    __table_args__ = (
        CheckConstraint("p >= 0 AND p <= 1", name="p_is_a_probability"),
        UniqueConstraint("lesson_id", "point_id"),
        Index("ix_stance_suggestion_point_id", "point_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("stance_lesson.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    stance: Mapped[Stance]
    p: Mapped[float]

    lesson: Mapped[StanceLesson] = relationship()
    point: Mapped[Point] = relationship()
