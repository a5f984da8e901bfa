"""Decisions of moderators with their reasons, who looks at what now, appeals of authors."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import Model


class HidingReason(StrEnum):
    """Why a comment is hidden: a closed list, beside the moderator's own words."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    HATRED = "hatred"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    FLOOD = "flood"
    UNLAWFUL = "unlawful"
    OTHER = "other"


class ModerationDecision(Model):
    """One release or hiding. Never changed: another decision is another row."""

    __tablename__ = "moderation_decision"
    __table_args__ = (CheckConstraint("hidden = (reason IS NOT NULL)", name="hiding_has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    hidden: Mapped[bool]
    reason: Mapped[HidingReason | None]
    words: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    comment: Mapped[Comment] = relationship()
    by: Mapped[Person] = relationship()


class ModerationClaim(Model):
    """Who looks at a comment at this moment; it runs out by itself."""

    __tablename__ = "moderation_claim"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime]

    by: Mapped[Person] = relationship()


class ModerationAppeal(Model):
    """The author asks another moderator to look at a hiding; once for each decision."""

    __tablename__ = "moderation_appeal"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided_one_way"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("moderation_decision.id", ondelete="CASCADE"), unique=True)
    words: Mapped[str]
    at: Mapped[datetime]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    decision: Mapped[ModerationDecision] = relationship()
