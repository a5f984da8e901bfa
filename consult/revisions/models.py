"""Revisions of clauses and the points they answer."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core.database import Model
from consult.drafts.models import Clause, Draft, Guideline, Part, Pillar, Wording
from consult.revisions.structure.changes import ClauseChange, ProposedClause, Words, base_words


class RevisionKind(StrEnum):
    REWORD = "reword"
    ADD = "add"
    DELETE = "delete"
    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"  # another place, number or heading
    SEVERAL = "several"  # a list of changes that are decided as one


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


# Wordings that a revision of the structure takes up; one that changes a single clause has its `base` alone.
revision_wording = Table(
    "revision_wording",
    Model.metadata,
    Column("revision_id", ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True),
    Column("wording_id", ForeignKey("wording.id"), primary_key=True, index=True),
)


class Revision(Model):
    """A change to one clause of a draft. For a new clause `clause` is empty and `number` is the place wanted.

    One of the structure says in `structure` what it does; `base` is then the first wording that it takes up, and
    `proposed_text` all that it would put, clause after clause.
    """

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'add') = (base_id IS NULL) OR kind = 'several'", name="all_but_a_new_clause_have_a_base"
        ),
        CheckConstraint("kind IN ('delete', 'several') OR proposed_text <> ''", name="has_words_unless_it_deletes"),
        CheckConstraint(
            "(kind IN ('split', 'merge', 'move', 'several')) = (structure IS NOT NULL)", name="structure_is_said"
        ),
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
    structure: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))  # of `ClauseChange`, as JSON
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
    wordings: Mapped[list[Wording]] = relationship(secondary=revision_wording, order_by=Wording.position)

    @property
    def changes(self) -> tuple[ClauseChange, ...]:
        return tuple(ClauseChange.from_json(said) for said in self.structure or ())

    @property
    def results(self) -> tuple[ProposedClause, ...]:
        """The clauses that it would put, in the order of its changes."""
        return tuple(result for change in self.changes for result in change.results)

    @property
    def bases(self) -> list[Wording]:
        """Every wording that it takes up."""
        if self.structure is not None:
            return list(self.wordings)
        return [self.base] if self.base is not None else []

    @property
    def base_text(self) -> str:
        """The words that it would change; of several clauses one after the other, as `proposed_text` has them."""
        if self.structure is not None:
            return base_words(self.changes, words_of(self.wordings))
        return self.base.text if self.base is not None else ""


def words_of(wordings: Iterable[Wording]) -> dict[int, Words]:
    return {wording.id: Words(wording.number, wording.heading, wording.text) for wording in wordings}
