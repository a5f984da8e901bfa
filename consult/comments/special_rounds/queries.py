"""What waits in a late register; what was practised."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from consult.comments.actions import PRACTISED
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core.database import db


def late_in(round_: Round) -> Select[Comment]:
    """What came late and stands, whatever was decided: what waits first, then in the order in which it came."""
    late = (Comment.round_id == round_.id, Comment.late, Comment.state != CommentState.WITHDRAWN)
    return select(Comment).where(*late).order_by(Comment.admitted_because != "", Comment.sent_at, Comment.id)


def practised_in(round_: Round) -> Select[Comment]:
    """What somebody sent in a practice round, the newest first; what they did not send is theirs alone."""
    sent = (Comment.round_id == round_.id, Comment.provenance == PRACTISED, Comment.state == CommentState.DRAFT)
    return select(Comment).options(joinedload(Comment.clause)).where(*sent).order_by(Comment.id.desc())


def all_practised(round_: Round) -> Sequence[int]:
    return db.session.scalars(select(Comment.id).where(Comment.round_id == round_.id)).all()
