"""Decisions, claims and appeals of moderation."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
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


def lately(membership: Membership, most: int = 20) -> Sequence[Comment]:
    """The newest comments that others read in the rounds that they moderate: to look through where nothing waits."""
    newest = (Comment.sent_at.desc(), Comment.id.desc())
    theirs = select(Round.id).where(Round.guideline_id == membership.guideline.id, moderated_by(membership))
    # Found by walking the index of times until there are enough: a key plus nothing keeps the key's own index out.
    walked = select(Comment.id).where(Comment.state == CommentState.SENT, (Comment.round_id + 0).in_(theirs))
    last = walked.order_by(*newest).limit(most)
    listed = to_moderate(membership, [CommentState.SENT]).where(Comment.id.in_(last)).order_by(None)
    return db.session.scalars(listed.order_by(*newest)).unique().all()


def not_late() -> ColumnElement[bool]:
    """What waits in a late register waits for the drafting team, not for a moderator."""
    return or_(~Comment.late, Comment.admitted_because != "")


def to_moderate(membership: Membership, states: Sequence[CommentState]) -> Select[Comment]:
    """Comments in these states in the rounds that they moderate, the longest waiting first."""
    query = select(Comment).join(Comment.round).options(contains_eager(Comment.round), joinedload(Comment.in_reply_to))
    query = query.options(joinedload(Comment.clause), joinedload(Comment.pillar)).where(
        Round.guideline_id == membership.guideline.id, moderated_by(membership), Comment.state.in_(states), not_late()
    )
    return query.order_by(Comment.sent_at, Comment.id)
