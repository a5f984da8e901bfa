"""Rounds, who may take part in them, sessions and targets."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Draft, Guideline, Pillar
from consult.drafts.row_cache.models import OF_ROUND, hold_under, whenever


class Kind(StrEnum):
    REGIONAL = "regional"
    STAKEHOLDER = "stakeholder"
    AD_HOC = "ad_hoc"
    OPEN_ONLINE = "open_online"
    ADVOCACY = "advocacy"
    EXPERT_MEETING = "expert_meeting"


class Access(StrEnum):
    """Who may comment: anyone (guests confirm an address), registered people, or those invited."""

    OPEN = "open"
    REGISTERED = "registered"
    INVITED = "invited"


class RoundState(StrEnum):
    """Where a round stands in time; never kept, always reckoned from its dates."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class Visibility(StrEnum):
    """When others may read the comments."""

    AT_ONCE = "at_once"
    AFTER_MODERATION = "after_moderation"
    AFTER_CLOSE = "after_close"
    EXPERTS_ONLY = "experts_only"
    NEVER = "never"


round_pillar = Table(
    "round_pillar",
    Model.metadata,
    Column("round_id", ForeignKey("round.id"), primary_key=True),
    Column("pillar_id", ForeignKey("pillar.id"), primary_key=True),
)


round_succession = Table(
    "round_succession",
    Model.metadata,
    Column("round_id", ForeignKey("round.id"), primary_key=True),
    Column("successor_id", ForeignKey("round.id"), nullable=False, unique=True),
)


class Round(Model):
    """A consultation on one draft. No pillars named means the whole text.

    Whether it is open is read off the clock; `closed_at` is the fact that the sweep leaves for later stages. One that
    is cancelled is closed from that moment, whatever the clock says; what was said in it stays.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_because = '')", name="cancelled_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    kind: Mapped[Kind]
    title: Mapped[str]
    host: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(default="UTC")
    access: Mapped[Access]
    visibility: Mapped[Visibility]
    endorsements: Mapped[bool] = mapped_column(default=True)
    replies: Mapped[bool] = mapped_column(default=True)
    # What comes after the close is kept in a late register until the drafting team admits it; else it is refused.
    keeps_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    # To practise: what is written in it stays a draft of whoever wrote it, and is thrown away by its host.
    practice: Mapped[bool] = mapped_column(default=False, server_default=false())
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str] = mapped_column(default="")

    guideline: Mapped[Guideline] = relationship()
    draft: Mapped[Draft] = relationship()
    # The round on the next draft that it went on as; what was said here stays on the words that its authors saw.
    continued_by: Mapped["Round | None"] = relationship(
        secondary=lambda: round_succession,
        primaryjoin=lambda: Round.id == round_succession.c.round_id,
        secondaryjoin=lambda: Round.id == round_succession.c.successor_id,
        uselist=False,
    )
    pillars: Mapped[list[Pillar]] = relationship(secondary=round_pillar, order_by=Pillar.position)


class RoundRole(StrEnum):
    HOST = "host"
    RAPPORTEUR = "rapporteur"
    MODERATOR = "moderator"
    INVITED = "invited"


class Participation(Model):
    """A person's place in one round: invited, or with a task; `until` extends their deadline."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("round_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[RoundRole]
    until: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    round: Mapped[Round] = relationship()


class Session(Model):
    """A meeting held in a round."""

    __tablename__ = "consultation_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_because = '')", name="cancelled_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(default="UTC")
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")
    report: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str] = mapped_column(default="")

    round: Mapped[Round] = relationship()
    attendance: Mapped[list["Attendance"]] = relationship(order_by="Attendance.id")


class Attendance(Model):
    """How many people of a region or stakeholder type came."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "dimension", "value"),
        CheckConstraint("number >= 0", name="number_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("consultation_session.id"))
    dimension: Mapped[str]
    value: Mapped[str]
    number: Mapped[int]


class Target(Model):
    """How many people of a group a guideline set out to hear."""

    __tablename__ = "target"
    __table_args__ = (
        Index("one_target_each", "guideline_id", "dimension", "value", unique=True),
        CheckConstraint("number > 0", name="number_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"))
    dimension: Mapped[str]  # "region" or "stakeholder_type"
    value: Mapped[str]
    number: Mapped[int]

    guideline: Mapped[Guideline] = relationship()


hold_under(whenever("round"), whenever("round_pillar", OF_ROUND), whenever("target"))
