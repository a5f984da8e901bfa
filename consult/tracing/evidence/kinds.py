"""The kinds of leaves: which rows, of which guideline, what of them; others are in `frame_kinds`, `group_kinds`.

Each select names the columns of its content, `id`, and `log_of`: the number of the guideline whose log it belongs to.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from consult.analysis.models import AnalysisRun, Point, Theme
from consult.analysis.statements import content_of_run, content_of_theme
from consult.comments.models import Comment, CommentVersion, Endorsement
from consult.comments.positions.models import Position
from consult.comments.statements import content_of_comment, content_of_endorsement, content_of_position
from consult.consultations.models import Attendance, Round, Session, Target, round_pillar, round_succession
from consult.consultations.statements import content_of_attendance, content_of_round, content_of_target
from consult.core.audit_log import AuditEntry
from consult.core.transparency.statements import content_of_entry
from consult.core.transparency.tracked_rows import TrackedRows, columns_with, tracked
from consult.drafts.approval.models import Approval
from consult.drafts.models import Clause, Draft, DraftState, Guideline, Lineage, Wording
from consult.drafts.statements import content_of_approval, content_of_lineage
from consult.publishing.models import Carry, OmittedRevision, Provenance, Publication, PublicationOverride
from consult.publishing.statements import (
    content_of_carry,
    content_of_draft,
    content_of_omission,
    content_of_override,
    content_of_provenance,
    content_of_publication,
    content_of_wording,
)
from consult.responses.models import Answer
from consult.responses.statements import content_of_answer
from consult.revisions.models import Revision, revision_point
from consult.revisions.statements import content_of_revision
from consult.tracing.evidence.frame_kinds import FRAME_KINDS
from consult.tracing.evidence.group_kinds import GROUP_KINDS, ids_of, numbers_in, of_guideline
from consult.voting.models import Ballot, BallotPaper, BallotSeat, ObjectionQuestion, Vote
from consult.voting.statements import (
    content_of_ballot,
    content_of_objection,
    content_of_paper,
    content_of_seat,
    content_of_tally,
    content_of_vote,
)

Rows = Select[Any]


def _answers() -> Rows:
    of_point = select(Round.guideline_id).join(Comment, Comment.round_id == Round.id)
    of_point = of_point.join(Point, Point.comment_id == Comment.id).where(Point.id == Answer.point_id)
    of_theme = select(Theme.guideline_id).where(Theme.id == Answer.theme_id)
    found = func.coalesce(of_point.scalar_subquery(), of_theme.scalar_subquery())
    return columns_with(Answer, found.label("log_of"))


def _revisions() -> Rows:
    points = numbers_in(revision_point.c.point_id, revision_point.c.revision_id == Revision.id)
    return columns_with(Revision, points.label("point_ids"), Revision.guideline_id.label("log_of"))


def _revision(row: Any) -> dict[str, Any]:
    return content_of_revision(row, ids_of(row.point_ids))


def _rounds() -> Rows:
    pillars = numbers_in(round_pillar.c.pillar_id, round_pillar.c.round_id == Round.id)
    went_on = select(round_succession.c.successor_id).where(round_succession.c.round_id == Round.id)
    told = (pillars.label("pillar_ids"), went_on.scalar_subquery().label("successor_id"))
    return columns_with(Round, *told, Round.guideline_id.label("log_of"))


def _lineage() -> Rows:
    return _of_draft(Lineage).where(Draft.state != DraftState.EDITING)


def _omissions() -> Rows:
    query = columns_with(OmittedRevision, Draft.guideline_id.label("log_of"))
    query = query.join(Publication, Publication.id == OmittedRevision.publication_id)
    return query.join(Draft, Draft.id == Publication.draft_id)


def _drafts() -> Rows:
    """Published ones: a draft in work is nobody's word yet."""
    query = columns_with(Draft, Guideline.language.label("main_language"), Draft.guideline_id.label("log_of"))
    return query.join(Guideline, Guideline.id == Draft.guideline_id).where(Draft.state != DraftState.EDITING)


def _wordings() -> Rows:
    query = columns_with(Wording, Clause.uid.label("uid"), Draft.guideline_id.label("log_of"))
    query = query.join(Clause, Clause.id == Wording.clause_id).join(Draft, Draft.id == Wording.draft_id)
    return query.where(Draft.state != DraftState.EDITING)


def _of_draft(model: Any) -> Rows:
    return columns_with(model, Draft.guideline_id.label("log_of")).join(Draft, Draft.id == model.draft_id)


def _ballots() -> Rows:
    query = columns_with(Ballot, Revision.guideline_id.label("log_of"))
    return query.join(Revision, Revision.id == Ballot.revision_id)


def _tallies() -> Rows:
    return _ballots().where(Ballot.tally.is_not(None)).add_columns(Revision.proposed_text.label("words"))


def _of_ballot(model: Any) -> Rows:
    query = columns_with(model, Revision.guideline_id.label("log_of")).join(Ballot, Ballot.id == model.ballot_id)
    return query.join(Revision, Revision.id == Ballot.revision_id)


def _seats() -> Rows:
    return _of_ballot(BallotSeat).add_columns(Ballot.secret.label("secret"), Ballot.closed_at.label("closed_at"))


