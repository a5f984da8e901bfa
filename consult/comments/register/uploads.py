"""Files of registers on their way in: begun, told what is in them, given up."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select

from consult.accounts.models import Person
from consult.comments.questions.rules import Answers
from consult.comments.register.importing import may_import_register
from consult.comments.register.models import RegisterUpload, StagedComment, UploadState
from consult.comments.register.rows import ParsedRegister
from consult.comments.register.validation import Checked
from consult.consultations.models import Round
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.locking import held
from consult.core.queue import Job, queue
from consult.core.ruling import Refused
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for, membership_of
from consult.drafts.rules import still_in_use

READ_REGISTER = "comments.read_register"
A_DAY = timedelta(days=1)
FAULTS_SHOWN = 500
BEGINNING = 60  # letters by which a faulty row is known again


def begin_upload(
    round_: Round,
    content: bytes,
    file_name: str,
    language: str,
    *,
    by: Person | None,
    file_format: str = "",
    mapping: Mapping[str, Any] | None = None,
) -> RegisterUpload:
    """Keep the file and have it read, in the form that is said or is recognised. Without a person: the operator."""
    still_in_use(round_.guideline).enforce()
    if by is not None:
        may_import_register(membership_of(by, round_.guideline), participation_of(by, round_)).enforce()
    upload = RegisterUpload(
        round_id=round_.id,
        by_id=by.id if by else None,
        file_name=file_name,
        file_digest=hashlib.sha256(content).hexdigest(),
        content=content,
        file_format=file_format,
        mapping=mapping,
        language=language,
        created_at=clock.now(),
    )
    db.session.add(upload)
    db.session.flush()
    have_read(upload, by=by)
    return upload


def have_read(upload: RegisterUpload, *, by: Person | None) -> Job:
    upload.state = UploadState.READING
    job = queue.add(READ_REGISTER, upload.id, guideline_id=upload.round.guideline_id, by=by)
    db.session.flush()
    return job


def tell(
    upload: RegisterUpload,
    reading: ParsedRegister,
    found: Checked,
    mapping: Mapping[str, Any] | None = None,
    sheets: Mapping[str, Answers] | None = None,
) -> None:
    """Write what was found where people see it."""
    upload.mapping = dict(mapping) if mapping is not None else None
    upload.columns = [*reading.questions] or None
    upload.closed_answers = {
        source: {str(n): [*places] for n, places in one.items()} for source, one in (sheets or {}).items()
    }
    at = {row.number: row.at for row in reading.rows if row.at}
    as_in_file = [
        replace(f, row=at.get(f.row, f.row), column=reading.named.get(f.column, f.column)) for f in found.faults
    ]
    faults = reading.in_order([*reading.faults, *as_in_file])
    begins = {row.at or row.number: row.cells.get("comment", "")[:BEGINNING] for row in reading.rows} if faults else {}
    told = [[f.row, f.column, str(f.message), begins.get(f.row, "")] for f in faults[:FAULTS_SHOWN]]
    upload.state = UploadState.FAULTY if faults else UploadState.READY
    upload.faults = [[_without_halves(cell) if isinstance(cell, str) else cell for cell in fault] for fault in told]
    upload.fault_count, upload.faulty_rows = len(faults), len({fault.row for fault in faults})
    upload.notices = [_without_halves(str(notice)) for notice in (*reading.notices, *found.notices)]
    upload.rows, upload.new, upload.already = found.rows, 0 if faults else len(found.new), found.already
    upload.draft_id, upload.read_at = upload.round.draft_id, clock.now()
    upload.file_format = reading.file_format
    if faults and not upload.columns:
        upload.content = None


def refuse(upload: RegisterUpload, says: str) -> None:
    """The file could not be read to its end."""
    upload.state, upload.faults, upload.fault_count, upload.faulty_rows = UploadState.FAULTY, [[1, "", says, ""]], 1, 1
    upload.read_at, upload.content = clock.now(), None


def _without_halves(text: str) -> str:
    """Half of a surrogate pair, as JSON may spell it, is no letter that a database or a page can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def mapping_before(round_: Round, headings: Sequence[str]) -> tuple[str, Mapping[str, Any]] | None:
    """What somebody said of columns of the same names, of the newest file that came in: (its name, the mapping)."""
    theirs = (
        select(RegisterUpload)
        .join(Round, Round.id == RegisterUpload.round_id)
        .where(
            Round.guideline_id == round_.guideline_id,
            RegisterUpload.state == UploadState.IMPORTED,
            RegisterUpload.columns.is_not(None),
        )
    )
    for one in db.session.scalars(theirs.order_by(RegisterUpload.id.desc()).limit(5)):
        if one.mapping and [column["heading"] for column in one.columns or ()] == headings:
            return one.file_name, one.mapping
    return None


