"""Asks of a theme as a page shows them: found by their points, wherever those stand today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.analysis.asks.models import Ask, AskMember
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.shared.population import (
    distinct,
    each_letter_once_condition,
    main_theme,
    of_points,
    respondent_key,
)
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.membership import Membership


@dataclass(frozen=True)
class AskSize:
    """An ask with a point that shows it; its points (each letter once), those in copies beside, and who makes them."""

    ask: Ask
    quote: Point
    points: int
    copies: int
    people: int


@dataclass(frozen=True)
class ThemeAsks:
    """The asks of a theme, what most people ask first, then what is only remarked; and how many points stand alone."""

    asks: Sequence[AskSize]
    alone: int


def asks_of_theme(theme: Theme, membership: Membership) -> ThemeAsks:
    """Of the points that most probably belong to the theme and that they may read. Two queries, or three."""
    once = func.count().filter(each_letter_once_condition())
    told = (once, func.count() - once, distinct(respondent_key()), func.min(Point.id))
    query = of_points(theme.guideline, AskMember.ask_id, *told, membership=membership)
    query = query.join(Assignment, Assignment.point_id == Point.id).outerjoin(AskMember, AskMember.point_id == Point.id)
    query = query.where(Assignment.theme_id == theme.id, main_theme() == theme.id).group_by(AskMember.ask_id)
    counted = {ask_id: tuple(rest) for ask_id, *rest in db.session.execute(query)}
    alone = counted.pop(None, (0,))[0]
    loaded = joinedload(Ask.quote).joinedload(Point.comment).joinedload(Comment.round)
    asks = db.session.scalars(select(Ask).where(Ask.id.in_(counted)).options(loaded)).unique().all()
    quotes = _quotes(theme, asks, {ask_id: first for ask_id, (_n, _c, _p, first) in counted.items()}, membership)
    found = [AskSize(ask, quotes[ask.id], *counted[ask.id][:3]) for ask in asks]
    return ThemeAsks(sorted(found, key=_most_asked_first), alone)


def _most_asked_first(size: AskSize) -> tuple[Any, ...]:
    return not size.ask.asking, -size.people, -size.points, size.ask.id


def _quotes(theme: Theme, asks: Sequence[Ask], firsts: Mapping[int, int], membership: Membership) -> dict[int, Point]:
    """The point that shows each; where they may not read it, or it is gone, the first that they may."""
    wanted = {ask.id: ask.quote_id for ask in asks if ask.quote_id is not None}
    query = of_points(theme.guideline, Point.id, membership=membership).where(Point.id.in_(wanted.values()))
    readable = set(db.session.scalars(query)) if wanted else set()
    chosen = {ask.id: ask.quote for ask in asks if ask.quote is not None and ask.quote_id in readable}
    left = {ask.id: firsts[ask.id] for ask in asks if ask.id not in chosen}
    more = select(Point).where(Point.id.in_(left.values())).options(joinedload(Point.comment).joinedload(Comment.round))
    points = {point.id: point for point in db.session.scalars(more).unique()} if left else {}
    return chosen | {ask: points[first] for ask, first in left.items()}


def asks_counted(themes: Iterable[int]) -> Mapping[int, int]:
    """How many asks each theme opens into, for the team. One query."""
    there = select(Assignment.theme_id, distinct(AskMember.ask_id)).join(Point, Point.id == Assignment.point_id)
    there = there.join(AskMember, AskMember.point_id == Point.id).where(Assignment.theme_id.in_(list(themes)))
    rows = db.session.execute(there.where(main_theme() == Assignment.theme_id).group_by(Assignment.theme_id))
    return dict(rows.all())
