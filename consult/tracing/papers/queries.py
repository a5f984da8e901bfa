"""The pack of a draft, the job that makes it, and what was taken back since it was made."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.queue import Job
from consult.core.verbs import Verb
from consult.drafts.models import Draft, Guideline
from consult.tracing.papers.models import PublicationPack

MAKE_PACK = "publication_pack"  # the kind of job; its subject is the draft
# Deeds after which something in a pack is no longer for everyone.
TAKES_BACK = (
    Verb.COMMENT_EDITED,
    Verb.COMMENT_ERASED,
    Verb.COMMENT_HIDDEN,
    Verb.COMMENT_MADE_NAMELESS,
    Verb.COMMENT_TAKEN_BACK,
    Verb.COMMENT_WITHDRAWN,
    Verb.ROUND_CHANGED,
)


def pack_of(draft: Draft) -> PublicationPack | None:
    return db.session.scalars(select(PublicationPack).where(PublicationPack.draft_id == draft.id)).one_or_none()


def making_job(draft: Draft) -> Job | None:
    """The last one that was asked for."""
    query = select(Job).where(Job.kind == MAKE_PACK, Job.subject_id == draft.id).order_by(Job.id.desc())
    return db.session.scalars(query.limit(1)).first()


def last_entry(guideline: Guideline) -> tuple[int, datetime | None]:
    """Number and time of the last thing that the record says of it, or of no guideline at all."""
    query = select(AuditEntry.id, AuditEntry.at).where(_about(guideline)).order_by(AuditEntry.id.desc())
    found = db.session.execute(query.limit(1)).one_or_none()
    return (found.id, found.at) if found is not None else (0, None)


def taken_back_since(pack: PublicationPack) -> int:
    """How many deeds since took something back that may stand in it."""
    later = (AuditEntry.id > pack.up_to, AuditEntry.verb.in_([verb.value for verb in TAKES_BACK]))
    query = select(func.count(AuditEntry.id)).where(_about(pack.draft.guideline), *later)
    return db.session.scalar(query) or 0


def _about(guideline: Guideline) -> ColumnElement[bool]:
    return or_(AuditEntry.guideline_id == guideline.id, AuditEntry.guideline_id.is_(None))
