"""Judgements on a clause by criterion, every version kept; and whether readers see them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Clause, only


class DecisionCriterion(StrEnum):
    """What GRADE's evidence-to-decision framework asks of an action, in the order in which it is read."""

    BENEFIT = "benefit"
    HARM = "harm"
    COST = "cost"
    EQUITY = "equity"
    FEASIBILITY = "feasibility"
    CERTAINTY = "certainty"


class Judgement(StrEnum):
    TRIVIAL = "trivial"
    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"
    SAVINGS = "savings"
    NEGLIGIBLE = "negligible"
    REDUCED = "reduced"
    UNCHANGED = "unchanged"
    INCREASED = "increased"
    NO = "no"
    PROBABLY_NO = "probably_no"
    PROBABLY_YES = "probably_yes"
    YES = "yes"
    VERY_LOW = "very_low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VARIES = "varies"
    UNKNOWN = "unknown"


class EvidenceJudgement(Model):
    """One criterion of one clause as it was judged. A new judgement supersedes it; nothing is written over."""

    __tablename__ = "evidence_judgement"
    __table_args__ = (
        CheckConstraint("note <> ''", name="says_on_what_ground"),
        Index("one_standing_judgement_each", "clause_id", "criterion", unique=True, **only("superseded_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    criterion: Mapped[DecisionCriterion]
    judgement: Mapped[Judgement]
    note: Mapped[str]  # its ground; findings are cited in it, [F12]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    clause: Mapped[Clause] = relationship()
    by: Mapped[Person] = relationship()


class PublishedWeighing(Model):
    """Readers see how the evidence on a clause was weighed. No row: those with a task in the guideline do."""

    __tablename__ = "published_weighing"

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True, autoincrement=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
