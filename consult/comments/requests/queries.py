"""Who was asked and sent something, or said nothing; by list, by region and type."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_

from consult.accounts.models import Person
from consult.comments.models import Comment, CommentState
from consult.comments.requests.request_counts import RequestCounts
from consult.consultations.models import Round
from consult.consultations.requests.models import RequestAnswer, ReviewRequest
from consult.consultations.requests.queries import requests_in
from consult.consultations.requests.rules import may_be_reminded, reminder_day
from consult.core.database import db
from consult.drafts.models import Guideline

ARRIVED = (CommentState.SENT, CommentState.HELD, CommentState.HIDDEN)


class Standing(StrEnum):
    """What became of one who was asked."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"
    WAITING = "waiting"  # in the register, not asked yet


def has_sent() -> ColumnElement[bool]:
    """A comment of theirs arrived in that round: by address, by account, or in the name of the organisation."""
    arrived = Comment.state.in_(ARRIVED)
    by_address = select(Comment.round_id, Person.email).join(Person, Person.id == Comment.author_id).where(arrived)
    by_person = select(Comment.round_id, Comment.author_id).where(arrived, Comment.author_id.is_not(None))
    by_name = select(Comment.round_id, func.lower(Comment.organisation)).where(arrived, Comment.organisation != "")
    asked = ReviewRequest
    return or_(
        asked.had_sent,
        and_(asked.email != "", tuple_(asked.round_id, asked.email).in_(by_address)),
        and_(asked.person_id.is_not(None), tuple_(asked.round_id, asked.person_id).in_(by_person)),
        and_(asked.organisation != "", tuple_(asked.round_id, func.lower(asked.organisation)).in_(by_name)),
    )


def standing() -> ColumnElement[str]:
    return case(
        (has_sent(), Standing.SENT.value),
        (ReviewRequest.answer == RequestAnswer.DECLINED, Standing.DECLINED.value),
        (ReviewRequest.answer == RequestAnswer.ACCEPTED, Standing.ACCEPTED.value),
        (ReviewRequest.asked_at.is_(None), Standing.WAITING.value),
        else_=Standing.SILENT.value,
    )


def requests_register(round_: Round, wanted: str = "") -> Select[Any]:
    """(request, standing); `wanted` keeps one standing."""
    query = requests_in(round_).add_columns(standing().label("standing"))
    return query.where(standing() == wanted) if wanted in set(Standing) else query


def to_remind(round_: Round, now: datetime, most: int) -> Sequence[ReviewRequest]:
    return [request for request in _silent(round_) if may_be_reminded(request, now)][:most]


def next_reminder(round_: Round, now: datetime) -> datetime | None:
    """When the first of the silent who may not be reminded yet may be."""
    days = (reminder_day(one.asked_at, one.reminded_at) for one in _silent(round_) if one.asked_at is not None)
    return min((day for day in days if day > now), default=None)


def _silent(round_: Round) -> Sequence[ReviewRequest]:
    mailed = (standing() == Standing.SILENT.value, ReviewRequest.email != "")
    return db.session.scalars(requests_in(round_).where(*mailed)).all()


def counts_by_list(round_: Round) -> dict[str, RequestCounts]:
    rows = _counted(ReviewRequest.list_name, ReviewRequest.round_id == round_.id)
    return _gathered(rows)


def counts_by_round(guideline: Guideline) -> dict[int, RequestCounts]:
    """Of every round in which anybody was asked."""
    of_guideline = select(Round.id).where(Round.guideline_id == guideline.id)
    return _gathered(_counted(ReviewRequest.round_id, ReviewRequest.round_id.in_(of_guideline)))


def _counted(by: Any, where: ColumnElement[bool]) -> Sequence[Any]:
    told = standing().label("standing")
    return db.session.execute(select(by, told, func.count()).where(where).group_by(by, told)).all()


def _gathered(rows: Sequence[Any]) -> dict[Any, RequestCounts]:
    """Who waits to be asked was not asked."""
    found: dict[Any, RequestCounts] = {}
    for key, told, number in rows:
        if told != Standing.WAITING:
            found[key] = found.get(key, RequestCounts()) + RequestCounts(asked=number, **{told: number})
    return found
