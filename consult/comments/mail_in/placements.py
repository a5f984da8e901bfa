"""Which message a comment came by, and when that came."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.comments.mail_in.models import MailPlacement, ReceivedMail
from consult.comments.models import Comment
from consult.core.database import db


def written_at(comment: Comment) -> datetime:
    """When it was said: what came by mail when that came in, though it was placed later."""
    came = select(ReceivedMail.received_at).join(MailPlacement, MailPlacement.mail_id == ReceivedMail.id)
    return db.session.scalar(came.where(MailPlacement.comment_id == comment.id)) or comment.saved_at


def comments_placed_from(mail: ReceivedMail) -> Sequence[Comment]:
    query = select(Comment).join(MailPlacement, MailPlacement.comment_id == Comment.id)
    return db.session.scalars(query.where(MailPlacement.mail_id == mail.id).order_by(Comment.id)).all()
