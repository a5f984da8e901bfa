"""How many comments someone reads, from the tallies of the rounds that they read and their own in others."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from consult.comments.models import Comment, CommentState
from consult.comments.queries import rounds_of_guideline_read_by
from consult.comments.tallies.queries import number_in
from consult.consultations.models import Round
from consult.consultations.queries import rounds_by_close
from consult.core.database import db
from consult.drafts.membership import Membership


def number_sent_to(membership: Membership, now: datetime) -> int:
    """Sent comments of the guideline that they may read, replies among them."""
    guideline = membership.guideline
    if membership.team:
        return number_in([round_.id for round_ in rounds_by_close(guideline)])
    rounds = rounds_of_guideline_read_by(membership, now)
    return number_in(rounds) + _own_elsewhere(membership, rounds)


def _own_elsewhere(membership: Membership, rounds: Sequence[int]) -> int:
    if membership.person is None:
        return 0
    theirs = (Comment.author_id == membership.person.id, Comment.state == CommentState.SENT)
    query = select(func.count(Comment.id)).join(Round, Round.id == Comment.round_id)
    elsewhere = (Round.guideline_id == membership.guideline.id, Comment.round_id.not_in(rounds))
    return db.session.scalar(query.where(*theirs, *elsewhere)) or 0
