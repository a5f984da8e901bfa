"""Comments of people without an account: kept unconfirmed until the address is shown to be theirs."""

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select

from consult.accounts import actions as accounts
from consult.accounts import signed_links
from consult.accounts.models import StakeholderType
from consult.comments.actions import acknowledge, count_as_confirmed, hold_author, move, post_receipt, save_comment
from consult.comments.content import CommentContent
from consult.comments.editor.targets import CommentTarget
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.consultations.rules import may_comment
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
    guest: Guest, round_: Round, target: CommentTarget, content: CommentContent, *, token: str, by_token: bool = False
) -> Comment:
    """Kept, and a link mailed. The same form sent twice is one comment and one mail; with other words it is another,
    but where the token alone says which comment it is (`by_token`)."""
    said = token if by_token else f"{token} {guest.email.lower()} {content.version}"
    token = hashlib.sha256(said.encode()).hexdigest()[:32] if token else ""
    membership = Membership(None, round_.guideline, frozenset())
    may_comment(membership, None, round_, clock.now(), None).enforce()
    known = _sent_with(round_, token)
    if known is not None:
        return known
    person = accounts.guest(guest.name, guest.email, language=guest.language)
    comment = save_comment(round_, person, content, about=target.about, token=token, there=target.wording)
    comment.author_name, comment.organisation = guest.name, guest.organisation
    comment.country, comment.stakeholder_type = guest.country, guest.stakeholder_type
    move(comment, CommentState.UNCONFIRMED)
    link = signed_links.sign("comment", [comment.id, person.id])
    mail.post(person.email, "comments/confirm", language=guest.language, comment=comment, token=link)
    return comment


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


def confirm_comment(comment: Comment) -> Comment:
    """Said from here on. Pressing the button twice is pressing it once."""
    if comment.author is not None:
        hold_author(comment.author)
    comment = held(comment)
    if comment.state != CommentState.UNCONFIRMED:
        return comment
    still_in_use(comment.round.guideline).enforce()
    if comment.saved_at >= (comment.round.cancelled_at or comment.round.closes_at):
        raise Refused(_("The round had closed when this was written."))
    if comment.author is not None and comment.author.suspended_at is not None:
        raise Refused(_("This account is suspended. Ask the administrators of this site why, and until when."))
    _confirm_address(comment)
    if comment.author is not None:
        count_as_confirmed(comment, comment.author)
    acknowledge(comment)
    post_receipt([comment])
    return comment


def _confirm_address(comment: Comment) -> None:
    """Only where nobody has set a password: else a stranger's sign-up with this address would be confirmed too."""
    person = comment.author
    if person is not None and person.password_hash is None:
        accounts.confirm(person)
        accounts.keep_what_a_guest_said(
            person,
            country=comment.country,
            stakeholder_type=comment.stakeholder_type,
            organisation=comment.organisation,
        )


def forget_unconfirmed(before: datetime) -> None:
    """Guests' comments whose link ran out were never said: they are thrown away."""
    old = (Comment.state == CommentState.UNCONFIRMED, Comment.saved_at < before)
    db.session.execute(delete(Comment).where(*old))
