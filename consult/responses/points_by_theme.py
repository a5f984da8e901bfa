"""Points by the theme each most probably belongs to: all at one place, or any that are given."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.countries import Region, region_of
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.shared.population import each_letter_once, each_letter_once_condition
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.answer_queue import FEW, QueueFilter
from consult.responses.queries import answerable_points, effective_answer_id, keeps_its_answer, main_theme_id


@dataclass(frozen=True)
class ThemePoints:
    """A theme's points at one place: the first few, and what all of them are. Theme None holds the unplaced.

    `count` has each letter once; `copies` are the points of its copies beyond that. `kept` of those counted have an
    answer of their own or of their ask, which an answer to the others leaves alone.
    """

    theme: Theme | None
    members: Sequence[tuple[Point, Assignment | None]]
    count: int
    copies: int
    kept: int
    languages: Sequence[str]
    regions: Sequence[Region]


def groups_at(
    guideline: Guideline, where: ColumnElement[bool], filters: QueueFilter, *, most: int | None = FEW
) -> list[ThemePoints]:
    """The points at a place by the theme each most probably belongs to, the largest theme first, unplaced last.

    Of each theme at most `most`, those without an answer first; all of one theme if the filters name it. A letter
    sent in copies is shown and counted once. Four queries.
    """
    points = filters.points(answerable_points(guideline)).where(where)
    rows = _points_with_theme(points)
    told = (rows.c.theme_id, rows.c.language, rows.c.country)
    once = func.count().filter(rows.c.once)
    kept = func.count().filter(rows.c.once, rows.c.own)
    counts = db.session.execute(select(*told, func.count(), once, kept).group_by(*told)).all()
    members = _members(
        _points_with_theme(points.where(each_letter_once_condition())), most if not filters.theme else None
    )
    numbers = {theme_id for theme_id, *_more in counts}
    query = select(Theme).where(Theme.id.in_(numbers - {None}))
    themes: dict[int | None, Theme] = {theme.id: theme for theme in db.session.scalars(query)}
    groups = [
        ThemePoints(themes.get(number), members[number], *_summed([row[1:] for row in counts if row[0] == number]))
        for number in numbers
    ]
    return _largest_first(groups)


def _points_with_theme(points: Select[Any]) -> Subquery:
    columns = (
        Point.id.label("point_id"),
        Point.language.label("language"),
        Comment.country.label("country"),
        main_theme_id().label("theme_id"),
        each_letter_once_condition().label("once"),
        keeps_its_answer().label("own"),
        effective_answer_id().label("answer_id"),
    )
    return points.with_only_columns(*columns).subquery()


def _summed(rows: Iterable[tuple[str, str | None, int, int, int]]) -> tuple[int, int, int, list[str], list[Region]]:
    """How many points, more in copies, with their own answer; in which languages (the most spoken first), regions."""
    languages: Counter[str] = Counter()
    regions: set[Region] = set()
    letters_once = kept = 0
    for language, country, count, once, own in rows:
        languages[language] += count
        letters_once += once
        kept += own
        regions |= {region} if (region := region_of(country)) else set()
    return (
        letters_once,
        languages.total() - letters_once,
        kept,
        [code for code, _n in languages.most_common()],
        sorted(regions),
    )


def _members(rows: Subquery, most: int | None) -> dict[int | None, list[tuple[Point, Assignment | None]]]:
    """The points shown of each theme, each with who or what filed it there."""
    unanswered_first = (rows.c.answer_id.is_not(None), rows.c.point_id)
    place = func.row_number().over(partition_by=rows.c.theme_id, order_by=unanswered_first).label("place")
    ranked = select(rows.c.point_id, rows.c.theme_id, place).subquery()
    shown = select(Point, ranked.c.theme_id, Assignment).join(ranked, ranked.c.point_id == Point.id)
    filed = and_(Assignment.point_id == Point.id, Assignment.theme_id == ranked.c.theme_id)
    shown = shown.outerjoin(Assignment, filed).order_by(ranked.c.place)
    shown = shown.options(
        joinedload(Point.comment).joinedload(Comment.round), joinedload(Point.pillar), joinedload(Point.campaign)
    )
    members: dict[int | None, list[tuple[Point, Assignment | None]]] = defaultdict(list)
    for point, theme_id, assignment in db.session.execute(
        shown if most is None else shown.where(ranked.c.place <= most)
    ):
        members[theme_id].append((point, assignment))
    return members


def points_here(
    guideline: Guideline, where: ColumnElement[bool], filters: QueueFilter, theme: Theme
) -> Sequence[Point]:
    """Every point at a place, copies too, of this theme before others that has no answer of its own or of its ask."""
    query = filters.points(answerable_points(guideline)).where(where, main_theme_id() == theme.id, ~keeps_its_answer())
    return db.session.scalars(query.options(joinedload(Point.comment)).order_by(Point.id)).unique().all()


def group_by_theme(points: Sequence[Point]) -> list[ThemePoints]:
    """These points by theme, the largest theme first. Four queries."""
    ids = [point.id for point in points]
    found = db.session.execute(select(Point.id, main_theme_id()).where(Point.id.in_(ids))).all()
    theme_of: dict[int, int | None] = dict(found)
    query = select(Theme).where(Theme.id.in_({number for number in theme_of.values() if number}))
    themes: dict[int | None, Theme] = {theme.id: theme for theme in db.session.scalars(query)}
    filed = db.session.scalars(select(Assignment).where(Assignment.point_id.in_(ids)))
    by = {(assignment.point_id, assignment.theme_id): assignment for assignment in filed}
    members: dict[int | None, list[tuple[Point, Assignment | None]]] = defaultdict(list)
    for point in points:
        theme_id = theme_of[point.id]
        members[theme_id].append((point, by.get((point.id, theme_id or 0))))
    once = {point.id for point in each_letter_once(points)}
    own = set(db.session.scalars(select(Point.id).where(Point.id.in_(once), keeps_its_answer())))
    told = {
        number: [(p.language, p.comment.country, 1, int(p.id in once), int(p.id in own)) for p, _a in those]
        for number, those in members.items()
    }
    groups = [ThemePoints(themes.get(number), those, *_summed(told[number])) for number, those in members.items()]
    return _largest_first(groups)


def _largest_first(groups: Iterable[ThemePoints]) -> list[ThemePoints]:
    return sorted(groups, key=lambda group: (group.theme is None, -group.count, group.theme.id if group.theme else 0))
