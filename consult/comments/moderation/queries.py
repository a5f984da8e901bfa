"""Decisions, claims and appeals of moderation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.moderation.models import ModerationAppeal, ModerationClaim, ModerationDecision
from consult.comments.queries import moderated_by
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership


def last_hiding(comment: Comment) -> ModerationDecision | None:
    """The decision by which it was hidden last."""
    these = (ModerationDecision.comment_id == comment.id, ModerationDecision.hidden)
    query = select(ModerationDecision).where(*these).order_by(ModerationDecision.id.desc()).limit(1)
    return db.session.scalars(query).first()


def appeal_against(decision: ModerationDecision) -> ModerationAppeal | None:
    same = ModerationAppeal.decision_id == decision.id
    return db.session.scalars(select(ModerationAppeal).where(same)).one_or_none()


def open_appeal_about(comment: Comment) -> ModerationAppeal | None:
    """Against what hides it now. Changed or withdrawn by its author since, it is no longer what they appealed about."""
    decision = last_hiding(comment) if comment.state == CommentState.HIDDEN else None
    asked = appeal_against(decision) if decision is not None else None
    return asked if asked is not None and asked.decided_at is None else None


def open_appeals(membership: Membership) -> Sequence[ModerationAppeal]:
    """In the rounds that they moderate, the longest waiting first."""
    query = (
        select(ModerationAppeal)
        .join(ModerationAppeal.decision)
        .join(ModerationDecision.comment)
        .join(Comment.round)
        .options(contains_eager(ModerationAppeal.decision).contains_eager(ModerationDecision.comment))
    )
    later = aliased(ModerationDecision)
    hidden_again = exists().where(
        later.comment_id == ModerationDecision.comment_id, later.hidden, later.id > ModerationDecision.id
    )
    these = (Round.guideline_id == membership.guideline.id, moderated_by(membership))
    still = (ModerationAppeal.decided_at.is_(None), Comment.state == CommentState.HIDDEN, ~hidden_again)
    waiting = query.where(*these, *still).order_by(ModerationAppeal.id)
    return db.session.scalars(waiting).unique().all()


def claim_of_another(comment: Comment, person: Person | None, now: datetime) -> ModerationClaim | None:
    """Of a moderator other than this one, who looks at it now."""
    claim = claims_on([comment], now).get(comment.id)
    return claim if claim is not None and (person is None or claim.by_id != person.id) else None


def claims_on(comments: Iterable[Comment], now: datetime) -> Mapping[int, ModerationClaim]:
    """By comment, those that have not run out."""
    these = (ModerationClaim.comment_id.in_([comment.id for comment in comments]), ModerationClaim.until > now)
    query = select(ModerationClaim).where(*these).options(joinedload(ModerationClaim.by))
    return {claim.comment_id: claim for claim in db.session.scalars(query)}
