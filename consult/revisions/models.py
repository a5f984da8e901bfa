"""Revisions of clauses and the points they answer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import Model
from consult.drafts.models import Clause, Draft, Guideline, Part, Pillar, Wording


class RevisionKind(StrEnum):
    REWORD = "reword"
    ADD = "add"
    DELETE = "delete"


class RevisionState(StrEnum):
    DRAFT = "draft"  # the drafting team works on it
    PROPOSED = "proposed"  # ready for a ballot
    BALLOTED = "balloted"
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"  # its words stand in a published draft


revision_point = Table(
    "revision_point",
    Model.metadata,
    Column("revision_id", ForeignKey("revision.id"), primary_key=True),
    Column("point_id", ForeignKey("point.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Revision(Model):
    """A change to one clause of a draft. For a new clause `clause` is empty and `number` is the place wanted."""

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("(kind = 'add') = (base_id IS NULL)", name="all_but_a_new_clause_have_a_base"),
        CheckConstraint("kind = 'delete' OR proposed_text <> ''", name="has_words_unless_it_deletes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    kind: Mapped[RevisionKind]
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    number: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    proposed_text: Mapped[str] = mapped_column(default="")
    rationale: Mapped[str]
    state: Mapped[RevisionState] = mapped_column(default=RevisionState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)  # counts edits, so that two people cannot overwrite each other
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()
    draft: Mapped[Draft] = relationship()
    clause: Mapped[Clause | None] = relationship()
    base: Mapped[Wording | None] = relationship()
    pillar: Mapped[Pillar | None] = relationship()
    part: Mapped[Part | None] = relationship()
    author: Mapped[Person] = relationship()
    points: Mapped[list[Point]] = relationship(secondary=revision_point, order_by=Point.id)
