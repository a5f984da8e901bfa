"""Which site may pass on comments, and in which round. Of the token itself only a hash is kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.core.database import Model


class PartnerToken(Model):
    """A partner's right to pass on comments in one round, until it is ended."""

    __tablename__ = "partner_token"
    __table_args__ = (
        UniqueConstraint("digest"),
        CheckConstraint("ended_at >= made_at", name="ends_after_it_was_made"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    partner: Mapped[str]
    digest: Mapped[str]  # SHA-256 of the token, as hexadecimal
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=made_by_id)
