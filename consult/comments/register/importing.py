"""Rows of a register into a round within one transaction: for what a program has at hand (the demo, tests)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.comments.models import Import
from consult.comments.register.models import RegisterUpload, UploadState
from consult.comments.register.rows import CellFault, RegisterRow, rows_from
from consult.comments.register.staging import drop_staged, show_staged, stage, to_stage
from consult.comments.register.validation import check_rows
from consult.consultations.models import Round
from consult.consultations.participation import NO_PLACE, RoundMembership
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.ruling import Ruling
from consult.drafts.membership import Membership
from consult.drafts.queries import membership_of
from consult.drafts.rules import may_add_to


class Faulty(ValueError):
    """Rows with faults, of which none was kept."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        super().__init__("\n".join(f"{fault.row} {fault.column}: {fault.message}" for fault in faults[:20]))
        self.faults = faults


def may_import_register(membership: Membership, place: RoundMembership | None) -> Ruling:
    theirs = membership.team or (place or NO_PLACE).reporting
    if not theirs:
        return Ruling(_("Only the drafting team, and the host and rapporteur of a round, read a register into it."))
    return may_add_to(membership)


def import_rows(
    round_: Round,
    rows: Iterable[RegisterRow | Mapping[str, Any]],
    by: Person | None = None,
    file_name: str = "",
    file_digest: str = "",
) -> Import:
    """Keep the rows that are new. Raises Faulty, with nothing kept, if there is a fault in any row.

    Rows are mappings of the register's columns. The import of a file that is there already is not kept itself.
    """
    if by is not None:
        may_import_register(membership_of(by, round_.guideline), participation_of(by, round_)).enforce()
    given = rows_from(rows)
    found = check_rows(round_, given)
    if found.faults:
        raise Faulty(found.faults)
    facts = {"round_id": round_.id, "by_id": by.id if by else None, "file_name": file_name}
    facts |= {"file_digest": file_digest or _digest(given), "rows": found.rows}
    if not found.new:
        return Import(**facts, accepted=0, at=clock.now())
    numbers = {"draft_id": round_.draft_id, "new": len(found.new), "already": found.already}
    upload = RegisterUpload(**facts, **numbers, state=UploadState.READY, created_at=clock.now())
    db.session.add(upload)
    db.session.flush()
    for portion in to_stage(upload, found, {row.number: row for row in given}):
        stage(portion)
    kept = show_staged(upload, by=by)
    while drop_staged(upload.id):
        pass
    return kept


def _digest(rows: Sequence[RegisterRow]) -> str:
    said = json.dumps([[row.number, dict(row.cells)] for row in rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()
