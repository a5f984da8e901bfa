"""Objections to answers and to the conduct of ballots, and what became of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import Model
from consult.drafts.models import Guideline, only
from consult.voting.models import Ballot


class Contested(StrEnum):
    ANSWER = "answer"
    BALLOT = "ballot"


class ObjectionState(StrEnum):
    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"  # by who filed it
    LAPSED = "lapsed"  # what it was about is gone


class ObjectionOutcome(StrEnum):
    UPHELD = "upheld"
    UPHELD_IN_PART = "upheld_in_part"
    DISMISSED = "dismissed"


OPEN = "state IN ('filed', 'acknowledged')"


class Objection(Model):
    """`answered_by` are the people who gave the contested answers: none of them decides."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(contested = 'answer') = (comment_id IS NOT NULL)", name="an_answer_has_a_comment"),
        CheckConstraint("(contested = 'ballot') = (ballot_id IS NOT NULL)", name="a_ballot_is_named"),
        CheckConstraint("reason <> '' AND change <> ''", name="says_why_and_what_would_remove_it"),
        CheckConstraint("(state = 'decided') = (outcome IS NOT NULL)", name="decided_has_an_outcome"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_has_a_date"),
        CheckConstraint("outcome IS NULL OR rationale <> ''", name="decided_has_a_reason"),
        Index("one_open_objection_to_an_answer", "comment_id", unique=True, **only(OPEN)),
        Index("one_open_objection_to_a_ballot_each", "ballot_id", "by_id", unique=True, **only(OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    contested: Mapped[Contested]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    named: Mapped[bool]  # its name is shown: as that of the comment, and of a member of the group
    answered_by: Mapped[list[Any]]
    reason: Mapped[str]
    change: Mapped[str]  # that would remove the objection
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.FILED)
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acknowledged_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[ObjectionOutcome | None]
    rationale: Mapped[str] = mapped_column(default="")
    effect: Mapped[str] = mapped_column(default="")  # what changes by the decision
    ended_because: Mapped[str] = mapped_column(default="")

    guideline: Mapped[Guideline] = relationship()
    comment: Mapped[Comment | None] = relationship()
    ballot: Mapped[Ballot | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    acknowledged_by: Mapped[Person | None] = relationship(foreign_keys=acknowledged_by_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)
