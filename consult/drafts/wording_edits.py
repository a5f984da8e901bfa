"""Edits by hand of the words of a draft in work."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model


class WordingEdit(Model):
    """Words of a draft in work changed by hand: who, when, from what to what, and why. It goes with the wording."""

    __tablename__ = "wording_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id", ondelete="CASCADE"), index=True)
    was: Mapped[str]  # empty where only the journal knew of it
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # published with the draft; none is needed in a first draft
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship()
