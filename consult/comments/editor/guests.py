"""Comments of people without an account: kept unconfirmed until the address is shown to be theirs.

What was written at one sitting waits for one press: the mail of the first comment confirms all of them.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.models import Person, StakeholderType
from consult.comments.actions import acknowledge, count_as_confirmed, hold_author, move, post_receipt, save_comment
from consult.comments.content import CommentContent
from consult.comments.editor.targets import CommentTarget
from consult.comments.mail_in.placements import written_at
from consult.comments.models import Comment, CommentState
from consult.comments.sittings.models import SittingComment
from consult.consultations.models import Round
from consult.consultations.rules import may_comment_late, takes_late
from consult.core import clock
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.drafts.membership import Membership
from consult.drafts.rules import still_in_use

# A guest confirms within three days; one that wrote in time is not late because they read their mail the next day.
NEWCOMER = "guest"  # under which limits count who comes from one address of a network
SECONDS_TO_CONFIRM = 3 * signed_links.A_DAY
LINK_HOLDS = timedelta(days=2)  # how long later comments of a sitting wait for the link that was mailed with its first


class Guest:
    """Who says to speak: nothing of it is believed before the address is confirmed."""

    def __init__(
        self,
        name: str,
        email: str,
        *,
        country: str | None = None,
        stakeholder_type: StakeholderType | None = None,
        organisation: str = "",
        language: str | None = None,
    ) -> None:
        self.name, self.email, self.language = name, email, language
        self.country, self.stakeholder_type, self.organisation = country or None, stakeholder_type, organisation


def guest_comment(
    guest: Guest,
    round_: Round,
    target: CommentTarget,
    content: CommentContent,
    *,
    token: str,
    by_token: bool = False,
    sitting: str = "",
    proved: bool = False,
) -> Comment:
    """Kept, and a link mailed, unless the sitting has one that waits; said at once where the mailbox is `proved`.

    The same form sent twice is one comment and one mail; with other words it is another, but where the token alone
    says which comment it is (`by_token`).
    """
    said = token if by_token else f"{token} {guest.email.lower()} {content.version}"
    token = hashlib.sha256(said.encode()).hexdigest()[:32] if token else ""
    membership = Membership(None, round_.guideline, frozenset())
    may_comment_late(membership, None, round_, clock.now(), None).enforce()
    known = _sent_with(round_, token)
    if known is not None:
        return known
    has_link = bool(waiting_at(sitting, guest.email))
    person = accounts.guest(guest.name, guest.email, language=guest.language)
    comment = save_comment(round_, person, content, about=target.about, token=token, there=target.wording)
    comment.author_name, comment.organisation = guest.name, guest.organisation
    comment.country, comment.stakeholder_type = guest.country, guest.stakeholder_type
    move(comment, CommentState.UNCONFIRMED)
    if sitting:
        db.session.add(SittingComment(comment_id=comment.id, sitting=sitting))
        db.session.flush()
    if proved:
        confirm_comments([comment])
    elif not has_link:
        mail_link(comment, language=guest.language)
    return comment


def link_to(comment: Comment) -> str:
    """The token of the address at which it is confirmed, and its receipt read afterwards."""
    return signed_links.sign("comment", [comment.id, comment.author_id])


def mail_link(comment: Comment, *, language: str | None) -> None:
    if comment.author is not None:
        values = {"comment": comment, "token": link_to(comment), "late": came_late(comment)}
        mail.post(comment.author.email, "comments/confirm", language=language, **values)


def waiting_at(sitting: str, email: str) -> Sequence[Comment]:
    """What was written at this sitting, with this address, and waits for its link; the newest last."""
    if not sitting:
        return []
    same = (SittingComment.sitting == sitting, Comment.state == CommentState.UNCONFIRMED)
    query = select(Comment).join(SittingComment, SittingComment.comment_id == Comment.id).join(Comment.author)
    recent = Comment.saved_at > clock.now() - LINK_HOLDS
    asked = query.where(*same, recent, Person.email == email.lower()).order_by(Comment.id)
    return db.session.scalars(asked).unique().all()


def sitting_of(comment: Comment) -> str:
    kept = db.session.get(SittingComment, comment.id)
    return kept.sitting if kept is not None else ""


def written_with_it(comment: Comment) -> Sequence[Comment]:
    """The comment with all that its author wrote at the same sitting: what one press confirms."""
    sitting = sitting_of(comment)
    if not sitting:
        return [comment]
    same = (SittingComment.sitting == sitting, Comment.author_id == comment.author_id)
    query = select(Comment).join(SittingComment, SittingComment.comment_id == Comment.id).where(*same)
    return db.session.scalars(query.order_by(Comment.id)).unique().all()


def _sent_with(round_: Round, token: str) -> Comment | None:
    same = (Comment.round_id == round_.id, Comment.source_id == f"form-{token}")
    return db.session.scalars(select(Comment).where(*same)).one_or_none() if token else None


def comment_of_link(token: str) -> Comment | None:
    """The comment that a mailed link is about; raises LinkExpired."""
    signed = signed_links.read_link("comment", token, seconds=SECONDS_TO_CONFIRM)
    if signed is None:
        return None
    comment = db.session.get(Comment, signed[0])
    return comment if comment is not None and comment.author_id == signed[1] else None


def confirm_comments(comments: Sequence[Comment]) -> None:
    """Said from here on, with one receipt for all. What came too late stays; raises Refused if nothing can be."""
    said: list[Comment] = []
    refusal: Refused | None = None
    for comment in comments:
        try:
            said += [comment] if _confirmed(comment) else []
        except Refused as refused:
            refusal = refused
    if refusal is not None and not said:
        raise refusal
    if said:
        post_receipt(said)


def came_late(comment: Comment) -> bool:
    """Who wrote in time is not late because they read their mail the next day."""
    return written_at(comment) >= (comment.round.cancelled_at or comment.round.closes_at)


def _confirmed(comment: Comment) -> bool:
    """Pressing the button twice is pressing it once."""
    if comment.author is not None:
        hold_author(comment.author)
    comment = held(comment)
    if comment.state != CommentState.UNCONFIRMED:
        return False
    still_in_use(comment.round.guideline).enforce()
    late = came_late(comment)
    if late and not takes_late(comment.round, clock.now()):
        raise Refused(_("The round had closed when this was written."))
    if comment.author is not None and comment.author.suspended_at is not None:
        raise Refused(_("This account is suspended. Ask the administrators of this site why, and until when."))
    _confirm_address(comment)
    if comment.author is not None:
        count_as_confirmed(comment, comment.author)
    acknowledge(comment, late=late)
    return True


def _confirm_address(comment: Comment) -> None:
    """Only where nobody has set a password: else a stranger's sign-up with this address would be confirmed too."""
    person = comment.author
    if person is not None and person.password_hash is None:
        accounts.confirm(person)
        accounts.keep_what_a_guest_said(
            person,
            name=comment.author_name,
            country=comment.country,
            stakeholder_type=comment.stakeholder_type,
            organisation=comment.organisation,
        )


def forget_unconfirmed(before: datetime) -> None:
    """Guests' comments whose link ran out were never said: they are thrown away."""
    past = select(Comment.id).where(Comment.saved_at < before)
    db.session.execute(delete(SittingComment).where(SittingComment.comment_id.in_(past)))
    old = (Comment.state == CommentState.UNCONFIRMED, Comment.saved_at < before)
    db.session.execute(delete(Comment).where(*old))
