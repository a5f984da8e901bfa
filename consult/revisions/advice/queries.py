"""What was said of revisions, found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.revisions.advice.models import AdviceKind, AdvicePolicy, RevisionRemark
from consult.revisions.advice.rules import may_read_advice
from consult.revisions.models import Revision
from consult.revisions.queries import revision_for

ADVISERS = (Role.SECRETARIAT, Role.DRAFTER, Role.EXPERT, Role.CHAIR)


@dataclass(frozen=True)
class RemarkThread:
    """A remark and the replies to it, oldest first."""

    remark: RevisionRemark
    replies: Sequence[RevisionRemark]


def advice_is_published(guideline: Guideline) -> bool:
    policy = db.session.get(AdvicePolicy, guideline.id)
    return policy is not None and policy.published


def _remarks() -> Select[RevisionRemark]:
    who = (joinedload(RevisionRemark.author), joinedload(RevisionRemark.settled_by))
    return select(RevisionRemark).options(*who, joinedload(RevisionRemark.taken_as))


def advice_on(revision: Revision, membership: Membership) -> list[RemarkThread] | None:
    """Every thread on the revision, oldest first; None where it is not theirs to read. One query."""
    if not may_read_advice(membership, revision, published=advice_is_published(revision.guideline)):
        return None
    query = _remarks().where(RevisionRemark.revision_id == revision.id).order_by(RevisionRemark.id)
    return _threaded(db.session.scalars(query).unique().all())


def _threaded(remarks: Iterable[RevisionRemark]) -> list[RemarkThread]:
    heads: list[RevisionRemark] = []
    replies: dict[int, list[RevisionRemark]] = {}
    for remark in remarks:
        if remark.parent_id is None:
            heads.append(remark)
        else:
            replies.setdefault(remark.parent_id, []).append(remark)
    return [RemarkThread(head, replies.get(head.id, [])) for head in heads]


def open_advice(guideline: Guideline) -> dict[AdviceKind, list[RevisionRemark]]:
    """What waits for someone, by what it asks for; the oldest first."""
    query = _remarks().join(Revision, Revision.id == RevisionRemark.revision_id)
    asks = (RevisionRemark.kind != AdviceKind.REMARK, RevisionRemark.settled_at.is_(None))
    found: dict[AdviceKind, list[RevisionRemark]] = {}
    rows = query.where(Revision.guideline_id == guideline.id, *asks).order_by(RevisionRemark.id)
    for remark in db.session.scalars(rows.options(joinedload(RevisionRemark.revision))).unique():
        found.setdefault(remark.kind, []).append(remark)
    return {kind: found[kind] for kind in AdviceKind if kind in found}


def latest_advice(guideline: Guideline, *, most: int = 20) -> Sequence[RevisionRemark]:
    """The last that was said, whatever it was."""
    query = _remarks().join(Revision, Revision.id == RevisionRemark.revision_id)
    rows = query.where(Revision.guideline_id == guideline.id).order_by(RevisionRemark.id.desc()).limit(most)
    return db.session.scalars(rows.options(joinedload(RevisionRemark.revision))).unique().all()


def remark_for(person: Person | None, remark_id: int) -> tuple[RevisionRemark, Membership] | None:
    """The remark and their membership; None when the revision or what is said of it is not theirs to know of."""
    remark = db.session.get(RevisionRemark, remark_id)
    found = revision_for(person, remark.revision_id) if remark is not None else None
    if remark is None or found is None:
        return None
    revision, membership = found
    published = advice_is_published(revision.guideline)
    return (remark, membership) if may_read_advice(membership, revision, published=published) else None


def guidelines_with_unmailed_advice(before: datetime) -> Sequence[int]:
    """Where the first remark that nobody was mailed was made before a time."""
    first = func.min(RevisionRemark.at)
    query = select(Revision.guideline_id).join(RevisionRemark, RevisionRemark.revision_id == Revision.id)
    query = query.where(RevisionRemark.mailed_at.is_(None)).group_by(Revision.guideline_id).having(first <= before)
    return db.session.scalars(query.order_by(Revision.guideline_id)).all()


def unmailed_advice(guideline: Guideline) -> Sequence[RevisionRemark]:
    query = _remarks().join(Revision, Revision.id == RevisionRemark.revision_id)
    rows = query.where(Revision.guideline_id == guideline.id, RevisionRemark.mailed_at.is_(None))
    rows = rows.options(joinedload(RevisionRemark.revision)).order_by(RevisionRemark.revision_id, RevisionRemark.id)
    return db.session.scalars(rows).unique().all()


def advisers(guideline: Guideline) -> Sequence[Person]:
    """Everyone inside who can be written to, each once."""
    held = (Appointment.guideline_id == guideline.id, Appointment.role.in_(ADVISERS), RUNNING)
    query = select(Person).where(
        Person.id.in_(select(Appointment.person_id).where(*held)), Person.confirmed_at.is_not(None)
    )
    return db.session.scalars(query.order_by(Person.id)).unique().all()
