"""Points by the theme each most probably belongs to: all at one place, or any that are given."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.countries import Region, region_of
from consult.analysis.asks.queries import asks_counted
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.shared.population import each_letter_once, each_letter_once_condition
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.answer_queue import FEW, QueueFilter, QueueItem
from consult.responses.clearance.queries import open_points_on_their_way
from consult.responses.coverage.opposition import Stances
from consult.responses.coverage.queries import Moved, moved_since
from consult.responses.coverage.stances import stances_reached
from consult.responses.queries import (
    AT_ONCE,
    Reached,
    answerable_points,
    effective_answer_id,
    keeps_its_answer,
    main_theme_id,
    points_reached,
)
from consult.responses.tallies.kept import AnswerReports


@dataclass(frozen=True)
class ThemePoints:
    """A theme's points at one place: the first few, and what all of them are. Theme None holds the unplaced.

    `count` has each letter once; `copies` are the points of its copies beyond that. `kept` of those counted have an
    answer of their own or of their ask, which an answer to the others leaves alone. `open`: of those counted, how many
    have no answer and none on its way.
    """

    theme: Theme | None
    members: Sequence[tuple[Point, Assignment | None]]
    count: int
    copies: int
    kept: int
    open: int
    languages: Sequence[str]
    regions: Sequence[Region]


class PlacePoints(NamedTuple):
    """Of a theme's points at one place: which are shown first, and what all of them are."""

    theme: int | None
    shown: Sequence[int]
    points: int
    copies: int
    kept: int
    open: int
    languages: Sequence[str]
    regions: Sequence[str]


def groups_at(
    guideline: Guideline, where: ColumnElement[bool], filters: QueueFilter, *, most: int | None = FEW
) -> list[ThemePoints]:
    """The points at a place by the theme each most probably belongs to, the largest theme first, unplaced last.

    Of each theme at most `most`, those without an answer first, what is being answered after them; all of one theme if
    the filters name it. A letter sent in copies is shown and counted once. Four queries.
    """
    points = filters.points(answerable_points(guideline)).where(where)
    return _groups(_counted_at(points, most if not filters.theme else None, _on_the_way(guideline)))


def kept_groups_at(
    guideline: Guideline,
    place: QueueItem,
    filters: QueueFilter,
    *,
    kept: AnswerReports,
    themes: Iterable[Theme],
    largest: int,
    drafts: str = "",
) -> list[ThemePoints]:
    """The same for the desk, with points of the `largest` of these themes alone: a query while nothing changes. Where
    the filters ask for what is open, themes with open points lead, with these alone. `drafts`: the version of what is
    on its way."""
    points, on_the_way = filters.points(answerable_points(guideline)).where(place.where), _on_the_way(guideline)
    how: dict[str, Any] = {"largest": largest, "themes": themes, "open_only": filters.show != "all"}
    if filters.theme or filters.assignee:
        return _groups(_counted_at(points, None if filters.theme else FEW, on_the_way), **how)
    kept.fetch(name_of_place(place.key, filters), name_of_counts(place.key, filters, []))
    rows = kept.value(name_of_place(place.key, filters), lambda: _counted_at(points, FEW, on_the_way), also=drafts)
    return _groups([PlacePoints(*row) for row in rows], **how)


def _groups(
    found: Sequence[PlacePoints],
    *,
    largest: int | None = None,
    themes: Iterable[Theme] | None = None,
    open_only: bool = False,
) -> list[ThemePoints]:
    """`themes`: those that were read already. `open_only`: of a theme with open points these alone, and themes without
    come last; where nothing is open, all that was answered."""
    narrow = open_only and any(one.open for one in found)
    in_order = sorted(found, key=lambda one: (narrow and not one.open, one.theme is None, -one.points, one.theme or 0))
    if narrow:
        in_order = [one._replace(shown=one.shown[: one.open]) for one in in_order]
    members = _members({one.theme: one.shown for one in in_order[:largest]})
    known: Mapping[int | None, Theme] = {theme.id: theme for theme in themes or ()}
    known = known or _themes_with({one.theme for one in in_order if one.theme})
    return [
        ThemePoints(known.get(one.theme), members[one.theme], *one[2:7], [Region(word) for word in one.regions])
        for one in in_order
    ]


