"""Bulk acts, and what became of each thing in them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import CommentType
from consult.core.database import Model
from consult.drafts.models import Guideline


class BulkKind(StrEnum):
    ANSWER = "answer"
    DUPLICATE = "duplicate"
    ASSIGN = "assign"
    FILE = "file"
    RETYPE = "retype"
    CAPACITY = "capacity"
    CLEAR = "clear"  # drafts
    PUBLISH = "publish"  # drafts


class BulkAct(Model):
    """What is done with many, by whom. `asked` holds what they chose; the counts follow the items."""

    __tablename__ = "bulk_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    kind: Mapped[BulkKind]
    asked: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    size: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    undo_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    undo_by: Mapped[Person | None] = relationship(foreign_keys=[undo_by_id])

    @property
    def at_work(self) -> bool:
        return self.finished_at is None or (self.undo_at is not None and self.undone_at is None)

    @property
    def of_drafts(self) -> bool:
        return self.kind in {BulkKind.CLEAR, BulkKind.PUBLISH}


class BulkItemState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"  # left alone, `why` says the reason
    UNDONE = "undone"
    KEPT = "kept"  # something came of it since, so that it was not undone


class BulkItem(Model):
    """One point or draft of an act: a plain number, so that the act outlives it. `was` is what an undo goes back to."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        UniqueConstraint("act_id", "subject_id"),
        Index("ix_bulk_item_state", "act_id", "state"),
        CheckConstraint("state NOT IN ('skipped', 'kept') OR why <> ''", name="left_alone_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("bulk_act.id", ondelete="CASCADE"))
    subject_id: Mapped[int]
    # Filled by the database where an act begins: one statement writes down all that it is about.
    state: Mapped[BulkItemState] = mapped_column(default=BulkItemState.WAITING, server_default="waiting")
    why: Mapped[str] = mapped_column(default="", server_default="")
    was: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class PointType(Model):
    """What kind of comment a point is to the drafting team, whatever its author or an imported file said."""

    __tablename__ = "point_type"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    type: Mapped[CommentType]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
