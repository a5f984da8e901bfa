"""Rows of a register into a round, all or nothing, quickly: some statements for thousands of comments."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState, CommentVersion, Import
from consult.comments.references import FORM, digest_of, new_reference
from consult.comments.register import Fault, Row, rows_from
from consult.comments.register_check import Checked, check_rows, words
from consult.comments.register_rows import Said
from consult.consultations.models import Round
from consult.consultations.place import NO_PLACE, Place
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.database import db
from consult.core.journal import record
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.queries import standing_of
from consult.drafts.standing import Standing

PACE = 500  # rows in one statement


class Faulty(ValueError):
    """Rows with faults, of which none was kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(f"{fault.row} {fault.column}: {fault.message}" for fault in faults[:20]))
        self.faults = faults


def may_import_register(standing: Standing, place: Place | None) -> Ruling:
    hers = standing.team or (place or NO_PLACE).reporting
    return refuse_unless(
        hers, _("Only the drafting team, and the host and rapporteur of a round, read a register into it.")
    )


def import_rows(
    round_: Round,
    rows: Iterable[Row | Mapping[str, Any]],
    by: Person | None = None,
    file_name: str = "",
    file_digest: str = "",
) -> Import:
    """Keep the rows that are new. Raises Faulty, with nothing kept, if there is a fault in any row.

    Rows are mappings of the register's columns. The import of a file that is there already is not kept itself.
    """
    if by is not None:
        may_import_register(standing_of(by, round_.guideline), participation_of(by, round_)).enforce()
    # Two people with the same file wait for each other here.
    db.session.execute(select(Round.id).where(Round.id == round_.id).with_for_update())
    given = rows_from(rows)
    found = check_rows(round_, given)
    if found.faults:
        raise Faulty(found.faults)
    kept = Import(
        round_id=round_.id,
        by_id=by.id if by else None,
        file_name=file_name,
        file_digest=file_digest or _digest(given),
        rows=found.rows,
        accepted=len(found.new),
        at=clock.now(),
    )
    if found.new:
        _keep(round_, found, file_name)
        db.session.add(kept)
        facts = {"round": round_.slug, "file": file_name, "digest": kept.file_digest}
        numbers = {"rows": kept.rows, "accepted": kept.accepted}
        record("register.imported", kept, by=by, guideline_id=round_.guideline_id, **facts, **numbers)
    return kept


def _digest(rows: Sequence[Row]) -> str:
    said = json.dumps([[row.number, dict(row.cells)] for row in rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()


def _keep(round_: Round, found: Checked, file_name: str) -> None:
    now, references = clock.now(), _references(found.new)
    digests = [digest_of(**words(one)) for one in found.new]
    comments = [
        _comment(one, round_, now)
        | {
            "reference": reference,
            "digest": digest,
            "provenance": ", ".join(filter(None, (file_name, f"row {one.row}", one.values["provenance"]))),
        }
        for one, reference, digest in zip(found.new, references, digests, strict=True)
    ]
    numbers = _inserted(comments)
    versions = [
        {
            "comment_id": numbers[comment["reference"]],
            "number": 1,
            "digest": comment["digest"],
            "at": comment["sent_at"],
        }
        | words(one)
        for one, comment in zip(found.new, comments, strict=True)
    ]
    db.session.execute(insert(CommentVersion), versions)
    _tie_replies(found, [numbers[reference] for reference in references])


def _comment(one: Said, round_: Round, now: datetime) -> dict[str, Any]:
    facts = {"round_id": round_.id, "source_id": one.source_id, "state": CommentState.SENT, "saved_at": now}
    return {**one.values, **facts, "sent_at": one.values["sent_at"] or now}


def _inserted(comments: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The number of each new comment, by its reference."""
    statement = insert(Comment).returning(Comment.reference, Comment.id)
    numbers: dict[str, int] = {}
    for start in range(0, len(comments), PACE):
        made = db.session.execute(statement, comments[start : start + PACE])
        numbers.update((one.reference, one.id) for one in made)
    return numbers


def _references(new: Sequence[Said]) -> list[str]:
    """The file's own where it is one of ours and free, or else a new one."""
    wanted = [one.reference if FORM.fullmatch(one.reference) else new_reference() for one in new]
    while taken := _taken(wanted):
        wanted = [new_reference() if place in taken else reference for place, reference in enumerate(wanted)]
    return wanted


def _taken(references: Sequence[str]) -> set[int]:
    """Places of references that another comment has, here or earlier in the list."""
    used: set[str] = set()
    for start in range(0, len(references), PACE):
        same = select(Comment.reference).where(Comment.reference.in_(references[start : start + PACE]))
        used.update(db.session.scalars(same))
    places = set()
    for place, reference in enumerate(references):
        if reference in used:
            places.add(place)
        used.add(reference)
    return places


def _tie_replies(found: Checked, numbers: Sequence[int]) -> None:
    known = dict(found.known)
    for one, number in zip(found.new, numbers, strict=True):
        known.update({name: number for name in (one.source_id, one.reference) if name})
    replies = [
        {"id": number, "in_reply_to_id": known[one.in_reply_to]}
        for one, number in zip(found.new, numbers, strict=True)
        if one.in_reply_to
    ]
    if replies:
        db.session.execute(update(Comment), replies)