def _papers() -> Rows:
    """Not before the ballot closes."""
    return _of_ballot(BallotPaper).where(Ballot.closed_at.is_not(None))


def _objections() -> Rows:
    query = columns_with(ObjectionQuestion, Revision.guideline_id.label("log_of"))
    query = query.join(Vote, Vote.id == ObjectionQuestion.vote_id).join(Ballot, Ballot.id == Vote.ballot_id)
    return query.join(Revision, Revision.id == Ballot.revision_id)


def _endorsements() -> Rows:
    query = columns_with(Endorsement, Round.guideline_id.label("log_of"))
    return query.join(Comment, Comment.id == Endorsement.comment_id).join(Round, Round.id == Comment.round_id)


def _attendances() -> Rows:
    query = columns_with(Attendance, Round.guideline_id.label("log_of"))
    return query.join(Session, Session.id == Attendance.session_id).join(Round, Round.id == Session.round_id)


def _runs() -> Rows:
    return of_guideline(AnalysisRun)().where(AnalysisRun.finished_at.is_not(None))


def _answered(row: Any) -> datetime:
    return row.superseded_at or row.at  # type: ignore[no-any-return]


def _voted(row: Any) -> datetime:
    return row.superseded_at or row.cast_at  # type: ignore[no-any-return]


KINDS = (
    *FRAME_KINDS,
    *GROUP_KINDS,
    TrackedRows("round", Round, _rounds, lambda row: content_of_round(row, ids_of(row.pillar_ids))),
    TrackedRows("target", Target, of_guideline(Target), content_of_target),
    TrackedRows("attendance", Attendance, _attendances, content_of_attendance),
    TrackedRows("endorsement", Endorsement, _endorsements, content_of_endorsement),
    TrackedRows("run", AnalysisRun, _runs, content_of_run),
    TrackedRows("theme", Theme, of_guideline(Theme), content_of_theme),
    TrackedRows("answer", Answer, _answers, content_of_answer, moment=_answered, at_most=2),
    TrackedRows("revision", Revision, _revisions, _revision),
    TrackedRows("ballot", Ballot, _ballots, content_of_ballot),
    TrackedRows(
        "seat",
        BallotSeat,
        _seats,
        lambda row: content_of_seat(row, row),
        also_with=(Ballot, BallotSeat.__table__.c.ballot_id),
        said_otherwise=lambda row: row.secret and row.closed_at is None,
    ),
    TrackedRows("vote", Vote, lambda: _of_ballot(Vote), content_of_vote, moment=_voted, at_most=2),
    TrackedRows("objection", ObjectionQuestion, _objections, content_of_objection),
    TrackedRows(
        "paper",
        BallotPaper,
        _papers,
        content_of_paper,
        after=Ballot,
        after_id=BallotPaper.__table__.c.ballot_id,
        at_most=1,
    ),
    TrackedRows("tally", Ballot, _tallies, lambda row: content_of_tally(row, row.words), at_most=1),
    TrackedRows("draft", Draft, _drafts, lambda row: content_of_draft(row, row.main_language)),
    TrackedRows(
        "wording",
        Wording,
        _wordings,
        lambda row: content_of_wording(row, row.uid),
        after=Draft,
        after_id=Wording.__table__.c.draft_id,
        at_most=1,
    ),
    TrackedRows("override", PublicationOverride, lambda: _of_draft(PublicationOverride), content_of_override),
    TrackedRows("publication", Publication, lambda: _of_draft(Publication), content_of_publication, at_most=1),
    TrackedRows("provenance", Provenance, lambda: _of_draft(Provenance), content_of_provenance, at_most=1),
    TrackedRows("omission", OmittedRevision, _omissions, content_of_omission),
    TrackedRows("approval", Approval, lambda: _of_draft(Approval), content_of_approval),
    TrackedRows(
        "lineage",
        Lineage,
        _lineage,
        content_of_lineage,
        after=Draft,
        after_id=Lineage.__table__.c.draft_id,
        at_most=1,
    ),
    TrackedRows("carry", Carry, lambda: _of_draft(Carry), content_of_carry),
)


tracked.extend(KINDS)


def _comments() -> Rows:
    """Each version of what was said: what its receipt is of."""
    query = columns_with(CommentVersion, Round.guideline_id.label("log_of"))
    return query.join(Comment, Comment.id == CommentVersion.comment_id).join(Round, Round.id == Comment.round_id)


def _entries() -> Rows:
    return columns_with(AuditEntry, AuditEntry.guideline_id.label("log_of"))


def _positions() -> Rows:
    """Those that were sent: the receipt of each names the receipts of its comments."""
    query = columns_with(Position, Round.guideline_id.label("log_of"))
    return query.join(Round, Round.id == Position.round_id).where(Position.statement.is_not(None))


# What a verification and a pack read: these, and what commits to itself by name.
READ_KINDS = (
    TrackedRows("comment", CommentVersion, _comments, content_of_comment, at_most=1),
    TrackedRows("position", Position, _positions, content_of_position, at_most=1),
    TrackedRows("journal", AuditEntry, _entries, content_of_entry, moment=lambda row: row.at, at_most=1),
    *KINDS,
)
