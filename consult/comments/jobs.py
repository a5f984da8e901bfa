"""What is looked for once a minute; what of old comments is brought into the log."""

from datetime import timedelta

from sqlalchemy import select

from consult.comments.actions import place_of
from consult.comments.editor.guests import SECONDS_TO_CONFIRM, forget_unconfirmed
from consult.comments.models import Comment, CommentVersion
from consult.comments.questions.actions import forget_unconfirmed_answers
from consult.comments.statements import as_said, author_as_shown, content_of_comment
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.transparency.backfill import LoggedRows, logged
from consult.core.transparency.commitments import new_salt


@queue.sweep
def forget_comments_nobody_confirmed() -> None:
    before = clock.now() - timedelta(seconds=SECONDS_TO_CONFIRM + 3600)
    forget_unconfirmed(before)
    forget_unconfirmed_answers(before)
    db.session.commit()


def complete_found(version: CommentVersion) -> None:
    """The standing version of a comment from before there was a log is committed to with all that its row says."""
    comment = version.comment
    erased = not (version.text or version.proposed_text)
    if version.as_said is not None or version.number != len(comment.versions) or erased:
        return
    author, salt = author_as_shown(comment), new_salt()
    try:
        place = place_of(comment)
    except Refused:  # its round is about another draft since, in which its clause does not stand
        return
    version.as_said = as_said(comment, place, author, salt)
    version.author_shown, version.author_salt = author, salt.hex()


logged.append(
    LoggedRows(
        "comment",
        CommentVersion,
        lambda: select(CommentVersion, Round.guideline_id).join(CommentVersion.comment).join(Comment.round),
        content_of_comment,
        complete_found,
    )
)
