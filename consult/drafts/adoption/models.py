"""From which draft a guideline was adopted, and each of its clauses from which."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.core.database import Model
from consult.drafts.models import Clause, Draft, Guideline


class Adoption(Model):
    """A guideline that began as the text of another one's draft."""

    __tablename__ = "adoption"

    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), primary_key=True, autoincrement=False)
    source_draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()
    source_draft: Mapped[Draft] = relationship()


class AdoptedClause(Model):
    """A clause whose first words were those of another guideline's clause."""

    __tablename__ = "adopted_clause"
    __table_args__ = (CheckConstraint("clause_id <> source_clause_id", name="adopted_from_another"),)

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True, autoincrement=False)
    source_clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)

    clause: Mapped[Clause] = relationship(foreign_keys=clause_id)
    source_clause: Mapped[Clause] = relationship(foreign_keys=source_clause_id)
