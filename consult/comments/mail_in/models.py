"""A message as it was taken in, and the comments that were placed from it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.database import Model


class MailState(StrEnum):
    WAITING = "waiting"
    PLACED = "placed"  # the sender is asked whether these are their words
    REFUSED = "refused"  # with a reason that the sender is told


class ReceivedMail(Model):
    """Who sent it is what it says of itself: believed once the link that is mailed there was opened."""

    __tablename__ = "received_mail"
    __table_args__ = (
        UniqueConstraint("round_id", "message_id"),
        CheckConstraint("(state = 'refused') = (refused_because <> '')", name="refused_with_a_reason"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    message_id: Mapped[str]
    sender_name: Mapped[str]
    sender_address: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]  # what was written
    cut: Mapped[str]  # quoted mail and signature, shown apart
    notes: Mapped[list[Any]] = mapped_column(default=list)  # what of it was not kept, and why
    received_at: Mapped[datetime]
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    refused_because: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()


class MailPlacement(Model):
    """A comment that stands on words of a message; it counts once the sender has confirmed it."""

    __tablename__ = "mail_placement"
    __table_args__ = (UniqueConstraint("comment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("received_mail.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))

    mail: Mapped[ReceivedMail] = relationship()
    comment: Mapped[Comment] = relationship()