def cancel_upload(upload: RegisterUpload) -> None:
    upload = held(upload)
    if upload.state == UploadState.IMPORTED:
        raise Refused(_("This file is imported already."))
    upload.state, upload.content = UploadState.CANCELLED, None


def upload_for(person: Person | None, slug: str, upload_id: int) -> tuple[RegisterUpload, Membership] | None:
    """The upload and the reader's membership; None when it is not theirs to know of. Refused when the round is not."""
    upload, found = db.session.get(RegisterUpload, upload_id), guideline_for(person, slug)
    if upload is None or found is None or upload.round.guideline_id != found[0].id:
        return None
    may_import_register(found[1], participation_of(person, upload.round)).enforce()
    return upload, found[1]


def waiting_uploads(guideline: Guideline, rounds: Sequence[Round]) -> Sequence[RegisterUpload]:
    """Those that are being read or wait for a yes, the newest first."""
    waiting = RegisterUpload.state.in_((UploadState.READING, UploadState.READY))
    theirs = RegisterUpload.round_id.in_([one.id for one in rounds if one.guideline_id == guideline.id])
    return db.session.scalars(select(RegisterUpload).where(waiting, theirs).order_by(RegisterUpload.id.desc())).all()


def sample_of(upload: RegisterUpload) -> Sequence[StagedComment]:
    """The first new rows as they were read."""
    first = select(StagedComment).where(StagedComment.upload_id == upload.id).order_by(StagedComment.row)
    return db.session.scalars(first.limit(10)).all()


def row_in_file(upload: RegisterUpload, staged: StagedComment) -> int:
    """As whoever has the file open counts it; several rows of ours may come from one. It stands in the provenance."""
    said = re.match(rf"{re.escape(upload.file_name)}(?:, )?row (\d+)", staged.provenance)
    return int(said[1]) if said else staged.row


def doubtful_rows(upload: RegisterUpload, *, at_most: int | None = None) -> Sequence[StagedComment]:
    """Rows whose place is not sure, as long as nobody said where they belong."""
    mine = select(StagedComment).where(StagedComment.upload_id == upload.id, StagedComment.doubt != "")
    return db.session.scalars(mine.order_by(StagedComment.row).limit(at_most)).all()


def rows_alike(upload: RegisterUpload) -> dict[int, int]:
    """By the first of several doubtful rows that name the same place, how many those are."""
    mine = select(func.min(StagedComment.row), func.count()).where(StagedComment.upload_id == upload.id)
    several = mine.where(StagedComment.doubt != "").group_by(StagedComment.doubt).having(func.count() > 1)
    found: dict[int, int] = dict(db.session.execute(several).all())
    return found


def number_of_doubtful_rows(upload: RegisterUpload) -> int:
    mine = select(func.count()).where(StagedComment.upload_id == upload.id, StagedComment.doubt != "")
    return db.session.scalar(mine) or 0


def reading_job(upload: RegisterUpload) -> Job | None:
    same = select(Job).where(Job.kind == READ_REGISTER, Job.subject_id == upload.id)
    return db.session.scalars(same.order_by(Job.id.desc()).limit(1)).one_or_none()


def forgotten_uploads() -> Iterator[RegisterUpload]:
    """Files that nobody came back to for a day hold names; they are not kept longer."""
    faulty = and_(RegisterUpload.state == UploadState.FAULTY, RegisterUpload.content.is_not(None))
    waiting = or_(RegisterUpload.state.in_((UploadState.READING, UploadState.READY)), faulty)
    old = select(RegisterUpload).where(waiting, RegisterUpload.created_at < clock.now() - A_DAY)
    yield from db.session.scalars(old)


def cleared_uploads() -> Sequence[int]:
    """Uploads that are done with, and of which rows are staged still."""
    done = RegisterUpload.state.in_((UploadState.IMPORTED, UploadState.CANCELLED, UploadState.FAULTY))
    ids = select(StagedComment.upload_id).join(RegisterUpload, RegisterUpload.id == StagedComment.upload_id)
    return db.session.scalars(ids.where(done).distinct()).all()