def told_apart(every: list[ThemePoints], filters: QueueFilter, most: int) -> tuple[list[ThemePoints], ...]:
    """Shown with their points, smaller, and those without an open point while others have some: all in one if all is
    asked for, or nothing is open."""
    waiting = [group for group in every if group.open]
    if filters.show == "all" or not waiting:
        return every[:most], every[most:], []
    return waiting[:most], waiting[most:], [group for group in every if not group.open]


def _themes_with(numbers: Collection[int]) -> Mapping[int | None, Theme]:
    if not numbers:
        return {}
    return {theme.id: theme for theme in db.session.scalars(select(Theme).where(Theme.id.in_(numbers)))}


def name_of_place(key: str, filters: QueueFilter) -> str:
    """Of its report."""
    return f"desk-open-{key}-{filters.type}"


def _on_the_way(guideline: Guideline) -> ColumnElement[bool]:
    """For a select of points: an answer is on its way to it."""
    return Point.id.in_(select(open_points_on_their_way(guideline).c.point_id))


def _counted_at(points: Select[Any], most: int | None, on_the_way: ColumnElement[bool]) -> list[PlacePoints]:
    rows = _points_with_theme(points, on_the_way)
    told = (rows.c.theme_id, rows.c.language, rows.c.country)
    once = func.count().filter(rows.c.once)
    kept = func.count().filter(rows.c.once, rows.c.own)
    waits = func.count().filter(rows.c.once, rows.c.answer_id.is_(None), ~rows.c.on_the_way)
    counts = db.session.execute(select(*told, func.count(), once, kept, waits).group_by(*told)).all()
    shown = _shown(_points_with_theme(points.where(each_letter_once_condition()), on_the_way), most)
    by_theme: dict[int | None, list[Any]] = defaultdict(list)
    for number, *row in counts:
        by_theme[number].append(row)
    return [PlacePoints(number, shown[number], *_summed(those)) for number, those in by_theme.items()]


def _points_with_theme(points: Select[Any], on_the_way: ColumnElement[bool]) -> Subquery:
    columns = (
        Point.id.label("point_id"),
        Point.language.label("language"),
        Comment.country.label("country"),
        main_theme_id().label("theme_id"),
        each_letter_once_condition().label("once"),
        keeps_its_answer().label("own"),
        effective_answer_id().label("answer_id"),
        on_the_way.label("on_the_way"),
    )
    return points.with_only_columns(*columns).subquery()


def _summed(
    rows: Iterable[tuple[str, str | None, int, int, int, int]],
) -> tuple[int, int, int, int, list[str], list[Region]]:
    """How many points, more in copies, with their own answer, open; in which languages (the most spoken first), and
    regions."""
    languages: Counter[str] = Counter()
    regions: set[Region] = set()
    letters_once = kept = waits = 0
    for language, country, count, once, own, open_ones in rows:
        languages[language] += count
        letters_once += once
        kept += own
        waits += open_ones
        regions |= {region} if (region := region_of(country)) else set()
    return (
        letters_once,
        languages.total() - letters_once,
        kept,
        waits,
        [code for code, _n in languages.most_common()],
        sorted(regions),
    )


def _shown(rows: Subquery, most: int | None) -> dict[int | None, list[int]]:
    """The numbers of the points shown of each theme, in their order."""
    unanswered_first = (rows.c.answer_id.is_not(None), rows.c.on_the_way, rows.c.point_id)
    place = func.row_number().over(partition_by=rows.c.theme_id, order_by=unanswered_first).label("place")
    ranked = select(rows.c.point_id, rows.c.theme_id, place).subquery()
    query = select(ranked.c.theme_id, ranked.c.point_id).order_by(ranked.c.place)
    shown: dict[int | None, list[int]] = defaultdict(list)
    for theme_id, number in db.session.execute(query if most is None else query.where(ranked.c.place <= most)):
        shown[theme_id].append(number)
    return shown


