"""What someone follows, and what they are to be told."""

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.core.database import db
from consult.tracing.following.actions import add_follow, note_news, set_pace
from consult.tracing.following.models import FollowedKind
from consult.tracing.following.news import News
from consult.tracing.following.paces import NoticeKind, Pace


def followed(person: Person, comment: Comment) -> None:
    """Their comment's round is followed, replies are wanted at once, and one waits to be told."""
    guideline = comment.round.guideline
    add_follow(person, guideline, FollowedKind.ROUND, comment.round_id)
    set_pace(person, NoticeKind.REPLY, Pace.AT_ONCE)
    reply = News(NoticeKind.REPLY, "comment.sent", "comment", comment.id, f"said:{comment.id}", frozenset({person.id}))
    note_news(guideline.id, [reply])
    db.session.commit()
