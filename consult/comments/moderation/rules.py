"""Who may look at a comment, appeal and decide on an appeal. Pure."""

from datetime import datetime

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.moderation.models import ModerationAppeal, ModerationClaim, ModerationDecision
from consult.core.ruling import ALLOWED, Ruling, refuse_unless


def may_take(claim: ModerationClaim | None, by: Person, now: datetime) -> Ruling:
    """Whether nobody else looks at it now."""
    if claim is None or claim.by_id == by.id or claim.until <= now:
        return ALLOWED
    minutes = int((claim.until - now).total_seconds() // 60) + 1
    return Ruling(
        _(
            "%(name)s looks at this comment now. It is free again in %(minutes)s minutes.",
            name=claim.by.name,
            minutes=minutes,
        )
    )


def may_change_what_is_read(asked: ModerationAppeal | None) -> Ruling:
    """While its author appeals, only who decides on the appeal shows the comment again or leaves it hidden."""
    return refuse_unless(
        asked is None, _("Its author has appealed. It changes only when another moderator decides on the appeal.")
    )


def may_appeal(
    comment: Comment, by: Person, decision: ModerationDecision | None, known: ModerationAppeal | None
) -> Ruling:
    if comment.author_id != by.id:
        return Ruling(_("Only its author appeals."))
    if comment.state != CommentState.HIDDEN or decision is None:
        return Ruling(_("This comment is not hidden: there is nothing to appeal against."))
    return refuse_unless(known is None, _("You have appealed already. You are told what another moderator decides."))


def may_decide_appeal(asked: ModerationAppeal, by: Person) -> Ruling:
    if asked.decided_at is not None:
        return Ruling(_("This appeal was decided."))
    if asked.decision.comment.state != CommentState.HIDDEN:
        return Ruling(_("This comment is not hidden: there is nothing to appeal against."))
    if asked.decision.comment.author_id == by.id:
        return Ruling(_("This comment is yours."))
    return refuse_unless(
        asked.decision.by_id != by.id, _("You hid this comment yourself: another moderator decides on the appeal.")
    )


def may_release(comment: Comment) -> Ruling:
    return refuse_unless(
        not comment.waits_as_late, _("It came late. The drafting team admits it, in the round’s late register.")
    )
