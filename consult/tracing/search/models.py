"""Searches that a team keeps under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Guideline


class SavedSearch(Model):
    """An address of the search, for everyone on the drafting team of the guideline."""

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("guideline_id", "name"),
        CheckConstraint("name <> ''", name="has_a_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]  # the arguments of the address
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship()