def _members(
    shown: Mapping[int | None, Sequence[int]],
) -> dict[int | None, list[tuple[Point, Assignment | None]]]:
    """These points by theme, each with who or what filed it there. One query for some thousands."""
    numbers = [number for those in shown.values() for number in those]
    filed = and_(Assignment.point_id == Point.id, Assignment.theme_id.in_([theme for theme in shown if theme]))
    query = select(Point, Assignment).outerjoin(Assignment, filed)
    query = query.options(
        joinedload(Point.comment).joinedload(Comment.round), joinedload(Point.pillar), joinedload(Point.campaign)
    )
    points: dict[int, Point] = {}
    places: dict[tuple[int, int], Assignment] = {}
    for start in range(0, len(numbers), AT_ONCE):
        for point, assignment in db.session.execute(query.where(Point.id.in_(numbers[start : start + AT_ONCE]))):
            points[point.id] = point
            if assignment is not None:
                places[point.id, assignment.theme_id] = assignment
    return defaultdict(
        list,
        {
            theme: [(points[number], places.get((number, theme or 0))) for number in those if number in points]
            for theme, those in shown.items()
        },
    )


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
    themes = _themes_with({number for number in theme_of.values() if number})
    filed = db.session.scalars(select(Assignment).where(Assignment.point_id.in_(ids)))
    by = {(assignment.point_id, assignment.theme_id): assignment for assignment in filed}
    members: dict[int | None, list[tuple[Point, Assignment | None]]] = defaultdict(list)
    for point in points:
        theme_id = theme_of[point.id]
        members[theme_id].append((point, by.get((point.id, theme_id or 0))))
    once = {point.id for point in each_letter_once(points)}
    own = set(db.session.scalars(select(Point.id).where(Point.id.in_(once), keeps_its_answer())))
    told = {
        number: [(p.language, p.comment.country, 1, int(p.id in once), int(p.id in own), 0) for p, _a in those]
        for number, those in members.items()
    }
    groups = [ThemePoints(themes.get(number), those, *_summed(told[number])) for number, those in members.items()]
    return _largest_first(groups)


def _largest_first(groups: Iterable[ThemePoints]) -> list[ThemePoints]:
    return sorted(groups, key=lambda group: (group.theme is None, -group.count, group.theme.id if group.theme else 0))


class ThemeCounts(NamedTuple):
    """How many points an answer to a theme reaches, what moved since it was given, how many asks it opens into, and how
    the points stand that it reaches."""

    reached: Reached
    moved: Moved
    asks: int
    stances: Stances


def name_of_counts(key: str, filters: QueueFilter, themes: list[Theme]) -> str:
    """Of the report on the themes shown at a place: which they are follows from the same version, but for whose work
    they are."""
    if filters.theme or filters.assignee:
        return f"desk-stands-of-{','.join(str(theme.id) for theme in themes)}"
    return f"desk-stands-{key}-{filters.type}"


def counts_on_desk(themes: list[Theme], kept: AnswerReports, name: str) -> dict[int, ThemeCounts]:
    """By theme."""

    def count() -> list[tuple[int, ThemeCounts]]:
        reached, moved = points_reached(themes), moved_since(themes)
        asks, stances = asks_counted(theme.id for theme in themes), stances_reached(themes)
        of: dict[int, ThemeCounts] = {}
        for number in (theme.id for theme in themes):
            counts = reached.get(number, Reached()), moved.get(number, Moved())
            of[number] = ThemeCounts(*counts, asks.get(number, 0), stances.get(number, {}))
        return list(of.items())

    return {
        number: ThemeCounts(Reached(*reached), Moved(*moved), asks, stances)
        for number, (reached, moved, asks, stances) in kept.value(name, count)
    }
