"""Where people cut a comment into points, if they did."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import Model


class HandCut(Model):
    """A person said where the points of a comment begin. It counts for the text it was made for and no other."""

    __tablename__ = "hand_cut"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    digest: Mapped[str]  # of the text
    starts: Mapped[list[Any] | None]  # where points begin, in code points; None: they gave it back to the machine
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    comment: Mapped[Comment] = relationship()
    by: Mapped[Person] = relationship()
