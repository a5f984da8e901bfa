"""Pairs of like points with unlike answers, and how far the answers were compared."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import Model
from consult.responses.models import Answer


class UnlikeAnswers(Model):
    """Two points that ask the same have answers that say different things. `because`: someone wrote why.

    It goes when either has another answer: then it is compared anew, and what was written stays in the record.
    """

    __tablename__ = "unlike_answers"
    __table_args__ = (
        UniqueConstraint("point_id", "other_id"),
        CheckConstraint("point_id < other_id", name="each_pair_once"),
        CheckConstraint("(because = '') = (by_id IS NULL)", name="a_reason_has_an_author"),
        Index("ix_unlike_answers_other_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    other_answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    likeness: Mapped[float]
    found_at: Mapped[datetime]
    because: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    explained_at: Mapped[datetime | None]

    point: Mapped[Point] = relationship(foreign_keys=[point_id])
    other: Mapped[Point] = relationship(foreign_keys=[other_id])
    answer: Mapped[Answer] = relationship(foreign_keys=[answer_id])
    other_answer: Mapped[Answer] = relationship(foreign_keys=[other_answer_id])
    by: Mapped[Person | None] = relationship()


class AnswersCompared(Model):
    """Up to which change of an answer, and which pair of near points, answers were compared. One row."""

    __tablename__ = "answers_compared"

    id: Mapped[int] = mapped_column(primary_key=True)
    changed_at: Mapped[datetime | None]
    neighbour_id: Mapped[int]
