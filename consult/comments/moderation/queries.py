"""Decisions, claims and appeals of moderation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from consult.comments.models import Comment
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


def open_appeals(membership: Membership) -> Sequence[ModerationAppeal]:
    """In the rounds that they moderate, the longest waiting first."""
    query = (
        select(ModerationAppeal)
        .join(ModerationAppeal.decision)
        .join(ModerationDecision.comment)
        .join(Comment.round)
        .options(contains_eager(ModerationAppeal.decision).contains_eager(ModerationDecision.comment))
    )
    these = (Round.guideline_id == membership.guideline.id, moderated_by(membership))
    waiting = query.where(*these, ModerationAppeal.decided_at.is_(None)).order_by(ModerationAppeal.id)
    return db.session.scalars(waiting).unique().all()


def claims_on(comments: Iterable[Comment], now: datetime) -> Mapping[int, ModerationClaim]:
    """By comment, those that have not run out."""
    these = (ModerationClaim.comment_id.in_([comment.id for comment in comments]), ModerationClaim.until > now)
    query = select(ModerationClaim).where(*these).options(joinedload(ModerationClaim.by))
    return {claim.comment_id: claim for claim in db.session.scalars(query)}
