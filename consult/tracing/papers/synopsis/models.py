"""What people wrote of their own in a report that writes itself: one text a section, marked as theirs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.core.database import Model


class ReportProse(Model):
    """The text that stands; those before it are in the journal. Taken out, the row goes."""

    __tablename__ = "report_prose"
    __table_args__ = (UniqueConstraint("draft_id", "section"), CheckConstraint("text <> ''", name="says_something"))

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    section: Mapped[str]  # as the section of the report is called in code
    language: Mapped[str]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
