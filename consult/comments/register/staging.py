"""Rows of a register into a round, all or nothing: staged a portion at a time, shown at once by a few statements.

What is staged is in nobody's way: it stands in a table of its own, may be written in as many short transactions as
it takes, and is dropped or begun again after a crash. Showing it copies it inside the database and commits to each
comment in the log, which takes some seconds for fifty thousand.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, and_, case, delete, exists, false, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState, Import, search_text
from consult.comments.questions.actions import keep_answers_of_file
from consult.comments.references import FORM, comment_digest, new_reference
from consult.comments.register.models import RegisterUpload, StagedComment, UploadState
from consult.comments.register.receipts import commit_to_staged
from consult.comments.register.row_parser import ParsedComment
from consult.comments.register.rows import RegisterRow
from consult.comments.register.validation import Checked, comparable_words
from consult.comments.rules import may_moderate
from consult.consultations.models import Round, Visibility
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import UTCDateTime, db
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.drafts.rules import still_in_use

PORTION = 500  # rows in one statement
DROPPED = 2000  # staged rows that are dropped in one transaction
# Columns of a comment that are staged as they will be.
CONTENT = sorted(
    {column.name for column in Comment.__table__.columns}
    & {column.name for column in StagedComment.__table__.columns} - {"id", "sent_at"}
)


class Outdated(ValueError):
    """The round changed since the rows were checked; they have to be checked again."""


def to_stage(upload: RegisterUpload, found: Checked, rows: Mapping[int, RegisterRow]) -> Iterator[list[dict[str, Any]]]:
    """The new rows of a checked file, in portions. `rows`: as they were read, by number."""
    upload_id, file_name = upload.id, upload.file_name  # as they are now: the row may be expired between two portions
    here = {name: one.row for one in found.new for name in (one.source_id, one.reference) if name}
    references = iter(_references(found.new))
    for start in range(0, len(found.new), PORTION):
        part = found.new[start : start + PORTION]
        yield [
            {
                **_content(one, rows[one.row], file_name),
                **_ties(one, found.known, here),
                "upload_id": upload_id,
                "reference": next(references),
            }
            for one in part
        ]


def stage(portion: Sequence[Mapping[str, Any]]) -> None:
    db.session.execute(insert(StagedComment), portion)


def _content(one: ParsedComment, row: RegisterRow, file_name: str) -> dict[str, Any]:
    at = row.at or one.row
    doubt = f"place “{row.doubt}”" if row.doubt else ""
    provenance = ", ".join(filter(None, (file_name, f"row {at}", doubt, one.values["provenance"])))
    facts = {"row": one.row, "source_id": one.source_id, "digest": comment_digest(**comparable_words(one))}
    searched = search_text(**{name: one.values[name] for name in ("title", "text", "proposed_text")})
    place = {"clause": row.cells.get("clause", ""), "doubt": row.doubt, "candidates": [*map(list, row.candidates)]}
    return {**one.values, **facts, **place, "provenance": provenance, "searched": searched}


def _ties(one: ParsedComment, known: Mapping[str, int], here: Mapping[str, int]) -> dict[str, int | None]:
    """What the row answers: another row of the file, or a comment that is in the round."""
    to_row = here.get(one.in_reply_to) if one.in_reply_to else None
    return {
        "reply_to_row": to_row,
        "in_reply_to_id": known.get(one.in_reply_to) if one.in_reply_to and to_row is None else None,
    }


def _references(new: Sequence[ParsedComment]) -> list[str]:
    """The file's own where it is one of ours and free, or else a new one."""
    wanted = [one.reference if FORM.fullmatch(one.reference) else new_reference() for one in new]
    while taken := _taken(wanted):
        wanted = [new_reference() if place in taken else reference for place, reference in enumerate(wanted)]
    return wanted


def _taken(references: Sequence[str]) -> set[int]:
    """Places of references that another comment has, here or earlier in the list."""
    used: set[str] = set()
    for start in range(0, len(references), PORTION):
        same = select(Comment.reference).where(Comment.reference.in_(references[start : start + PORTION]))
        used.update(db.session.scalars(same))
    places = set()
    for place, reference in enumerate(references):
        if reference in used:
            places.add(place)
        used.add(reference)
    return places


