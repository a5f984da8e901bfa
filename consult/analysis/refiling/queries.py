"""Re-filings, found: of a guideline, the newest first; the points of one, by where they went."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.models import Point, Theme
from consult.analysis.refiling.models import RefiledPoint, Refiling, RefilingState
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of


class RefiledHere(NamedTuple):
    """A point that moved, the themes it left and those it came to, and whether it keeps an answer from before."""

    point: Point
    left: Sequence[Theme]
    came: Sequence[Theme]


def refilings_of(guideline: Guideline) -> Select[Refiling]:
    query = select(Refiling).where(Refiling.guideline_id == guideline.id)
    return query.options(joinedload(Refiling.decided_by)).order_by(Refiling.id.desc())


def refiling_for(person: Person | None, refiling_id: int) -> tuple[Refiling, Membership] | None:
    """None when its guideline is not theirs to know of."""
    refiling = db.session.get(Refiling, refiling_id)
    if refiling is None:
        return None
    membership = membership_of(person, refiling.guideline)
    return (refiling, membership) if refiling.guideline.public or membership.inside else None


def points_refiled(refiling: Refiling) -> Select[RefiledPoint]:
    query = select(RefiledPoint).where(RefiledPoint.refiling_id == refiling.id)
    told = joinedload(RefiledPoint.point).joinedload(Point.comment)
    return query.options(told).order_by(RefiledPoint.id)


def as_refiled(rows: Iterable[RefiledPoint]) -> list[RefiledHere]:
    """With the themes that are still there. One query."""
    rows = list(rows)
    numbers = {int(theme) for row in rows for theme, _p in (*row.was, *row.now)}
    themes = {theme.id: theme for theme in db.session.scalars(select(Theme).where(Theme.id.in_(numbers)))}
    return [RefiledHere(row.point, *_difference(row, themes)) for row in rows]


def _difference(row: RefiledPoint, themes: Mapping[int, Theme]) -> tuple[list[Theme], list[Theme]]:
    was, now = ([int(theme) for theme, _p in side] for side in (row.was, row.now))
    left = [themes[number] for number in was if number not in now and number in themes]
    return left, [themes[number] for number in now if number not in was and number in themes]


def moved_in_all(guideline: Guideline) -> int:
    """How many moves stand."""
    standing = (Refiling.guideline_id == guideline.id, Refiling.state == RefilingState.APPLIED)
    return db.session.scalar(select(func.coalesce(func.sum(Refiling.moved), 0)).where(*standing)) or 0
