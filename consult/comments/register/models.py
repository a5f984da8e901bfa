"""A register on its way in: the file, what was found in it, and its rows, kept apart until all are shown at once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Import
from consult.consultations.models import Round
from consult.core.database import Model


class UploadState(StrEnum):
    READING = "reading"  # waits for a worker, or is being read by one
    FAULTY = "faulty"  # has faults; nothing of it is kept
    READY = "ready"  # its new rows are staged; somebody looks, and says yes
    IMPORTED = "imported"
    CANCELLED = "cancelled"  # by a person, or because nobody came back to it


class RegisterUpload(Model):
    """One file that somebody sent for a round. Its bytes go as soon as it is imported or given up."""

    __tablename__ = "register_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))  # that the rows were checked against
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(default="")
    file_digest: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    file_format: Mapped[str] = mapped_column(default="", server_default="")  # empty: not said and not recognised yet
    mapping: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # of the columns of a questionnaire
    columns: Mapped[list[Any] | None] = mapped_column(default=None)  # of a questionnaire, as a person is asked
    # Of a questionnaire, what its closed columns say to questions that the round asks: places of options, by question.
    closed_answers: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(default="en")  # in which what is found is told
    state: Mapped[UploadState] = mapped_column(default=UploadState.READING)
    rows: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    faults: Mapped[list[Any]] = mapped_column(default=list)  # the first of them: [row, column, message, how it begins]
    fault_count: Mapped[int] = mapped_column(default=0)
    faulty_rows: Mapped[int] = mapped_column(default=0)
    notices: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("comment_import.id"))

    round: Mapped[Round] = relationship()
    by: Mapped[Person | None] = relationship()
    kept_as: Mapped[Import | None] = relationship()


class StagedComment(Model):
    """A row of an upload as the comment that it will be. Plain columns: what may stand in them was checked."""

    __tablename__ = "staged_comment"
    __table_args__ = (
        UniqueConstraint("upload_id", "row"),
        Index("ix_staged_comment_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("register_upload.id"))
    row: Mapped[int]
    clause: Mapped[str]  # as the file names it
    doubt: Mapped[str] = mapped_column(default="", server_default="")  # what the file says of a place that is not sure
    candidates: Mapped[list[Any] | None]  # [clause number, confidence] of each that may be meant
    reply_to_row: Mapped[int | None]
    in_reply_to_id: Mapped[int | None]
    reference: Mapped[str]
    pillar_id: Mapped[int | None]
    clause_id: Mapped[int | None]
    quote: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    type: Mapped[str]
    stance: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    proposed_text: Mapped[str]
    evidence_url: Mapped[str]
    language: Mapped[str | None]
    capacity: Mapped[str]
    author_name: Mapped[str]
    named: Mapped[bool]
    organisation: Mapped[str]
    stakeholder_type: Mapped[str | None]
    country: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    digest: Mapped[str]
    channel: Mapped[str]
    source_id: Mapped[str]
    provenance: Mapped[str]
    endorsed_elsewhere: Mapped[int]
    searched: Mapped[str] = mapped_column(Text, default="", server_default="")
