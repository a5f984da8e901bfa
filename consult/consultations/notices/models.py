"""Privacy notices: of a guideline, and what one round says instead; each change is a version."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.core.database import Model
from consult.drafts.models import Guideline, only


class PrivacyNotice(Model):
    """One version; where `round` is empty it holds for every round that has none of its own. Never changed."""

    __tablename__ = "privacy_notice"
    __table_args__ = (
        Index("one_notice_of_a_number", "guideline_id", "number", unique=True, **only("round_id IS NULL")),
        Index("one_notice_of_a_round_and_number", "round_id", "number", unique=True, **only("round_id IS NOT NULL")),
        CheckConstraint("text <> ''", name="a_notice_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    guideline: Mapped[Guideline] = relationship()
    round: Mapped[Round | None] = relationship()
    by: Mapped[Person] = relationship()
