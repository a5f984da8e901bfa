"""Keeping a round civil: release what is held, hide with a reason that its author reads."""

from datetime import timedelta

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.actions import move
from consult.comments.models import Comment, CommentState
from consult.comments.moderation.labels import HIDING_REASONS
from consult.comments.moderation.models import HidingReason, ModerationClaim, ModerationDecision
from consult.comments.moderation.queries import open_appeal_about
from consult.comments.moderation.rules import may_change_what_is_read, may_release, may_take
from consult.comments.rules import may_moderate
from consult.consultations.queries import participation_of
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of

TIME_TO_LOOK = timedelta(minutes=15)


def claim_comment(comment: Comment, *, by: Person) -> None:
    """Nobody else decides on it for some minutes; pressed again, the time begins anew."""
    comment = held(comment)
    _enforce(comment, by)
    claim = _enforce_free(comment, by)
    if claim is None:
        claim = ModerationClaim(comment_id=comment.id, by_id=by.id, until=clock.now())
        db.session.add(claim)
    claim.by_id, claim.until = by.id, clock.now() + TIME_TO_LOOK


def _enforce_free(comment: Comment, by: Person) -> ModerationClaim | None:
    claim = db.session.get(ModerationClaim, comment.id)
    may_take(claim, by, clock.now()).enforce()
    return claim


def _decide(comment: Comment, by: Person, *, reason: HidingReason | None = None, words: str = "") -> None:
    """The decision is kept, and whoever looked at it has done so."""
    may_change_what_is_read(open_appeal_about(comment)).enforce()
    claim = _enforce_free(comment, by)
    if claim is not None:
        db.session.delete(claim)
    told = {"hidden": reason is not None, "reason": reason, "words": words, "at": clock.now()}
    db.session.add(ModerationDecision(comment_id=comment.id, by_id=by.id, **told))


def release_comment(comment: Comment, *, by: Person) -> Comment:
    """Readable from here on by those who may read the round's comments."""
    comment = held(comment)
    _enforce(comment, by)
    may_release(comment).enforce()
    if comment.state != CommentState.SENT:
        _decide(comment, by)
        move(comment, CommentState.SENT)
        record(
            Verb.COMMENT_RELEASED, comment, by=by, guideline_id=comment.round.guideline_id, reference=comment.reference
        )
    return comment


def hide_comment(comment: Comment, reason: str, *, by: Person, kind: HidingReason = HidingReason.OTHER) -> Comment:
    """Out of sight, not out of the record; the author is told why and may change it while the round is open."""
    comment = held(comment)
    _enforce(comment, by)
    _decide(comment, by, reason=kind, words=reason)
    move(comment, CommentState.HIDDEN)
    comment.hidden_because = reason
    record(
        Verb.COMMENT_HIDDEN,
        comment,
        by=by,
        guideline_id=comment.round.guideline_id,
        reference=comment.reference,
        reason=reason,
    )
    if comment.author is not None:
        token = signed_links.sign("appeal", [comment.id, comment.author_id])
        told = {"comment": comment, "kind": HIDING_REASONS[kind], "token": token}
        mail.post(comment.author.email, "comments/hidden", language=comment.author.language, **told)
    return comment


def _enforce(comment: Comment, by: Person) -> None:
    round_ = comment.round
    may_moderate(membership_of(by, round_.guideline), participation_of(by, round_), round_).enforce()
