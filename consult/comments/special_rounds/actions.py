"""Late comments are admitted; a practice round is wiped by its host: nothing of it was ever said."""

from flask_babel import gettext as _
from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.comments.actions import move
from consult.comments.capture.models import CapturedPoint
from consult.comments.consents.models import CommentConsent
from consult.comments.models import Comment, CommentState
from consult.comments.questions.models import AnswerSheet, TickedOption
from consult.comments.rules import may_admit
from consult.comments.sittings.models import SittingComment
from consult.comments.special_rounds.queries import all_practised
from consult.consultations.models import Round, Visibility
from consult.consultations.policy.queries import policy_of
from consult.consultations.queries import participation_of
from consult.consultations.rules import may_change_round
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held, hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of

NEVER_SAID = (CommentState.DRAFT, CommentState.UNCONFIRMED)


def admit_late(comment: Comment, because: str, *, by: Person) -> Comment:
    """Out of the late register: counted from here on, marked as late for good, with the reason in the journal."""
    comment, round_ = held(comment), comment.round
    may_admit(comment, membership_of(by, round_.guideline)).enforce()
    comment.admitted_because = because
    if round_.visibility != Visibility.AFTER_MODERATION:
        move(comment, CommentState.SENT)
    facts = {"reference": comment.reference, "because": because}
    record(Verb.COMMENT_ADMITTED, comment, by=by, guideline_id=round_.guideline_id, **facts)
    if (author := comment.author) is not None:
        told = {"comment": comment, "policy": policy_of(round_)}
        mail.post(author.email, "comments/admitted", language=author.language, **told)
    return comment


def wipe_practice(round_: Round, *, by: Person) -> int:
    """All that was written and ticked in it, sent or not. How many comments."""
    may_change_round(membership_of(by, round_.guideline), participation_of(by, round_)).enforce()
    if not round_.practice:
        raise Refused(_("Only a practice round is wiped: what was said in any other stays."))
    hold(round_)
    numbers = all_practised(round_)
    for table in (CapturedPoint, CommentConsent, SittingComment):
        db.session.execute(delete(table).where(table.comment_id.in_(numbers)))
    db.session.execute(delete(Comment).where(Comment.id.in_(numbers), Comment.state.in_(NEVER_SAID)))
    sheets = select(AnswerSheet.id).where(AnswerSheet.round_id == round_.id)
    db.session.execute(delete(TickedOption).where(TickedOption.sheet_id.in_(sheets)))
    db.session.execute(delete(AnswerSheet).where(AnswerSheet.round_id == round_.id))
    record(Verb.ROUND_PRACTICE_WIPED, round_, by=by, guideline_id=round_.guideline_id, comments=len(numbers))
    return len(numbers)
