"""A position paper as it was received, and the excerpts of it that become comments."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.database import Model
from consult.drafts.models import Clause


class PaperKind(StrEnum):
    PDF = "pdf"
    WORD = "docx"


class PaperState(StrEnum):
    READING = "reading"  # waits for a worker, or is being read by one
    READ = "read"
    FAULTY = "faulty"  # refused with a sentence; nothing of it is kept but its digest
    WITHDRAWN = "withdrawn"  # taken away, or erased: the digest stays


class PositionPaper(Model):
    """One file that came with a submission. Others may take it once somebody of the team has released it."""

    __tablename__ = "position_paper"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="digest_is_whole"),
        CheckConstraint("(state IN ('faulty', 'withdrawn')) = (content IS NULL)", name="file_is_kept_while_it_stands"),
        CheckConstraint("(state = 'faulty') = (fault <> '')", name="a_fault_has_a_sentence"),
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="released_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"), index=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("received_mail.id"), index=True)
    file_name: Mapped[str]
    kind: Mapped[PaperKind]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    language: Mapped[str]  # in which what is found is told
    state: Mapped[PaperState] = mapped_column(default=PaperState.READING)
    fault: Mapped[str] = mapped_column(default="")
    notes: Mapped[list[Any]] = mapped_column(default=list)
    pages: Mapped[int | None]  # not known of a Word file that was never laid out
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    attached_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    round: Mapped[Round] = relationship()
    comment: Mapped[Comment | None] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)


class ExcerptState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"  # it is a comment
    SKIPPED = "skipped"  # asks for nothing
    MERGED = "merged"  # its words went into another


class PaperExcerpt(Model):
    """Some words of a paper with their page, and the clause that they seem to be about."""

    __tablename__ = "paper_excerpt"
    __table_args__ = (
        UniqueConstraint("paper_id", "rank"),
        CheckConstraint("state <> 'confirmed' OR comment_id IS NOT NULL", name="confirmed_is_a_comment"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("position_paper.id", ondelete="CASCADE"))
    rank: Mapped[int]
    page: Mapped[int | None]
    text: Mapped[str]
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    certainty: Mapped[float] = mapped_column(default=0.0)
    state: Mapped[ExcerptState] = mapped_column(default=ExcerptState.WAITING)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    paper: Mapped[PositionPaper] = relationship()
    clause: Mapped[Clause | None] = relationship()
    comment: Mapped[Comment | None] = relationship()
