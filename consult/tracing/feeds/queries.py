"""What a feed holds: entries of the journal that are news to everyone, as a visitor reads them."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape

from sqlalchemy import ColumnElement, and_, or_, select

from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.urls import absolute_url
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Guideline, Wording
from consult.revisions.models import Revision, revision_wording
from consult.tracing.feeds.atom import FeedEntry
from consult.tracing.record.entries import entry_lines
from consult.tracing.record.entry_links import named
from consult.voting.models import Ballot

LONGEST = 60
OF_REVISIONS = (Verb.REVISION_PROPOSED, Verb.REVISION_WITHDRAWN)
OF_BALLOTS = (Verb.BALLOT_OPENED, Verb.BALLOT_CLOSED, Verb.BALLOT_VOIDED)
OF_ROUNDS = (Verb.ROUND_PLANNED, Verb.ROUND_CLOSED, Verb.ROUND_CANCELLED, Verb.ROUND_MOVED)
OF_GUIDELINE = (*OF_ROUNDS, *OF_REVISIONS, *OF_BALLOTS, Verb.DRAFT_PUBLISHED)


def entries_of_guideline(guideline: Guideline) -> list[FeedEntry]:
    return _entries(guideline, AuditEntry.verb.in_(OF_GUIDELINE))


def entries_of_round(round_: Round) -> list[FeedEntry]:
    """Its own steps, and each comment that was sent in it and that everyone may read."""
    said = select(Comment.id).where(Comment.round_id == round_.id)
    sent = and_(AuditEntry.verb == Verb.COMMENT_SENT, AuditEntry.subject == "comment", AuditEntry.subject_id.in_(said))
    own = and_(AuditEntry.verb.in_(OF_ROUNDS), AuditEntry.subject == "round", AuditEntry.subject_id == round_.id)
    return _entries(round_.guideline, or_(own, sent))


def entries_of_clause(clause: Clause) -> list[FeedEntry]:
    """Comments on it, revisions of it, their ballots, and each published draft that it stands in."""
    taken = select(revision_wording.c.revision_id).join(Wording, Wording.id == revision_wording.c.wording_id)
    revisions = select(Revision.id).where(
        or_(Revision.clause_id == clause.id, Revision.id.in_(taken.where(Wording.clause_id == clause.id)))
    )
    ballots = select(Ballot.id).where(Ballot.revision_id.in_(revisions))
    said = select(Comment.id).where(Comment.clause_id == clause.id)
    drafts = select(Draft.id).join(Wording, Wording.draft_id == Draft.id).where(Wording.clause_id == clause.id)
    about = (
        (OF_REVISIONS, "revision", revisions),
        (OF_BALLOTS, "ballot", ballots),
        ((Verb.COMMENT_SENT,), "comment", said),
        ((Verb.DRAFT_PUBLISHED,), "draft", drafts),
    )
    return _entries(clause.guideline, or_(*(_about(*one) for one in about)))


def _about(verbs: Sequence[Verb], subject: str, numbers: object) -> ColumnElement[bool]:
    return and_(AuditEntry.verb.in_(verbs), AuditEntry.subject == subject, AuditEntry.subject_id.in_(numbers))  # type: ignore[arg-type]


def _entries(guideline: Guideline, wanted: ColumnElement[bool]) -> list[FeedEntry]:
    """The newest, the last leading; what it is about must be theirs to open. A constant number of queries."""
    visitor = Membership(None, guideline, frozenset())
    query = select(AuditEntry).where(AuditEntry.guideline_id == guideline.id, wanted)
    entries = db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(LONGEST)).all()
    shown = named(entries, visitor)
    told = [one for one in entries if (one.subject, one.subject_id) in shown]
    lines = entry_lines(told, visitor, names=False, things=shown)
    journal = absolute_url("tracing.journal", slug=guideline.slug)
    return [
        FeedEntry(line.said.striptags(), _link_in(line.said), line.at, identity=f"{journal}#entry-{line.number}")
        for line in lines
    ]


def _link_in(said: str) -> str:
    """The whole address of what a line of the journal is about."""
    found = re.search(r'href="([^"]+)"', said)
    return absolute_url("tracing.home").rstrip("/") + (unescape(found[1]) if found else "/")


def newest_of(entries: Sequence[FeedEntry], otherwise: datetime) -> datetime:
    return max((entry.at for entry in entries), default=otherwise)
