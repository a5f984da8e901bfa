"""The register of who was asked."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person, StakeholderType
from consult.consultations.models import Round, RoundRole
from consult.core.database import Model

HAS_ADDRESS = text("email <> ''")


class RequestAnswer(StrEnum):
    """What someone who was asked said to being asked; a comment may come without any of it."""

    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ReviewRequest(Model):
    """A person or an organisation that was asked to take part in a round. An erased one keeps no name or address."""

    __tablename__ = "review_request"
    __table_args__ = (
        Index(
            "one_request_an_address",
            "round_id",
            "email",
            unique=True,
            sqlite_where=HAS_ADDRESS,
            postgresql_where=HAS_ADDRESS,
        ),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint(
            "name <> '' OR organisation <> '' OR email <> '' OR erased_at IS NOT NULL", name="asks_somebody"
        ),
        CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name="answered_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="", index=True)
    country: Mapped[str | None]
    stakeholder_type: Mapped[StakeholderType | None]
    list_name: Mapped[str] = mapped_column(default="")
    role: Mapped[RoundRole] = mapped_column(default=RoundRole.INVITED)
    link_key: Mapped[str]  # what the link in the mail bears; another one makes the link before it void
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answer: Mapped[RequestAnswer] = mapped_column(default=RequestAnswer.NONE)
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who took it up
    erased_at: Mapped[datetime | None]
    had_sent: Mapped[bool] = mapped_column(default=False)  # a comment, when it was erased: the counts go on saying so

    round: Mapped[Round] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
