"""Positions of organisations, what they consist of, and who signs them, too."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Organisation, Person
from consult.accounts.organisations.models import where_only
from consult.comments.models import CommentType, Stance
from consult.consultations.models import Round
from consult.core.database import Model
from consult.drafts.models import Clause, Pillar

EACH = ("round_id", "organisation_id")


class PositionState(StrEnum):
    DRAFTING = "drafting"  # its members alone see it
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # by a later one of the same organisation
    DISOWNED = "disowned"  # "this was not us"


class Position(Model):
    """What one organisation says in one round: many comments, sent together. Its receipt is of its `statement`."""

    __tablename__ = "position"
    __table_args__ = (
        CheckConstraint("(state = 'drafting') = (sent_at IS NULL)", name="sent_has_a_date"),
        CheckConstraint("(sent_at IS NULL) = (commitment = '')", name="sent_has_a_receipt"),
        Index(
            "one_position_in_work_each", "round_id", "organisation_id", unique=True, **where_only("state = 'drafting'")
        ),
        Index("one_position_sent_each", "round_id", "organisation_id", unique=True, **where_only("state = 'sent'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[PositionState] = mapped_column(default=PositionState.DRAFTING)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    begun_at: Mapped[datetime]
    signed_off: Mapped[str] = mapped_column(default="")  # which office, when; read inside the organisation alone
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    sent_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    ended_at: Mapped[datetime | None]
    statement: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    commitment: Mapped[str] = mapped_column(default="")

    round: Mapped[Round] = relationship()
    organisation: Mapped[Organisation] = relationship()
    replaces: Mapped["Position | None"] = relationship(remote_side="Position.id")
    items: Mapped[list["PositionItem"]] = relationship(
        order_by="PositionItem.rank, PositionItem.id", back_populates="position", cascade="all, delete-orphan"
    )


class PositionItem(Model):
    """One comment to be: written by the focal point, or suggested by a reviewer until it is taken."""

    __tablename__ = "position_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    rank: Mapped[int]
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    type: Mapped[CommentType] = mapped_column(default=CommentType.GENERAL)
    stance: Mapped[Stance] = mapped_column(default=Stance.NEUTRAL)
    text: Mapped[str]
    proposed_text: Mapped[str] = mapped_column(default="")
    suggested: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    saved_at: Mapped[datetime]

    position: Mapped[Position] = relationship(back_populates="items")
    pillar: Mapped[Pillar | None] = relationship()
    clause: Mapped[Clause | None] = relationship()
    written_by: Mapped[Person] = relationship()


class PositionNote(Model):
    """What members say to each other about a position while it is written. Nobody else reads it."""

    __tablename__ = "position_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class SignatureAnswer(StrEnum):
    SIGNED = "signed"
    DENIED = "denied"  # "this was not us", or: not this text


class PositionSignatory(Model):
    """Another confirmed organisation that was asked to sign; counted once one who speaks for it confirmed."""

    __tablename__ = "position_signatory"
    __table_args__ = (
        UniqueConstraint("position_id", "organisation_id"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    answer: Mapped[SignatureAnswer | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answered_at: Mapped[datetime | None]

    position: Mapped[Position] = relationship()
    organisation: Mapped[Organisation] = relationship()
