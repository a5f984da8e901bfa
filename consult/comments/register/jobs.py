"""A register is read apart from the page that took it in: under limits, in short transactions, and again if killed."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from consult.comments.formats.catalogue import read_comments
from consult.comments.questions.labels import told_of_closed
from consult.comments.questions.queries import questions_of
from consult.comments.questions.rules import Answers, answers_of_file
from consult.comments.register import uploads
from consult.comments.register.models import RegisterUpload, UploadState
from consult.comments.register.rows import ParsedRegister, Tick
from consult.comments.register.staging import drop_staged, stage, to_stage
from consult.comments.register.validation import Checked, check_rows, format_context
from consult.consultations.models import Round
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue

SECONDS = 120.0  # of this thread's own time that a file may take, however busy the machine is
TOLD_EVERY = 1.0


class RegisterTooSlow(Exception):
    """Reading takes longer than any file should."""


@queue.job(uploads.READ_REGISTER)
def read_stored_register(upload_id: int, progress: ReportProgress) -> None:
    """Safe to run twice: what an earlier try staged is dropped first."""
    upload = _being_read(upload_id)
    if upload is None:
        return
    with force_locale(upload.language):
        tick = _watch(lambda: progress("reading", 0.1))
        try:
            reading, found, mapping, sheets = _found(upload, tick)
        except RegisterTooSlow as slow:
            says = str(slow)
            _write(upload_id, lambda there: uploads.refuse(there, says))
            return
        _drop_all(upload_id)
        if not reading.faults and not found.faults and not _staged(upload_id, reading, found, progress):
            return  # cancelled meanwhile
        _write(upload_id, lambda there: uploads.tell(there, reading, found, mapping, sheets))


def _being_read(upload_id: int) -> RegisterUpload | None:
    with for_reading():
        upload = db.session.get(RegisterUpload, upload_id)
        waits = upload is not None and upload.state == UploadState.READING
        if upload is not None and waits and upload.content is not None:
            return upload
        db.session.rollback()
    if waits:
        gone = _("The file is no longer kept here. Choose it again; nothing was imported.")
        _write(upload_id, lambda there: uploads.refuse(there, gone))
    return None


def _found(
    upload: RegisterUpload, tick: Tick
) -> tuple[ParsedRegister, Checked, Mapping[str, Any] | None, Mapping[str, Answers]]:
    """What the file says, and what of it is new in the round. Holds no lock; writers go on meanwhile."""
    content, round_id = upload.content or b"", upload.round_id
    file_format, mapping = upload.file_format, cast("Mapping[str, Any] | None", upload.mapping)
    with for_reading():
        db.session.rollback()
        round_ = db.session.get_one(Round, round_id)
        reading = read_comments(content, file_format, format_context(round_, mapping, tick))
        headings = [column["heading"] for column in reading.questions]
        before = uploads.mapping_before(round_, headings) if headings and mapping is None else None
        if before is not None:
            said = _("The columns are read as they were said for %(file)s.", file=before[0])
            mapping = before[1]
            reading = read_comments(content, reading.file_format, format_context(round_, mapping, tick))
            reading = replace(reading, notices=[str(said), *reading.notices])
        found = check_rows(round_, reading.rows, tick)
        sheets, columns, odd = answers_of_file(questions_of(round_), reading.closed)
        db.session.rollback()
    if columns:
        told = told_of_closed(len(sheets), columns, odd)
        reading = replace(reading, notices=[*reading.notices, told])
    return reading, found, mapping, sheets


def _staged(upload_id: int, reading: ParsedRegister, found: Checked, progress: ReportProgress) -> bool:
    """Each portion in a transaction of its own, as long as nobody cancelled. False: somebody did."""
    rows = {row.number: row for row in reading.rows}
    with for_reading():
        upload = db.session.get_one(RegisterUpload, upload_id)
        portions = to_stage(upload, found, rows)
        first = next(portions, [])
        db.session.rollback()
    done = 0
    while first:
        if _locked(upload_id) is None:
            db.session.rollback()
            return False
        stage(first)
        db.session.commit()
        done += len(first)
        progress("keeping", 0.5 + done / len(found.new) / 2)
        with for_reading():
            first = next(portions, [])
            db.session.rollback()
    return True


def _locked(upload_id: int) -> RegisterUpload | None:
    """The upload while it is being read, held until the transaction ends (row lock)."""
    waits = select(RegisterUpload).where(RegisterUpload.id == upload_id, RegisterUpload.state == UploadState.READING)
    return db.session.scalars(waits.with_for_update()).one_or_none()


def _write(upload_id: int, change: Callable[[RegisterUpload], None]) -> None:
    upload = _locked(upload_id)
    if upload is not None:
        change(upload)
    db.session.commit()


def _drop_all(upload_id: int) -> None:
    while drop_staged(upload_id):
        db.session.commit()
    db.session.commit()


def _watch(tell: Callable[[], None]) -> Tick:
    """Raises TooSlow when the time is up; tells now and then, which also renews the lease."""
    ends, told = time.thread_time() + SECONDS, time.monotonic()

    def tick() -> None:
        nonlocal told
        if time.thread_time() > ends:
            raise RegisterTooSlow(_("This file takes too long to read. Split it, or save it as CSV."))
        now = time.monotonic()
        if now - told > TOLD_EVERY:
            told = now
            tell()

    return tick


@queue.sweep
def clear_uploads() -> None:
    for upload in uploads.forgotten_uploads():
        uploads.cancel_upload(upload)
    db.session.commit()
    with for_reading():
        done = uploads.cleared_uploads()
        db.session.rollback()
    for upload_id in done:
        _drop_all(upload_id)
