"""The table of comments and responses: for a page, and as a file without personal data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.countries import region_of
from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.comments.queries import readable_condition, shown_in
from consult.consultations.models import Round
from consult.core.csv_safety import csv_lines
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline, Pillar, Wording
from consult.responses.inheritance import Effective
from consult.responses.models import Answer, Disposition
from consult.responses.progress import filed_under, with_wording
from consult.responses.queries import answerable_points, count_of, effective_answer_id, effective_answers, is_unanswered

UNANSWERED, ANSWERED = "unanswered", "answered"
COLUMNS = (
    "comment",
    "clause",
    "pillar",
    "stakeholder_type",
    "region",
    "capacity",
    "language",
    "type",
    "stance",
    "point",
    "disposition",
    "reason",
    "referred_to",
    "inherited_from_theme",
    "words",
)
NOT_PUBLIC = ("for_everyone",)  # what a table that is not for everyone says of each row
AT_ONCE = 1000
WordsOf = Callable[[Sequence[Point], Mapping[int, Effective]], Mapping[int, str]]
IN_THE_TEXT = (func.coalesce(Wording.position, 0), Comment.sent_at, Point.comment_id, Point.start)


@dataclass(frozen=True)
class TableFilter:
    """What the reader asks to see."""

    pillar: str = ""
    disposition: str = ""
    stakeholder_type: str = ""


def counts_of(membership: Membership, wanted: TableFilter, now: datetime) -> dict[str, int]:
    """Rows in all, answered and not answered yet, of those that fit their other choices."""
    every = count_of(_only_points(public_rows(membership, replace(wanted, disposition=""), now)))
    waiting = count_of(_only_points(public_rows(membership, replace(wanted, disposition=UNANSWERED), now)))
    return {"": every, ANSWERED: every - waiting, UNANSWERED: waiting}


def _only_points(query: Any) -> Any:
    return query.with_only_columns(Point.id)


def answered_first(query: Any) -> Any:
    """What was answered last stands first; what waits follows in the text's order."""
    answered = select(Answer.at).where(Answer.id == effective_answer_id()).correlate(Point).scalar_subquery()
    return query.order_by(None).order_by(answered.desc().nulls_last(), *IN_THE_TEXT)


def public_rows(membership: Membership, wanted: TableFilter, now: datetime) -> Any:
    """A select of (Point, clause number as commented, code of the pillar): what they may read, in the text's order.

    The pillar is the one that the author chose; that a machine found a point to speak of one only helps to find it.
    """
    guideline = membership.guideline
    query = with_wording(answerable_points(guideline), guideline).outerjoin(Pillar, Pillar.id == filed_under())
    query = query.where(readable_condition(membership, now))
    if wanted.pillar:
        query = query.where(Pillar.code == wanted.pillar)
    if wanted.stakeholder_type:
        query = query.where(Comment.stakeholder_type == wanted.stakeholder_type)
    if wanted.disposition == UNANSWERED:
        query = query.where(is_unanswered())
    elif wanted.disposition == ANSWERED:
        query = query.where(~is_unanswered())
    elif wanted.disposition in set(Disposition):
        decided = select(Answer.id).where(Answer.id == effective_answer_id(), Answer.disposition == wanted.disposition)
        query = query.where(decided.correlate(Point).exists())
    stated = case((func.coalesce(Wording.pillar_id, Comment.pillar_id).is_not(None), Pillar.code))
    columns = query.with_only_columns(Point, Wording.number, stated)
    loaded = columns.options(joinedload(Point.comment))
    return loaded.order_by(*IN_THE_TEXT)


def rounds_for_everyone(guideline: Guideline, now: datetime) -> frozenset[int]:
    """Rounds of which anyone reads the sent comments."""
    visitor = Membership(None, guideline, frozenset())
    seen = select(Round.id).where(Round.guideline_id == guideline.id, shown_in(visitor, now))
    return frozenset(db.session.scalars(seen))


def as_csv(query: Any, *, names_themes: bool, words_of: WordsOf, public: frozenset[int] | None = None) -> Iterator[str]:
    """The whole table, in portions; a region and a type of stakeholder say who, never a name.

    `words_of` says by point what became of the words that an answer promises: a later stage knows. A theme is named
    only for whom the themes are open: its words come of comments that others may not read. Where `public` (rounds) is
    given, the table is not for everyone, and each row says whether anyone may read it.
    """
    ids = db.session.scalars(query.with_only_columns(Point.id)).all()
    yield "\ufeff" + "".join(csv_lines([COLUMNS if public is None else (*COLUMNS, *NOT_PUBLIC)]))
    for start in range(0, len(ids), AT_ONCE):
        rows = db.session.execute(query.where(Point.id.in_(ids[start : start + AT_ONCE]))).unique().all()
        points = [point for point, _number, _pillar in rows]
        answers = effective_answers(points)
        words = words_of(points, answers)
        lines = (
            [
                *_cells(point, number, pillar, answers, names_themes=names_themes),
                words.get(point.id, ""),
                *_readers(point.comment, public),
            ]
            for point, number, pillar in rows
        )
        yield "".join(csv_lines(lines))


def _readers(comment: Comment, public: frozenset[int] | None) -> list[str]:
    if public is None:
        return []
    return ["yes" if comment.state == CommentState.SENT and comment.round_id in public else "no"]


def _cells(
    point: Point, number: str | None, pillar: str | None, answers: Mapping[int, Effective], *, names_themes: bool
) -> list[str]:
    comment, held = point.comment, answers.get(point.id)
    where = [comment.reference, number or "", pillar or ""]
    who = [comment.stakeholder_type or "", region_of(comment.country) or "", comment.capacity]
    what = [point.language, comment.type, comment.stance, point.text]
    if held is None:
        return [*where, *who, *what, "", "", "", ""]
    referred = held.answer.referred_to.uid if held.answer.referred_to is not None else ""
    decided = [held.answer.disposition, held.answer.reason, referred]
    return [*where, *who, *what, *decided, _theme(held, names_themes=names_themes)]


def _theme(held: Effective, *, names_themes: bool) -> str:
    if held.theme is None:
        return ""
    return held.theme.label if names_themes else "yes"
