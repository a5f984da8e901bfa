"""Who follows what, at which pace they are told, and what they were or are still to be told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.core.database import Model
from consult.drafts.models import Guideline
from consult.tracing.following.paces import NoticeKind, Pace


class FollowedKind(StrEnum):
    """What can be followed; the value is the name of its table."""

    GUIDELINE = "guideline"
    PILLAR = "pillar"
    CLAUSE = "clause"
    ROUND = "round"
    COMMENT = "comment"


class Follow(Model):
    """A person wants to know what happens to a thing. Their own comments they follow without a row.

    `subject_id` is a plain number, as in the journal: what is gone has no news.
    """

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("person_id", "subject", "subject_id"),
        Index("ix_follow_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    subject: Mapped[FollowedKind]
    subject_id: Mapped[int]
    at: Mapped[datetime]

    guideline: Mapped[Guideline] = relationship()


class NoticePreference(Model):
    """How soon someone is told of one kind of news; without a row it is `paces.DEFAULT_PACES`."""

    __tablename__ = "notice_preference"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoticeKind]
    pace: Mapped[Pace]


class FollowerNotice(Model):
    """One piece of news for one person, once: `key` says which. It holds no words; they are read when it is told, by
    whoever it is for, so that what was taken back or is not theirs to read is not told.

    `due_at` is empty once it was settled: mailed, or nothing was left to tell.
    """

    __tablename__ = "follower_notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        CheckConstraint("due_at IS NULL OR mailed_at IS NULL", name="mailed_is_not_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    guideline_id: Mapped[int] = mapped_column(ForeignKey("guideline.id"), index=True)
    kind: Mapped[NoticeKind]
    what: Mapped[str]  # the verb of the journal, or another word for what the clock brought
    subject: Mapped[str]
    subject_id: Mapped[int]
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    mailed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    guideline: Mapped[Guideline] = relationship()


class NoticeCursor(Model):
    """How far the journal was looked through, and when the last look was. One row."""

    __tablename__ = "notice_cursor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int]
    looked_at: Mapped[datetime]
