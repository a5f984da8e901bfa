"""How far the answering is, as the tallies count it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select

from consult.comments.models import Channel, CommentType
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.models import Guideline
from consult.responses.tallies.models import AnswerTally

NUMBER, IDS = func.sum(AnswerTally.n), func.sum(AnswerTally.ids)
T = AnswerTally


class Counted(NamedTuple):
    """How many points; and the sum of their numbers, which tells one set of points from another of the same size."""

    points: int
    ids: int


def tallied(guideline: Guideline, by: str, *what: Any) -> Select[Any]:
    return select(*what).where(T.guideline_id == guideline.id, T.slice == by)


def number_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, T.n), else_=0))


def own_and_inherited() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Points in all, with an answer of their own, with an inherited one."""
    return NUMBER, number_if(T.answer == "own"), number_if(T.answer == "inherited")


def unanswered_tally(guideline: Guideline, *types: CommentType) -> Counted:
    """Points without an answer, of these types of comment or of all."""
    wanted = {kind.value for kind in types}
    rows = [one for one in by_type(guideline) if one.answer == "none" and (not wanted or one.type in wanted)]
    return Counted(sum(one.points for one in rows), sum(one.ids for one in rows))


class CountedOfType(NamedTuple):
    """Points on comments of one type by the answer they have (own, inherited, none); and the sum of their numbers."""

    type: str
    answer: str
    points: int
    ids: int


@once_a_page
def by_type(guideline: Guideline) -> Sequence[CountedOfType]:
    """A page tells several sums of these: one query."""
    rows = db.session.execute(tallied(guideline, "place", T.type, T.answer, NUMBER, IDS).group_by(T.type, T.answer))
    return [CountedOfType(kind, answer, int(points), int(ids)) for kind, answer, points, ids in rows]


class UnsaidInFiles(NamedTuple):
    """Points whose comments came in one way, and what their files may not have told: type, capacity."""

    channel: Channel
    what: str
    points: int


def unsaid_in_files(guideline: Guideline) -> Sequence[UnsaidInFiles]:
    rows = tallied(guideline, "import", T.channel, T.unsaid, NUMBER).where(T.unsaid != "").group_by(T.channel, T.unsaid)
    counted = Counter[tuple[str, str]]()
    for channel, unsaid, points in db.session.execute(rows):
        for what in unsaid.split():
            counted[channel, what] += int(points)
    return [UnsaidInFiles(Channel(channel), what, n) for (channel, what), n in sorted(counted.items()) if n]


def answered_as(guideline: Guideline, dispositions: Sequence[str]) -> Counted:
    """Points whose answer is one of these."""
    query = tallied(guideline, "given", NUMBER, IDS).where(T.disposition.in_(dispositions))
    return Counted(*(int(number or 0) for number in db.session.execute(query).one()))


def points_by_place(guideline: Guideline, *, type_: str = "") -> Sequence[Any]:
    """(clause, pillar, points, unanswered)."""
    place = (T.clause_id, T.pillar_id)
    query = tallied(guideline, "place", *place, NUMBER, number_if(T.answer == "none"))
    query = query.where(T.type == type_) if type_ else query
    return [row for row in db.session.execute(query.group_by(*place)) if row[2]]
