"""Answers to points and themes, and whether their authors are satisfied."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.comments.models import Comment
from consult.core.database import Model
from consult.drafts.models import Clause, Guideline

STANDING = text("superseded_at IS NULL")
TO_A_WHOLE_THEME = text("superseded_at IS NULL AND ask_id IS NULL")


class Disposition(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    NOTED = "noted"
    NOT_ACCEPTED = "not_accepted"
    OUT_OF_SCOPE = "out_of_scope"
    OVERTAKEN = "overtaken"
    REFERRED = "referred"
    DUPLICATE = "duplicate"


class Answer(Model):
    """What was decided about a point, or about a theme or one ask of it and the points it covers (AnswerCoverage).

    An answer that is changed is superseded, not overwritten. It goes with a point that its author edited away:
    nothing stays attached to words that nobody said. The journal keeps what it said.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("(point_id IS NULL) <> (theme_id IS NULL)", name="answers_a_point_or_a_theme"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("disposition <> 'referred' OR referred_to_id IS NOT NULL", name="referred_names_a_clause"),
        Index(
            "one_standing_answer_to_a_point",
            "point_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index(
            "one_standing_answer_to_a_theme",
            "theme_id",
            unique=True,
            sqlite_where=TO_A_WHOLE_THEME,
            postgresql_where=TO_A_WHOLE_THEME,
        ),
        Index(
            "one_standing_answer_to_an_ask",
            "ask_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))  # of that theme: for its points alone
    disposition: Mapped[Disposition]
    reason: Mapped[str]
    referred_to_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    taken_back_because: Mapped[str] = mapped_column(default="", server_default="")  # for everyone

    point: Mapped[Point | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    ask: Mapped[Ask | None] = relationship()
    referred_to: Mapped[Clause | None] = relationship()
    by: Mapped[Person] = relationship()


class AnswerCoverage(Model):
    """A point that a theme's answer was given to: frozen when it was given, whatever the theme holds later.

    What comes into the theme afterwards waits; what leaves it keeps the answer until a person decides (`ended_at`).
    """

    __tablename__ = "answer_coverage"
    __table_args__ = (
        UniqueConstraint("answer_id", "point_id"),
        CheckConstraint("p >= 0 AND p <= 1", name="p_is_a_probability"),
        Index("ix_answer_coverage_point_id", "point_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    p: Mapped[float]  # how probably it belonged to the theme: of several answers the closest theme's holds
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    answer: Mapped[Answer] = relationship()
    point: Mapped[Point] = relationship()


class AnswerStage(StrEnum):
    DRAFT = "draft"
    FOR_CLEARANCE = "for_clearance"
    CLEARED = "cleared"
    PUBLIC = "public"
    DROPPED = "dropped"


OPEN_STAGES = text("stage IN ('draft', 'for_clearance', 'cleared')")
OPEN_TO_A_WHOLE_THEME = text("stage IN ('draft', 'for_clearance', 'cleared') AND ask_id IS NULL")


class AnswerDraft(Model):
    """An answer before it is public: written by one, cleared by another. Becoming public makes an Answer of it.

    A draft to a theme keeps the points it was written for (`members`), as the answer will.
    """

    __tablename__ = "answer_draft"
    __table_args__ = (
        CheckConstraint("(point_id IS NULL) <> (theme_id IS NULL)", name="answers_a_point_or_a_theme"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("cleared_by_id IS NULL OR cleared_by_id <> by_id", name="cleared_by_another"),
        Index(
            "one_open_draft_to_a_point",
            "point_id",
            unique=True,
            sqlite_where=OPEN_STAGES,
            postgresql_where=OPEN_STAGES,
        ),
        Index(
            "one_open_draft_to_a_theme",
            "theme_id",
            unique=True,
            sqlite_where=OPEN_TO_A_WHOLE_THEME,
            postgresql_where=OPEN_TO_A_WHOLE_THEME,
        ),
        Index(
            "one_open_draft_to_an_ask",
            "ask_id",
            unique=True,
            sqlite_where=OPEN_STAGES,
            postgresql_where=OPEN_STAGES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))
    stage: Mapped[AnswerStage] = mapped_column(default=AnswerStage.DRAFT)
    disposition: Mapped[Disposition]
    reason: Mapped[str]
    referred_to_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    members: Mapped[list[Any]] = mapped_column(default=list)  # pairs of a point's number and how probably it belongs
    base_id: Mapped[int | None]  # the answer that stood when it was written
    version: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(default="")  # of who gave it back; for the team alone
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cleared_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    point: Mapped[Point | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    ask: Mapped[Ask | None] = relationship()
    referred_to: Mapped[Clause | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    cleared_by: Mapped[Person | None] = relationship(foreign_keys=[cleared_by_id])


class ClearancePolicy(Model):
    """Whether answers to a guideline's comments are public only once a second person cleared them. No row: they are."""

    __tablename__ = "clearance_policy"

    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), primary_key=True, autoincrement=False)
    required: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ReopenedPoint(Model):
    """Answers given before this no longer hold for the point, its theme's neither: it is work again.

    Any answer given later holds, its own or its theme's.
    """

    __tablename__ = "reopened_point"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    because: Mapped[str]

    point: Mapped[Point] = relationship()
    by: Mapped[Person] = relationship()


class Notice(Model):
    """Its author was told what was decided about a comment: once for each state of the answers to its points."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("comment_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    digest: Mapped[str]  # SHA-256 of the dispositions and reasons that they were told
    at: Mapped[datetime]

    comment: Mapped[Comment] = relationship()


def version_of_answer(given: Answer | None, draft: AnswerDraft | None = None, *, read: str = "") -> str:
    """What a form carries of the answer that stood when it was opened and of another's draft; else of its points."""
    stood = str(given.id if given is not None else 0)
    if draft is not None:
        return f"{stood}.{draft.id}.{draft.version}"
    return f"{stood}:{read}" if read and given is None else stood


class Satisfaction(Model):
    """A commenter's word on what was decided: satisfied, or not, because."""

    __tablename__ = "satisfaction"
    __table_args__ = (
        UniqueConstraint("comment_id"),
        CheckConstraint("satisfied OR because <> ''", name="dissatisfied_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    satisfied: Mapped[bool]
    because: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    comment: Mapped[Comment] = relationship()
