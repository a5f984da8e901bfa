"""What people decide about themes beyond where a point stands: what does not belong, what may be two."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Theme
from consult.core.audit_log import AuditEntry
from consult.core.database import Model


class Exclusion(Model):
    """A person said that a point does not belong in a theme: the machine does not put it there again."""

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("point_id", "theme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class SplitState(StrEnum):
    ASKED = "asked"
    PROPOSED = "proposed"
    NO_PARTS = "no_parts"  # the machine found none; `fault` says why
    APPLIED = "applied"
    LEFT = "left"  # whole


class Split(Model):
    """A theme that may be two to four: the machine proposes the parts, a person decides."""

    __tablename__ = "split"
    __table_args__ = (
        CheckConstraint("number IS NULL OR number BETWEEN 2 AND 4", name="two_to_four_parts"),
        CheckConstraint("state <> 'no_parts' OR fault <> ''", name="none_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int | None]  # of parts, if they asked for so many
    state: Mapped[SplitState] = mapped_column(default=SplitState.ASKED)
    fault: Mapped[str] = mapped_column(default="")
    clear: Mapped[bool] = mapped_column(default=True)  # the parts lie apart; otherwise they run into each other
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)  # centres that it replaced, by theme, for its undoing
    at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]

    theme: Mapped[Theme] = relationship()
    by: Mapped[Person] = relationship()
    parts: Mapped[list["SplitPart"]] = relationship(order_by="SplitPart.position")


class SplitPart(Model):
    """One part as the machine proposed it. Its points are numbers, not keys: some may be gone when it is applied."""

    __tablename__ = "split_part"
    __table_args__ = (UniqueConstraint("split_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    split_id: Mapped[int] = mapped_column(ForeignKey("split.id"))
    position: Mapped[int]
    label: Mapped[str]
    keywords: Mapped[list[Any]]
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)  # keywords by language
    points: Mapped[list[Any]]  # the closest first
    examples: Mapped[list[Any]]  # some of them that show what it is about
    centre: Mapped[bytes]  # as in a theme


class CurationChange(Model):
    """What was done about a theme or a point, as history shows it and an undo reads it.

    Beside its entry in the record, under the same number. What it was about may be gone: plain numbers, not keys.
    """

    __tablename__ = "curation_change"
    __table_args__ = (Index("ix_curation_change_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column("entry_id", ForeignKey("journal_entry.id"), primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[str]
    subject: Mapped[str]  # theme, point
    subject_id: Mapped[int]
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the machine
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("curation_change.entry_id"), index=True)
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("curation_change.entry_id"), index=True)
    facts: Mapped[dict[str, Any]]  # what it was before, and what it was called then

    entry: Mapped[AuditEntry] = relationship()
