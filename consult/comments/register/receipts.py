"""Versions and leaves for the comments of a register: as for one that is sent, in bulk inserts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from consult.comments.models import Comment, CommentVersion
from consult.comments.register.models import RegisterUpload, StagedComment
from consult.comments.statements import (
    SAID,
    StatementPlace,
    as_said,
    author_as_shown,
    clause_read,
    content_of_comment,
)
from consult.core.bulk_sql import insert_rows
from consult.core.database import db
from consult.core.transparency.commitments import commitment_for, leaf_row, new_salt, write_leaves
from consult.drafts.models import Clause, Pillar, Wording

AT_ONCE = 2_000
_AUTHOR = (
    "named",
    "author_name",
    "organisation",
    "capacity",
    "stakeholder_type",
    "country",
    "confirmed_organisation_id",
)
_WORDS = ("type", "stance", "text", "proposed_text", "digest")


@dataclass(frozen=True)
class _Draft:
    """The text that the round is about, as far as receipts name it."""

    upload: RegisterUpload
    clauses: Mapping[int | None, Mapping[str, str]]
    pillars: Mapping[int | None, str]

    def place_of(self, row: Any) -> StatementPlace:
        round_ = self.upload.round
        return StatementPlace(
            guideline=round_.guideline.slug,
            round=round_.slug,
            draft=round_.draft.number,
            pillar=self.pillars.get(row.pillar_id),
            clause=self.clauses.get(row.clause_id),
            in_reply_to=row.answered,
        )


@dataclass
class _FirstVersion:
    """A row to be, with what its statement asks for."""

    number: int
    type: str
    stance: str
    text: str
    proposed_text: str
    digest: str
    at: Any
    comment_id: int
    as_said: dict[str, Any]
    author_shown: dict[str, Any]
    author_salt: str
    commitment: str = ""


def commit_to_staged(upload: RegisterUpload) -> None:
    """Every comment that this upload made gets its first version, and its leaf in the guideline's log."""
    draft, after = _draft_of(upload), 0
    while rows := _made_by(upload, after):
        _commit_to(draft, rows)
        after = rows[-1].row
    made = select(CommentVersion.commitment).where(CommentVersion.comment_id == Comment.id).scalar_subquery()
    mine = select(StagedComment.reference).where(StagedComment.upload_id == upload.id)
    change = update(Comment).where(Comment.reference.in_(mine)).values(commitment=made)
    db.session.execute(change, execution_options={"synchronize_session": False})


def _draft_of(upload: RegisterUpload) -> _Draft:
    round_ = upload.round
    query = select(Clause.id, Clause.uid, Wording.number, Wording.text).join(Wording, Wording.clause_id == Clause.id)
    query = query.where(Wording.draft_id == round_.draft_id, Wording.language == round_.guideline.language)
    clauses = {row.id: clause_read(row.uid, row.number, row.text) for row in db.session.execute(query)}
    pillars = select(Pillar.id, Pillar.code).where(Pillar.guideline_id == round_.guideline_id)
    return _Draft(upload, clauses, {row.id: row.code for row in db.session.execute(pillars)})


def _made_by(upload: RegisterUpload, after: int) -> Sequence[Any]:
    answered = aliased(Comment)
    names = (*SAID, *_AUTHOR, *_WORDS, "id", "clause_id", "pillar_id", "read_in", "sent_at")
    columns = [getattr(Comment, name) for name in names]
    query = select(StagedComment.row, answered.reference.label("answered"), *columns)
    query = query.join(Comment, Comment.reference == StagedComment.reference)
    query = query.outerjoin(answered, answered.id == Comment.in_reply_to_id)
    mine = (StagedComment.upload_id == upload.id, StagedComment.row > after)
    return db.session.execute(query.where(*mine).order_by(StagedComment.row).limit(AT_ONCE)).all()


def _commit_to(draft: _Draft, rows: Sequence[Any]) -> None:
    versions = [_version_of(draft, row) for row in rows]
    made = {version.comment_id: commitment_for(content_of_comment(version)) for version in versions}
    for version in versions:
        version.commitment = made[version.comment_id].hex
    leaves: list[dict[str, Any]] = []
    insert_rows(CommentVersion, [vars(version) for version in versions])
    made_of = select(CommentVersion.id, CommentVersion.comment_id)
    made_of = made_of.where(CommentVersion.comment_id.in_([row.id for row in rows]))
    numbers = {comment_id: number for number, comment_id in db.session.execute(made_of)}
    log_id = draft.upload.round.guideline_id
    for version in versions:
        about = ("comment_version", numbers[version.comment_id])
        leaves.append(leaf_row("comment", about, made[version.comment_id], log_id=log_id, at=version.at))
    write_leaves(leaves)


def _version_of(draft: _Draft, row: Any) -> _FirstVersion:
    author, salt = author_as_shown(row), new_salt()
    words: dict[str, Any] = {name: getattr(row, name) for name in _WORDS}
    statement = as_said(row, draft.place_of(row), author, salt)
    kept: dict[str, Any] = {"as_said": statement, "author_shown": author, "author_salt": salt.hex()}
    return _FirstVersion(number=1, at=row.sent_at, comment_id=row.id, **words, **kept)
