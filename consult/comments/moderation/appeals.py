"""Appeals of authors: another moderator decides."""

from flask_babel import gettext as _

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.comments.actions import hold_author
from consult.comments.models import Comment
from consult.comments.moderation.actions import release_comment
from consult.comments.moderation.models import ModerationAppeal
from consult.comments.moderation.queries import appeal_against, last_hiding
from consult.comments.moderation.rules import may_appeal, may_decide_appeal
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.verbs import Verb

APPEAL, SIXTY_DAYS = "appeal", 60 * signed_links.A_DAY


def comment_to_appeal(token: str) -> Comment | None:
    """The hidden comment that a mailed link is about; raises LinkExpired."""
    signed = signed_links.read_link(APPEAL, token, seconds=SIXTY_DAYS)
    comment = db.session.get(Comment, signed[0]) if signed is not None else None
    return comment if comment is not None and signed is not None and comment.author_id == signed[1] else None


def send_appeal(comment: Comment, words: str, *, by: Person) -> ModerationAppeal:
    hold_author(by)
    comment = held(comment)
    decision = last_hiding(comment)
    known = appeal_against(decision) if decision is not None else None
    may_appeal(comment, by, decision, known).enforce()
    if decision is None:
        raise Refused(_("There is no decision to appeal against."))
    asked = ModerationAppeal(decision=decision, words=words, at=clock.now())
    db.session.add(asked)
    db.session.flush()
    _record(Verb.COMMENT_APPEALED, comment, by=by)
    return asked


def settle_appeal(asked: ModerationAppeal, *, granted: bool, answer: str, by: Person) -> None:
    """Granted, the comment can be read again; its author is told either way."""
    comment, asked = held(asked.decision.comment), held(asked)
    may_decide_appeal(asked, by).enforce()
    asked.granted, asked.answer, asked.decided_by_id, asked.decided_at = granted, answer, by.id, clock.now()
    if granted:
        release_comment(comment, by=by)
    _record(Verb.COMMENT_APPEAL_DECIDED, comment, by=by, granted="yes" if granted else "no")
    if comment.author is not None:
        values = {"comment": comment, "appeal": asked}
        mail.post(comment.author.email, "comments/appeal_decided", language=comment.author.language, **values)


def _record(verb: Verb, comment: Comment, *, by: Person, **facts: str) -> None:
    record(verb, comment, by=by, guideline_id=comment.round.guideline_id, reference=comment.reference, **facts)
