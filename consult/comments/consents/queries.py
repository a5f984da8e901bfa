"""What authors chose."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.comments.consents.models import CommentConsent
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.database import db


def consents_of(comment: Comment) -> Sequence[CommentConsent]:
    """The newest first."""
    query = select(CommentConsent).where(CommentConsent.comment_id == comment.id)
    return db.session.scalars(query.order_by(CommentConsent.id.desc())).all()


def standing_consents(round_: Round) -> Sequence[CommentConsent]:
    """The newest of each comment that was sent in the round and not withdrawn."""
    newest = select(func.max(CommentConsent.id)).group_by(CommentConsent.comment_id)
    of_round = (Comment.round_id == round_.id, Comment.sent_at.is_not(None), Comment.state != CommentState.WITHDRAWN)
    query = select(CommentConsent).join(CommentConsent.comment).where(CommentConsent.id.in_(newest), *of_round)
    eager = (joinedload(CommentConsent.comment).joinedload(Comment.author), joinedload(CommentConsent.notice))
    return db.session.scalars(query.options(*eager).order_by(CommentConsent.comment_id)).all()
