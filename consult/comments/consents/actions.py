"""Keeping what an author chose, and changing it at any time, also after the round has closed."""

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Insert, bindparam, insert, select

from consult.accounts.models import Person
from consult.comments.actions import show_name
from consult.comments.consents.models import CommentConsent
from consult.comments.consents.queries import consents_of
from consult.comments.models import Comment
from consult.consultations.notices.models import PrivacyNotice
from consult.consultations.notices.queries import notice_of
from consult.core import clock
from consult.core.database import db


def keep_choices(comment: Comment, *, contact: bool) -> CommentConsent:
    """With the notice that is in force; the same choices under the same notice are kept once."""
    notice, before = notice_of(comment.round), next(iter(consents_of(comment)), None)
    said = (comment.named, contact, notice.id if notice is not None else None)
    if before is not None and (before.publish_name, before.contact, before.notice_id) == said:
        return before
    kept = CommentConsent(comment=comment, notice=notice, publish_name=comment.named, contact=contact, at=clock.now())
    db.session.add(kept)
    db.session.flush()
    return kept


def keep_first_choices(comment: Comment, *, contact: bool) -> None:
    """Of a comment that was just sent. One statement: what `notice_of` finds is found by the database itself."""
    told = {"comment_id": comment.id, "publish_name": comment.named, "contact": contact, "at": clock.now()}
    guideline = comment.round.guideline_id
    asked = {**told, "notice_round": comment.round_id, "notice_guideline": guideline}
    db.session.connection().execute(_first_choices(), asked)


@cache
def _first_choices() -> Insert:
    """Made once: it comes with every comment."""
    own, inherited = PrivacyNotice.round_id == bindparam("notice_round"), PrivacyNotice.round_id.is_(None)
    of_guideline = PrivacyNotice.guideline_id == bindparam("notice_guideline")
    newest = (PrivacyNotice.round_id.is_(None), PrivacyNotice.number.desc())
    notice = select(PrivacyNotice.id).where(of_guideline, own | inherited).order_by(*newest).limit(1).scalar_subquery()
    said: dict[str, BindParameter[Any]] = {
        name: bindparam(name) for name in ("comment_id", "publish_name", "contact", "at")
    }
    return insert(CommentConsent.__table__).values(**said, notice_id=notice)  # type: ignore[arg-type]


def change_choices(comment: Comment, *, publish_name: bool, contact: bool, by: Person) -> None:
    show_name(comment, publish_name, by=by)
    keep_choices(comment, contact=contact)
