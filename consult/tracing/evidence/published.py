"""Which rows of each kind a pack shows with their content: what any visitor of the site may read, and no more.

Everything else is in the pack as a leaf alone: a commitment that tells nothing to who lacks its salt. An entry
of the journal is shown when what it is about is, and only of what was decided, since it names who acted by a number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from consult.accounts.models import Person
from consult.analysis.models import AnalysisRun, Point
from consult.comments.models import Comment, CommentState, CommentVersion
from consult.comments.queries import shown_in
from consult.consultations.models import Round
from consult.core.audit_log import AuditEntry
from consult.core.journal.verb_families import VerbFamily
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Wording
from consult.drafts.queries import membership_of
from consult.publishing.models import OverrideState, Publication, PublicationOverride
from consult.responses.models import Answer, AnswerCoverage
from consult.revisions.models import Revision
from consult.revisions.rules import PUBLIC
from consult.voting.models import Ballot, Vote

DECISIONS = frozenset({VerbFamily.VOTES, VerbFamily.REVISIONS, VerbFamily.DRAFTS, VerbFamily.ANALYSIS})
TOLD = frozenset(verb for verb in Verb if verb.family in DECISIONS)
Conditions = tuple[ColumnElement[bool], ...]
_out = Draft.state != DraftState.EDITING


@dataclass(frozen=True)
class Scope:
    """A guideline as a visitor sees it now; `draft`: no text, comment or answer of a later draft than this number."""

    visitor: Membership
    now: datetime
    draft: int | None = None

    @classmethod
    def of(cls, guideline: Any, now: datetime, draft: int | None = None) -> "Scope":
        nobody: Person | None = None
        return cls(membership_of(nobody, guideline), now, draft)

    @property
    def up_to(self) -> Conditions:
        return (Draft.number <= self.draft,) if self.draft is not None else ()

    def rounds(self) -> Any:
        """Numbers of the rounds whose comments everyone reads."""
        query = select(Round.id).join(Draft, Draft.id == Round.draft_id).where(shown_in(self.visitor, self.now))
        return query.where(Round.guideline_id == self.visitor.guideline.id, *self.up_to)


def _attendances(scope: Scope) -> Conditions:
    """Who came to sessions: of rounds whose comments everyone reads."""
    return (Round.id.in_(scope.rounds()), ~Round.practice)


def _comments(scope: Scope) -> Conditions:
    return (Comment.state == CommentState.SENT, Comment.round_id.in_(scope.rounds()))


def _versions(scope: Scope) -> Conditions:
    """The words that stand; what an author thought better of is a leaf alone."""
    last = select(func.max(CommentVersion.id)).group_by(CommentVersion.comment_id)
    return (*_comments(scope), CommentVersion.id.in_(last))


def _answers(scope: Scope) -> Conditions:
    """To a point whose comment everyone reads, or with a theme given to one."""
    public = select(Point.id).join(Comment, Comment.id == Point.comment_id).where(*_comments(scope))
    held = exists().where(AnswerCoverage.answer_id == Answer.id, AnswerCoverage.point_id.in_(public))
    return (Answer.superseded_at.is_(None), or_(Answer.point_id.in_(public), held))


def _journal(scope: Scope) -> Conditions:
    """Entries about a thing that is itself shown: by subject, since one verb is about drafts in work and in force."""
    visible = {
        "analysis_run": select(AnalysisRun.id).where(AnalysisRun.finished_at.is_not(None)),
        "ballot": select(Ballot.id).where(*_opened(scope)),
        "draft": select(Draft.id).where(_out, *scope.up_to),
        "publication": select(Publication.id).join(Draft, Draft.id == Publication.draft_id).where(*scope.up_to),
        "publication_override": select(PublicationOverride.id)
        .join(Draft, Draft.id == PublicationOverride.draft_id)
        .where(*_used(scope)),
        "revision": select(Revision.id).where(Revision.state.in_(PUBLIC)),
        "vote": select(Vote.id).join(Ballot, Ballot.id == Vote.ballot_id).where(*_closed(scope)),
        "wording": select(Wording.id).join(Draft, Draft.id == Wording.draft_id).where(_out, *scope.up_to),
    }
    about = [and_(AuditEntry.subject == name, AuditEntry.subject_id.in_(ids)) for name, ids in visible.items()]
    return (AuditEntry.verb.in_(sorted(TOLD)), or_(*about))


def _all(_scope: Scope) -> Conditions:
    return ()


def _of_drafts(scope: Scope) -> Conditions:
    return scope.up_to


def _closed(_scope: Scope) -> Conditions:
    return (Ballot.closed_at.is_not(None),)


def _used(scope: Scope) -> Conditions:
    return (PublicationOverride.state == OverrideState.USED, *scope.up_to)


def _opened(_scope: Scope) -> Conditions:
    return (Ballot.seated_at.is_not(None),)


SHOWN: Mapping[str, Callable[[Scope], Conditions]] = {
    "answer": _answers,
    "approval": lambda scope: (_out, *scope.up_to),
    "attendance": _attendances,
    "ballot": _opened,
    "comment": _versions,
    "draft": _of_drafts,
    "guideline": _all,
    "journal": _journal,
    "lineage": lambda scope: (_out, *scope.up_to),
    "objection": _closed,
    "omission": lambda scope: (_out, *scope.up_to),
    "override": _used,
    "milestone": _all,
    "paper": _closed,
    "part": _all,
    "pillar": _all,
    "placement": lambda scope: (_out, *scope.up_to),
    "provenance": lambda scope: (_out, *scope.up_to),
    "publication": _of_drafts,
    "revision": lambda _scope: (Revision.state.in_(PUBLIC),),
    "rules": _all,
    "run": _all,
    "seat": _opened,
    "tally": _closed,
    "target": _all,
    "vote": _closed,
    "wording": _of_drafts,
}


def shown(kind: str, scope: Scope) -> Conditions:
    """Conditions on the rows of this kind; of a kind that is not named, none is shown."""
    return SHOWN[kind](scope) if kind in SHOWN else (false(),)
