"""Rows whose place is not sure, put on a clause by whoever imports them, before anything is kept."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from consult.comments.content import CommentContent
from consult.comments.quotation import passages
from consult.comments.register.models import RegisterUpload, StagedComment, UploadState
from consult.core.database import db
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.text import one_line
from consult.drafts.models import Wording
from consult.drafts.queries import wordings_of

WHOLE = "-"  # typed for a row that is on the whole text, and is sure to be


def typed_places(upload: RegisterUpload, sent: Mapping[str, str]) -> dict[int, str]:
    """By row what was typed as `place-7`; with `alike-7` it is meant for every row that names the same place as row 7
    and has nothing of its own."""
    typed = {
        int(name.removeprefix("place-")): one_line(number)
        for name, number in sent.items()
        if name.startswith("place-") and name.removeprefix("place-").isdecimal() and len(name) < 20
    }
    leading = {row: number for row, number in typed.items() if number and f"alike-{row}" in sent}
    if not leading:
        return typed
    mine = select(StagedComment.row, StagedComment.doubt).where(
        StagedComment.upload_id == upload.id, StagedComment.doubt != ""
    )
    doubts: dict[int, str] = dict(db.session.execute(mine).all())
    meant = {doubts[row]: number for row, number in leading.items() if row in doubts}
    return typed | {row: meant[doubt] for row, doubt in doubts.items() if doubt in meant and not typed.get(row)}


def place_rows(upload: RegisterUpload, typed: Mapping[int, str]) -> dict[int, str]:
    """By row of the file, the number of its clause, or a hyphen for the whole text; what is empty stays in doubt.

    Gives by row what is wrong; a row with a fault stays as it was, the others are placed.
    """
    upload = held(upload)
    if upload.state != UploadState.READY:
        raise Refused(_("This file does not wait to be imported any more. Choose it again."))
    by_number = {wording.number.casefold(): wording for wording in wordings_of(upload.round.draft)}
    mine = select(StagedComment).where(StagedComment.upload_id == upload.id, StagedComment.doubt != "")
    faults: dict[int, str] = {}
    for staged in db.session.scalars(mine):
        number = typed.get(staged.row, "").strip()
        wording = by_number.get(number.casefold())
        if not number:
            continue
        if wording is None and number != WHOLE:
            faults[staged.row] = _("The draft of this round has no clause “%(number)s”.", number=number[:80])
        elif wording is not None and not _quote_stands(staged, wording):
            faults[staged.row] = _("The words that this row quotes do not stand in %(number)s.", number=wording.number)
        else:
            _put(staged, wording)
    return faults


def leave_on_whole_text(upload: RegisterUpload) -> dict[int, str]:
    """All rows in doubt at once; what the file says of their places stays in where they come from."""
    doubtful = select(StagedComment.row).where(StagedComment.upload_id == upload.id, StagedComment.doubt != "")
    return place_rows(upload, dict.fromkeys(db.session.scalars(doubtful), WHOLE))


def _quote_stands(staged: StagedComment, wording: Wording) -> bool:
    said = CommentContent(quote=staged.quote, prefix=staged.prefix, suffix=staged.suffix)
    return not staged.quote or passages.stands_in(said, wording.text)


def _put(staged: StagedComment, wording: Wording | None) -> None:
    staged.provenance = f"{staged.provenance}, placed by hand"
    staged.doubt, staged.candidates = "", None
    if wording is not None:
        staged.clause, staged.clause_id, staged.pillar_id = wording.number, wording.clause_id, wording.pillar_id
