"""What tests look up that no page asks for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.drafts.models import Draft, Lineage, Wording
from consult.publishing.models import Carry, Provenance
from consult.revisions.models import Revision
from consult.voting.models import Ballot


def lineage_of(draft: Draft) -> Sequence[Lineage]:
    return db.session.scalars(select(Lineage).where(Lineage.draft_id == draft.id).order_by(Lineage.id)).all()


def provenance_of(wording: Wording) -> Provenance | None:
    """The revision and ballot that put these words there; None where they came over from the draft before."""
    return db.session.scalars(select(Provenance).where(Provenance.wording_id == wording.id)).one_or_none()


def carries_of(comment: Comment) -> Sequence[Carry]:
    """What became of it in each draft since, the oldest first."""
    query = select(Carry).join(Carry.draft).where(Carry.comment_id == comment.id).order_by(Draft.number)
    return db.session.scalars(query.options(joinedload(Carry.draft), joinedload(Carry.wording))).unique().all()


def carries_into(draft: Draft) -> Select[Carry]:
    """All that were carried into a published draft, in its reading order; what is gone comes last."""
    query = select(Carry).outerjoin(Wording, Wording.id == Carry.wording_id).where(Carry.draft_id == draft.id)
    return query.order_by(Wording.position.is_(None), Wording.position, Carry.id)


def ballots_on(revision: Revision) -> Sequence[Ballot]:
    """Every ballot on it, the first one first."""
    return db.session.scalars(select(Ballot).where(Ballot.revision_id == revision.id).order_by(Ballot.id)).all()


def rounds_on(draft: Draft) -> Sequence[Round]:
    """Every round about this draft, in the order in which they opened."""
    return db.session.scalars(select(Round).where(Round.draft_id == draft.id).order_by(Round.opens_at, Round.id)).all()


def open_rounds_on(draft: Draft, now: datetime) -> Sequence[Round]:
    """Those on this draft that are open now, the one that closes first before the others."""
    running = select(Round).where(
        Round.draft_id == draft.id, Round.opens_at <= now, Round.closes_at > now, Round.cancelled_at.is_(None)
    )
    return db.session.scalars(running.order_by(Round.closes_at, Round.id)).all()


def rows_in(portions: Iterable[Sequence[Mapping[str, str]]]) -> list[Mapping[str, str]]:
    """The rows of a register that comes a portion at a time."""
    return [row for portion in portions for row in portion]


def entries_about(thing: Any) -> Sequence[AuditEntry]:
    """What the record says of a row, the oldest first."""
    about = select(AuditEntry).where(AuditEntry.subject == thing.__tablename__, AuditEntry.subject_id == thing.id)
    return db.session.scalars(about.order_by(AuditEntry.id)).all()
