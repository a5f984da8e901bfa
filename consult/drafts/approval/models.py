"""Approvals of drafts as the final text."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Draft


class Approval(Model):
    """A published draft is the final text: approved by a body on a day, to be reviewed on another."""

    __tablename__ = "approval"
    __table_args__ = (CheckConstraint("review_on > approved_on", name="reviewed_after_it_is_approved"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), unique=True)
    approved_on: Mapped[date]
    approved_by: Mapped[str]  # the body
    review_on: Mapped[date]
    procedure: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    draft: Mapped[Draft] = relationship()
    by: Mapped[Person] = relationship()
