"""Asks as the machine found them, and which points are of each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.analysis.models import Point, Theme
from consult.core.database import Model


class Ask(Model):
    """A group of points of a theme that want the same thing, or, where none of them asks, remark the same.

    It keeps its number over runs as long as most of its points stay together. One that has lost all its points keeps
    its row: an answer may have been given to it.
    """

    __tablename__ = "ask"
    __table_args__ = (
        CheckConstraint("(asks_start IS NULL) = (asks_end IS NULL)", name="asking_sentence_has_two_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)  # in which it was found
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("point.id", ondelete="SET NULL"), index=True)
    # The sentence of the quote that asks, in code points of the point's text; None: the whole point does, or none
    asks_start: Mapped[int | None]
    asks_end: Mapped[int | None]
    asking: Mapped[bool]
    created_at: Mapped[datetime]

    theme: Mapped[Theme] = relationship()
    quote: Mapped[Point | None] = relationship()


class AskMember(Model):
    """A point is of at most one ask: of the theme that it most probably belongs to."""

    __tablename__ = "ask_member"

    point_id: Mapped[int] = mapped_column(
        ForeignKey("point.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)

    ask: Mapped[Ask] = relationship()
