"""The kinds of leaves beside comments, journal entries and appointments: which rows, of which guideline, what of them.

Each select names the columns of its content, `id`, and `log_of`: the number of the guideline whose log it belongs to.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, select

from consult.analysis.models import AnalysisRun, Point, Theme
from consult.analysis.statements import content_of_run
from consult.comments.models import Comment, CommentVersion, Endorsement
from consult.comments.statements import content_of_comment, content_of_endorsement
from consult.consultations.models import Attendance, Round, Session, Target
from consult.consultations.statements import content_of_attendance, content_of_target
from consult.core.audit_log import AuditEntry
from consult.core.transparency.statements import content_of_entry
from consult.core.transparency.tracked_rows import TrackedRows, tracked
from consult.drafts.models import Clause, Draft, DraftState, Guideline, Wording
from consult.publishing.models import Provenance, Publication, PublicationOverride
from consult.publishing.statements import (
    content_of_draft,
    content_of_override,
    content_of_provenance,
    content_of_publication,
    content_of_wording,
)
from consult.responses.models import Answer
from consult.responses.statements import content_of_answer
from consult.revisions.models import Revision, revision_point
from consult.revisions.statements import content_of_revision
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


def _columns(model: Any, *more: Any) -> Rows:
    return select(*model.__table__.c, *more)


def _answers() -> Rows:
    of_point = select(Round.guideline_id).join(Comment, Comment.round_id == Round.id)
    of_point = of_point.join(Point, Point.comment_id == Comment.id).where(Point.id == Answer.point_id)
    of_theme = select(Theme.guideline_id).where(Theme.id == Answer.theme_id)
    found = func.coalesce(of_point.scalar_subquery(), of_theme.scalar_subquery())
    return _columns(Answer, found.label("log_of"))


def _revisions() -> Rows:
    named = select(func.aggregate_strings(cast(revision_point.c.point_id, String), ","))
    points = named.where(revision_point.c.revision_id == Revision.id).scalar_subquery()
    return _columns(Revision, points.label("point_ids"), Revision.guideline_id.label("log_of"))


def _revision(row: Any) -> dict[str, Any]:
    return content_of_revision(row, map(int, row.point_ids.split(",") if row.point_ids else ()))


def _drafts() -> Rows:
    """Published ones: a draft in work is nobody's word yet."""
    query = _columns(Draft, Guideline.language.label("main_language"), Draft.guideline_id.label("log_of"))
    return query.join(Guideline, Guideline.id == Draft.guideline_id).where(Draft.state != DraftState.EDITING)


def _wordings() -> Rows:
    query = _columns(Wording, Clause.uid.label("uid"), Draft.guideline_id.label("log_of"))
    query = query.join(Clause, Clause.id == Wording.clause_id).join(Draft, Draft.id == Wording.draft_id)
    return query.where(Draft.state != DraftState.EDITING)


def _of_draft(model: Any) -> Rows:
    return _columns(model, Draft.guideline_id.label("log_of")).join(Draft, Draft.id == model.draft_id)


def _ballots() -> Rows:
    query = _columns(Ballot, Revision.guideline_id.label("log_of"))
    return query.join(Revision, Revision.id == Ballot.revision_id)


def _tallies() -> Rows:
    return _ballots().where(Ballot.tally.is_not(None)).add_columns(Revision.proposed_text.label("words"))


def _of_ballot(model: Any) -> Rows:
    query = _columns(model, Revision.guideline_id.label("log_of")).join(Ballot, Ballot.id == model.ballot_id)
    return query.join(Revision, Revision.id == Ballot.revision_id)


def _seats() -> Rows:
    return _of_ballot(BallotSeat).add_columns(Ballot.secret.label("secret"), Ballot.closed_at.label("closed_at"))


def _papers() -> Rows:
    """Not before the ballot closes."""
    return _of_ballot(BallotPaper).where(Ballot.closed_at.is_not(None))


def _objections() -> Rows:
    query = _columns(ObjectionQuestion, Revision.guideline_id.label("log_of"))
    query = query.join(Vote, Vote.id == ObjectionQuestion.vote_id).join(Ballot, Ballot.id == Vote.ballot_id)
    return query.join(Revision, Revision.id == Ballot.revision_id)


def _endorsements() -> Rows:
    query = _columns(Endorsement, Round.guideline_id.label("log_of"))
    return query.join(Comment, Comment.id == Endorsement.comment_id).join(Round, Round.id == Comment.round_id)


def _attendances() -> Rows:
    query = _columns(Attendance, Round.guideline_id.label("log_of"))
    return query.join(Session, Session.id == Attendance.session_id).join(Round, Round.id == Session.round_id)


def _runs() -> Rows:
    return _columns(AnalysisRun, AnalysisRun.guideline_id.label("log_of")).where(AnalysisRun.finished_at.is_not(None))


def _answered(row: Any) -> datetime:
    return row.superseded_at or row.at  # type: ignore[no-any-return]


def _voted(row: Any) -> datetime:
    return row.superseded_at or row.cast_at  # type: ignore[no-any-return]


KINDS = (
    TrackedRows("target", Target, lambda: _columns(Target, Target.guideline_id.label("log_of")), content_of_target),
    TrackedRows("attendance", Attendance, _attendances, content_of_attendance),
    TrackedRows("endorsement", Endorsement, _endorsements, content_of_endorsement),
    TrackedRows("run", AnalysisRun, _runs, content_of_run),
    TrackedRows("answer", Answer, _answers, content_of_answer, moment=_answered, at_most=2),
    TrackedRows("revision", Revision, _revisions, _revision),
    TrackedRows("ballot", Ballot, _ballots, content_of_ballot),
    TrackedRows(
        "seat",
        BallotSeat,
        _seats,
        lambda row: content_of_seat(row, row),
        also_with=(Ballot, BallotSeat.__table__.c.ballot_id),
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
)


tracked.extend(KINDS)


def _comments() -> Rows:
    """Each version of what was said: what its receipt is of."""
    query = _columns(CommentVersion, Round.guideline_id.label("log_of"))
    return query.join(Comment, Comment.id == CommentVersion.comment_id).join(Round, Round.id == Comment.round_id)


def _entries() -> Rows:
    return _columns(AuditEntry, AuditEntry.guideline_id.label("log_of"))


# What a verification and a pack read: these, and what commits to itself by name.
READ_KINDS = (
    TrackedRows("comment", CommentVersion, _comments, content_of_comment, at_most=1),
    TrackedRows("journal", AuditEntry, _entries, content_of_entry, moment=lambda row: row.at, at_most=1),
    *KINDS,
)
