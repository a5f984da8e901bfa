"""What someone follows, at which pace they are told, and what is to be told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Guideline, Pillar
from consult.drafts.queries import reached
from consult.tracing.following.models import Follow, FollowedKind, FollowerNotice, NoticePreference
from consult.tracing.following.paces import CLOSING_SOON, DEFAULT_PACES, NoticeKind, Pace

MODELS: Mapping[FollowedKind, Any] = {
    FollowedKind.GUIDELINE: Guideline,
    FollowedKind.PILLAR: Pillar,
    FollowedKind.CLAUSE: Clause,
    FollowedKind.ROUND: Round,
    FollowedKind.COMMENT: Comment,
}


def thing_for(person: Person | None, kind: FollowedKind, number: int) -> tuple[Any, Membership] | None:
    """What can be followed by them, and their membership; None when there is none, or it is not theirs to know of."""
    thing = db.session.get(MODELS[kind], number)
    found = reached(person, guideline_with(kind, thing)) if thing is not None else None
    if thing is None or found is None:
        return None
    if kind == FollowedKind.COMMENT:
        shown = (readable_condition(found[1], clock.now()), Comment.state == CommentState.SENT)
        query = select(Comment.id).join(Round, Round.id == Comment.round_id).where(Comment.id == number, *shown)
        if db.session.scalar(query) is None:
            return None
    return thing, found[1]


def guideline_with(kind: FollowedKind, thing: Any) -> Guideline:
    if kind == FollowedKind.GUIDELINE:
        guideline: Guideline = thing
    elif kind == FollowedKind.PILLAR:
        guideline = db.session.get_one(Guideline, thing.guideline_id)
    else:
        guideline = thing.round.guideline if kind == FollowedKind.COMMENT else thing.guideline
    return guideline


@once_a_page
def followed_by(person_id: int) -> frozenset[tuple[str, int]]:
    """All that they follow, as pairs of kind and number: one statement for however many buttons."""
    rows = db.session.execute(select(Follow.subject, Follow.subject_id).where(Follow.person_id == person_id))
    return frozenset((subject.value, number) for subject, number in rows)


def follows_of(person: Person) -> Sequence[Follow]:
    query = select(Follow).where(Follow.person_id == person.id).options(joinedload(Follow.guideline))
    return db.session.scalars(query.order_by(Follow.guideline_id, Follow.id)).all()


def follow_of(person: Person, kind: FollowedKind, number: int) -> Follow | None:
    same = (Follow.person_id == person.id, Follow.subject == kind, Follow.subject_id == number)
    return db.session.scalars(select(Follow).where(*same)).one_or_none()


def paces_of(person: Person) -> Mapping[NoticeKind, Pace]:
    return paces_of_people([person.id])[person.id]


def paces_of_people(numbers: Sequence[int]) -> Mapping[int, Mapping[NoticeKind, Pace]]:
    chosen: dict[int, dict[NoticeKind, Pace]] = {number: dict(DEFAULT_PACES) for number in numbers}
    for one in db.session.scalars(select(NoticePreference).where(NoticePreference.person_id.in_(numbers))):
        chosen[one.person_id][one.kind] = one.pace
    return chosen


def can_be_written_to() -> tuple[Any, ...]:
    """The condition, on Person: the address was proved, and nobody closed the account."""
    return Person.confirmed_at.is_not(None), Person.suspended_at.is_(None)


def whose_news_are_due(now: datetime, resting_since: datetime) -> Sequence[int]:
    """People with something to be told; not those who were written to since a moment ago, who get it together."""
    rested = select(FollowerNotice.person_id).where(FollowerNotice.mailed_at > resting_since)
    due = select(FollowerNotice.person_id).where(FollowerNotice.due_at <= now)
    due = due.where(FollowerNotice.person_id.not_in(rested)).group_by(FollowerNotice.person_id)
    return db.session.scalars(due.order_by(func.min(FollowerNotice.due_at), FollowerNotice.person_id)).all()


def due_notices_of(person: Person, now: datetime) -> Sequence[FollowerNotice]:
    theirs = (FollowerNotice.person_id == person.id, FollowerNotice.due_at <= now)
    query = select(FollowerNotice).where(*theirs).options(joinedload(FollowerNotice.guideline))
    return db.session.scalars(query.order_by(FollowerNotice.guideline_id, FollowerNotice.id)).all()


def notices_to(person: Person, *, limit: int | None = None) -> Sequence[FollowerNotice]:
    """The newest first, mailed or not."""
    query = select(FollowerNotice).where(FollowerNotice.person_id == person.id)
    query = query.options(joinedload(FollowerNotice.guideline))
    return db.session.scalars(query.order_by(FollowerNotice.id.desc()).limit(limit)).all()


def unseen_notices_of(person: Person, *, limit: int) -> Sequence[FollowerNotice]:
    theirs = (FollowerNotice.person_id == person.id, FollowerNotice.seen_at.is_(None))
    query = select(FollowerNotice).where(*theirs).options(joinedload(FollowerNotice.guideline))
    return db.session.scalars(query.order_by(FollowerNotice.id.desc()).limit(limit)).all()


def unsent_in_closing_rounds(now: datetime) -> Sequence[tuple[Round, Person]]:
    """Each round that closes soon with each person who began a comment in it and has not sent it."""
    soon = (Round.opens_at <= now, Round.closes_at > now, Round.closes_at <= now + CLOSING_SOON)
    query = select(Round, Person).join(Comment, Comment.round_id == Round.id)
    query = query.join(Person, Person.id == Comment.author_id)
    real = (Round.cancelled_at.is_(None), ~Round.practice, Comment.state == CommentState.DRAFT)
    query = query.where(*soon, *real, *can_be_written_to())
    return db.session.execute(query.distinct().order_by(Round.id, Person.id)).unique().all()
