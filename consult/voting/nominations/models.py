"""Calls for nominations, nominations, and their signed letters."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.countries import Region, region_of
from consult.accounts.models import Person, StakeholderType
from consult.core.database import Model
from consult.drafts.models import Guideline
from consult.drafts.people.models import RoleOffer


class Nominators(StrEnum):
    """Who may nominate."""

    GOVERNMENTS = "governments"
    ORGANISATIONS = "organisations"
    BOTH = "both"


class NominationCall(Model):
    """A call, open until its deadline. It is published with its criteria."""

    __tablename__ = "nomination_call"
    __table_args__ = (
        CheckConstraint("closes_at > opened_at", name="closes_after_it_opens"),
        CheckConstraint("seats > 0", name="offers_seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    criteria: Mapped[str] = mapped_column(default="")
    nominators: Mapped[Nominators]
    seats: Mapped[int]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(default="UTC")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    guideline: Mapped[Guideline] = relationship()
    by: Mapped[Person] = relationship()


class NominationState(StrEnum):
    BEGUN = "begun"  # the letter is still missing
    UNCONFIRMED = "unconfirmed"  # complete; whose mailbox it came from is not shown yet
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"  # the role was offered
    DECLINED = "declined"
    ERASED = "erased"


class Gender(StrEnum):
    """As nominees describe themselves, if they wish; for the balance alone."""

    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"
    UNSAID = "unsaid"


class Nomination(Model):
    """Someone nominated by a government or an organisation. Personal data: never public, never in open exports."""

    __tablename__ = "nomination"
    __table_args__ = (
        CheckConstraint("(state IN ('accepted', 'declined')) = (decided_at IS NOT NULL)", name="decided_has_a_date"),
        CheckConstraint("nominee_email = lower(nominee_email)", name="nominee_email_is_lower_case"),
        CheckConstraint("nominator_email = lower(nominator_email)", name="nominator_email_is_lower_case"),
        CheckConstraint("member_state IS NULL OR length(member_state) = 2", name="state_is_a_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("nomination_call.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[NominationState] = mapped_column(default=NominationState.BEGUN)
    nominator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    nominator_name: Mapped[str]
    nominator_email: Mapped[str] = mapped_column(index=True)
    nominating_body: Mapped[str]
    nominee_name: Mapped[str]
    nominee_email: Mapped[str] = mapped_column(index=True)
    member_state: Mapped[str | None]
    stakeholder_type: Mapped[StakeholderType]
    gender: Mapped[Gender] = mapped_column(default=Gender.UNSAID)
    expertise: Mapped[str]
    motivation: Mapped[str]
    language: Mapped[str | None]
    begun_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # complete, with its letter
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    because: Mapped[str] = mapped_column(default="")
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("role_offer.id", ondelete="SET NULL"))

    call: Mapped[NominationCall] = relationship()
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)
    offer: Mapped[RoleOffer | None] = relationship()

    @property
    def region(self) -> Region | None:
        return region_of(self.member_state)


class NominationLetter(Model):
    """The signed letter as it was received, with the digest of its bytes. Read by the secretariat alone."""

    __tablename__ = "nomination_letter"
    __table_args__ = (
        UniqueConstraint("nomination_id"),
        CheckConstraint("length(sha256) = 64", name="digest_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id", ondelete="CASCADE"))
    file_name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]

    nomination: Mapped[Nomination] = relationship()
