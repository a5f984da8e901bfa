"""Criteria that every clause is held to, and how drafters and experts rated the clauses."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Clause, Guideline, Wording, only


class HintKind(StrEnum):
    """What of a clause's words is looked at for a criterion."""

    NOTHING = "nothing"
    DUTY = "duty"  # who acts, and whether a verb asks it of them
    ACTORS = "actors"  # whether more than one is named
    SCOPE = "scope"  # words that cover a part alone, or leave it to whoever applies the text
    PEOPLE = "people"  # whether a right or a group of people is named


class Fulfilment(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class ChecklistCriterion(Model):
    """One question of the checklist. Taken off it, its ratings stay."""

    __tablename__ = "checklist_criterion"
    __table_args__ = (CheckConstraint("title <> ''", name="has_a_title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    title: Mapped[str]
    question: Mapped[str]
    looks_for: Mapped[HintKind] = mapped_column(default=HintKind.NOTHING)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]

    guideline: Mapped[Guideline] = relationship()


class ClauseRating(Model):
    """What one person says of a clause by one criterion, on the words that they read; superseded, not changed."""

    __tablename__ = "clause_rating"
    __table_args__ = (
        CheckConstraint("fulfilment NOT IN ('partly', 'not_met') OR note <> ''", name="what_is_missing_is_said"),
        Index(
            "one_standing_rating_each",
            "criterion_id",
            "clause_id",
            "person_id",
            unique=True,
            **only("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("checklist_criterion.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    fulfilment: Mapped[Fulfilment]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    criterion: Mapped[ChecklistCriterion] = relationship()
    clause: Mapped[Clause] = relationship()
    wording: Mapped[Wording] = relationship()
    person: Mapped[Person] = relationship()