def show_staged(upload: RegisterUpload, *, by: Person | None, read: bool = False) -> Import:
    """Everything that is staged becomes a comment of the round, in one transaction. Raises Outdated or Refused.

    Where the round promises a moderator they wait for one, unless a moderator says that they have `read` them.
    """
    if read and by is not None:
        place = participation_of(by, upload.round)
        may_moderate(membership_of(by, upload.round.guideline), place, upload.round).enforce()
    # Two people with the same file wait for each other here (row lock).
    db.session.execute(select(Round.id).where(Round.id == upload.round_id).with_for_update())
    upload = held(upload)
    if upload.state != UploadState.READY or not upload.new:
        raise Refused(_("There is nothing in this file that waits to be imported. Choose the file again."))
    still_in_use(upload.round.guideline).enforce()
    if upload.round.practice:
        raise Refused(_("A practice round takes no files: nothing said in it is kept."))
    if _outdated(upload):
        raise Outdated
    now = clock.now()
    state = CommentState.SENT if read else state_promised(upload.round)
    _copy(upload, now, state)
    if upload.closed_answers:
        sheets = {source: {int(n): said for n, said in one.items()} for source, one in upload.closed_answers.items()}
        keep_answers_of_file(upload.round, sheets, now=now)
    kept = Import(
        round_id=upload.round_id,
        by_id=by.id if by else None,
        file_name=upload.file_name,
        file_digest=upload.file_digest,
        rows=upload.rows,
        accepted=upload.new,
        at=now,
    )
    db.session.add(kept)
    upload.state, upload.kept_as, upload.content = UploadState.IMPORTED, kept, None
    upload.closed_answers = None
    facts = {"round": upload.round.slug, "file": upload.file_name, "digest": kept.file_digest}
    numbers = {"rows": kept.rows, "accepted": kept.accepted, "state": state}
    record(Verb.REGISTER_IMPORTED, kept, by=by, guideline_id=upload.round.guideline_id, **facts, **numbers)
    return kept


def _outdated(upload: RegisterUpload) -> bool:
    """Whether the round is about another draft now, or a comment has come that a row would double."""
    if upload.round.draft_id != upload.draft_id:
        return True
    mine = StagedComment.upload_id == upload.id
    same_source = and_(Comment.round_id == upload.round_id, Comment.source_id == StagedComment.source_id)
    doubled = select(exists().where(mine, Comment.reference == StagedComment.reference))
    known = select(exists().where(mine, same_source))
    return bool(db.session.scalar(doubled) or db.session.scalar(known))


def _copy(upload: RegisterUpload, now: datetime, state: CommentState) -> None:
    staged, mine = StagedComment.__table__.c, StagedComment.upload_id == upload.id
    at = func.coalesce(StagedComment.sent_at, literal(now, UTCDateTime()))
    given = [*CONTENT, "round_id", "state", "late", "saved_at", "sent_at"]
    round_ = upload.round
    late = StagedComment.sent_at >= literal(round_.closes_at, UTCDateTime()) if round_.keeps_late else false()
    late = func.coalesce(late, false())
    arrives = case((late, literal(CommentState.HELD.value, String)), else_=literal(state.value, String))
    facts = (literal(upload.round_id), arrives, late, literal(now, UTCDateTime()), at)
    rows = select(*(staged[name] for name in CONTENT), *facts).where(mine).order_by(StagedComment.row)
    db.session.execute(insert(Comment).from_select(given, rows))
    _tie_replies(upload)
    commit_to_staged(upload)


def state_promised(round_: Round) -> CommentState:
    """Of what comes in by a file: a moderator looks at it first where the round promises that, as at all the rest."""
    return CommentState.HELD if round_.visibility == Visibility.AFTER_MODERATION else CommentState.SENT


def _tie_replies(upload: RegisterUpload) -> None:
    """Rows that answer a row of the same file: their comments have their numbers only now."""
    mine = (StagedComment.upload_id == upload.id, StagedComment.reply_to_row.is_not(None))
    parent_row, parent = aliased(StagedComment), aliased(Comment)
    same_file = and_(parent_row.upload_id == upload.id, parent_row.row == StagedComment.reply_to_row)
    answered = select(parent.id).select_from(StagedComment).join(parent_row, same_file)
    answered = answered.join(parent, parent.reference == parent_row.reference)
    answered = answered.where(*mine, StagedComment.reference == Comment.reference).correlate(Comment)
    replies = update(Comment).where(Comment.reference.in_(select(StagedComment.reference).where(*mine)))
    tied = replies.values(in_reply_to_id=answered.scalar_subquery())
    db.session.execute(tied, execution_options={"synchronize_session": False})


def drop_staged(upload_id: int) -> int:
    """Takes away some of the staged rows of an upload; how many. Zero: none is left."""
    some = select(StagedComment.id).where(StagedComment.upload_id == upload_id).limit(DROPPED)
    gone = db.session.execute(delete(StagedComment).where(StagedComment.id.in_(some)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
