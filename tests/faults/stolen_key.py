"""Somebody who holds everything of the site: its database, its programs, the key that signs its log.

They change rows, and then whatever in the database would tell: the digests that follow from the rows, the commitment
of each leaf, the tree, and the checkpoint, which they sign again. What they do not hold is what others kept.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, text, update

from consult.comments.models import CommentVersion
from consult.comments.references import comment_digest
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.models import Checkpoint, LogLeaf, LogTile, TransparencyLog
from consult.core.transparency.sealing import seal_batch
from consult.core.transparency.signing_key import current_signer
from consult.drafts.models import Draft
from consult.drafts.queries import wordings_in_all_languages
from consult.drafts.text_digest import seal_of
from consult.tracing.evidence.kinds import READ_KINDS
from consult.tracing.evidence.leaves import content_in_leaf, is_committed, rows_with_leaf
from consult.voting.models import Ballot
from consult.voting.queries import recount
from consult.voting.tally import tally_record


def sql(statement: str, **values: Any) -> None:
    db.session.execute(text(statement), values)


def cover_up(log_id: int, *, results: bool = True) -> None:
    """Everything in the database agrees again: nobody who looks at it alone can tell. Counts may stay."""
    db.session.expire_all()
    _digests()
    if results:
        _results()
    _seals()
    _commitments(log_id)
    _tree(log_id)
    db.session.commit()


def _digests() -> None:
    """Of each version the digest, and of the comment that shows it."""
    names = ("type", "stance", "text", "proposed_text")
    for version in db.session.scalars(select(CommentVersion)):
        said = {name: getattr(version, name) for name in names}
        if version.digest:
            version.digest = comment_digest(**said)
    db.session.flush()


def _results() -> None:
    for ballot in db.session.scalars(select(Ballot).where(Ballot.tally.is_not(None), Ballot.voided_at.is_(None))):
        try:
            tally = recount(ballot)
        except ValueError:
            continue
        ballot.tally, ballot.carried = json.loads(json.dumps(tally_record(tally))), tally.carried
        facts = {"carried": tally.carried, "for": tally.in_favour, "against": tally.cannot_accept}
        _told("ballot.closed", ballot.id, {**facts, "abstain": tally.abstain})
    db.session.flush()


def _seals() -> None:
    for draft in db.session.scalars(select(Draft).where(Draft.published_at.is_not(None))):
        _told("draft.published", draft.id, {"seal": seal_of(wordings_in_all_languages(draft))})


def _told(verb: str, subject_id: int, facts: Mapping[str, Any]) -> None:
    """What the journal told, told otherwise."""
    about = (AuditEntry.verb == verb, AuditEntry.subject_id == subject_id)
    for entry in db.session.scalars(select(AuditEntry).where(*about)):
        if {**entry.facts, **facts} != entry.facts:
            changed = update(AuditEntry).where(AuditEntry.id == entry.id).values(facts={**entry.facts, **facts})
            db.session.execute(changed, execution_options={"synchronize_session": False})


def _commitments(log_id: int) -> None:
    """Each leaf commits to what the row says now; a row without a leaf gets one, a leaf without a row goes."""
    for source in READ_KINDS:
        about = (LogLeaf.kind == source.kind, LogLeaf.subject == source.subject)
        for row in list(rows_with_leaf(source, log_id)):
            last = select(LogLeaf).where(*about, LogLeaf.subject_id == row.id).order_by(LogLeaf.id.desc()).limit(1)
            leaf = db.session.scalars(last).first()
            if leaf is None:
                content = {**source.content(row)}
                db.session.execute(
                    insert(LogLeaf).values(
                        log_id=log_id,
                        kind=source.kind,
                        subject=source.subject,
                        subject_id=row.id,
                        salt=b"s" * 16,
                        at=_last_time(log_id),
                        commitment=commitment_to(content, b"s" * 16),
                        as_found=False,
                    )
                )
            elif leaf.salt is not None and not is_committed(source, row):
                leaf.commitment = commitment_to(content_in_leaf(source, row), leaf.salt)
                if source.kind == "comment":
                    _receipt(row.id, leaf.commitment.hex())
        kept = select(source.id)
        db.session.execute(delete(LogLeaf).where(LogLeaf.log_id == log_id, *about, LogLeaf.subject_id.not_in(kept)))
        db.session.flush()


def _receipt(version_id: int, commitment: str) -> None:
    """The receipt that the page shows."""
    version = db.session.get_one(CommentVersion, version_id)
    version.commitment = commitment
    sql(
        "UPDATE comment SET commitment = :c, digest = :d WHERE id = :id",
        c=commitment,
        d=version.digest,
        id=version.comment_id,
    )


def _last_time(log_id: int) -> Any:
    return db.session.scalar(select(LogLeaf.at).where(LogLeaf.log_id == log_id).order_by(LogLeaf.id.desc()).limit(1))


def _tree(log_id: int) -> None:
    """The log anew, of all its leaves in their order, under the site's own signature."""
    ordered = (
        select(LogLeaf.id).where(LogLeaf.log_id == log_id).order_by(LogLeaf.log_index.is_(None), LogLeaf.log_index)
    )
    ids = db.session.scalars(ordered.order_by(LogLeaf.id)).all()
    db.session.execute(update(LogLeaf).where(LogLeaf.log_id == log_id).values(log_index=None))
    for model in (LogTile, Checkpoint):
        db.session.execute(delete(model).where(model.log_id == log_id))
    db.session.execute(update(TransparencyLog).where(TransparencyLog.log_id == log_id).values(size=0))
    # Sealing goes by the leaves' own numbers: they are given again in the order of the log.
    for place, id_ in enumerate(ids):
        sql("UPDATE log_leaf SET id = :new WHERE id = :old", new=1_000_000 + place, old=id_)
    db.session.expire_all()
    seal_batch(log_id, current_signer())
