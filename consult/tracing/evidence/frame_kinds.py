"""The kinds of leaves of what a guideline is framed by: its name, pillars, timeline, sessions, changes of roles."""

from typing import Any

from sqlalchemy import select

from consult.comments.models import Comment
from consult.consultations.models import Round, Session
from consult.consultations.statements import content_of_session
from consult.core.transparency.tracked_rows import TrackedRows, columns_with
from consult.drafts.models import Appointment, Draft, DraftState, Guideline, Milestone, Part, Pillar, Wording
from consult.drafts.people.models import RoleChange
from consult.drafts.statements import (
    content_of_guideline,
    content_of_milestone,
    content_of_part,
    content_of_pillar,
    content_of_placement,
    content_of_role_change,
)
from consult.responses.models import Satisfaction
from consult.responses.statements import content_of_satisfaction
from consult.revisions.models import Revision
from consult.tracing.evidence.group_kinds import of_guideline
from consult.voting.models import Ballot, BallotEvent
from consult.voting.statements import content_of_event


def _guidelines() -> Any:
    return select(*Guideline.__table__.c, Guideline.id.label("log_of"))


def _placements() -> Any:
    """Of published wordings."""
    query = columns_with(Wording, Draft.guideline_id.label("log_of")).join(Draft, Draft.id == Wording.draft_id)
    return query.where(Draft.state != DraftState.EDITING)


def _sessions() -> Any:
    return columns_with(Session, Round.guideline_id.label("log_of")).join(Round, Round.id == Session.round_id)


def _role_changes() -> Any:
    query = columns_with(RoleChange, Appointment.guideline_id.label("log_of"))
    return query.join(Appointment, Appointment.id == RoleChange.appointment_id)


def _events() -> Any:
    query = columns_with(BallotEvent, Revision.guideline_id.label("log_of"))
    return query.join(Ballot, Ballot.id == BallotEvent.ballot_id).join(Revision, Revision.id == Ballot.revision_id)


def _satisfactions() -> Any:
    query = columns_with(Satisfaction, Round.guideline_id.label("log_of"))
    return query.join(Comment, Comment.id == Satisfaction.comment_id).join(Round, Round.id == Comment.round_id)


FRAME_KINDS = (
    TrackedRows("guideline", Guideline, _guidelines, content_of_guideline),
    TrackedRows("pillar", Pillar, of_guideline(Pillar), content_of_pillar),
    TrackedRows("part", Part, of_guideline(Part), content_of_part),
    TrackedRows("milestone", Milestone, of_guideline(Milestone), content_of_milestone),
    TrackedRows("session", Session, _sessions, content_of_session),
    TrackedRows("role_change", RoleChange, _role_changes, content_of_role_change),
    TrackedRows("ballot_event", BallotEvent, _events, content_of_event),
    TrackedRows("satisfaction", Satisfaction, _satisfactions, content_of_satisfaction),
    TrackedRows(
        "placement",
        Wording,
        _placements,
        content_of_placement,
        after=Draft,
        after_id=Wording.__table__.c.draft_id,
        at_most=1,
    ),
)
