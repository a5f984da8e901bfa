"""What is being said, for everyone: of the points in rounds whose comments they may read, and of no others.

A theme is shown where such a point is in it, with counts and words of these alone. What the machine called it was
made of all its points: of that name a reader sees the words that occur in what they may read.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from consult.analysis.kept.reports import Reports
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.queries import themes_of
from consult.analysis.shared.point_filter import NONE, Selection, conditions, points_selected, selected
from consult.analysis.shared.population import distinct, of_points, organisation, respondent_key
from consult.comments.models import Comment, CommentState, Stance
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.pagination import Page, paged
from consult.core.search.tokens import stems_in_any_language, tokens_of, words_of
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.row_cache.rows import version_of_guideline

READ = 25  # points of a theme whose words are looked at: its best examples, then those that came first
QUOTED, LONGEST_NAME = 2, 3
SIZE = 20
OPEN_ROUNDS = "open-rounds"


@dataclass(frozen=True)
class VoicesHeard:
    """Of points that may be read; a letter in copies counts once."""

    points: int
    people: int
    organisations: int
    countries: int


@dataclass(frozen=True)
class OpenTheme:
    """`label` is empty where no word of the machine's name for it may be read."""

    theme: Theme
    label: str
    heard: VoicesHeard
    stances: dict[Stance, int]
    quotes: Sequence[Point]


@dataclass(frozen=True)
class OpenThemes:
    """`rounds` are those that count, all of them, whichever one is chosen."""

    heard: VoicesHeard
    with_copies: int  # points, each copy of a letter counted
    themes: Sequence[OpenTheme]
    rounds: Sequence[Round]
    chosen: Round | None
    listed: Page | None  # the points of the one theme that is looked at
    unassigned: int = 0  # points that fit no theme


def open_themes_of(guideline: Guideline, membership: Membership, asked: Selection) -> OpenThemes | None:
    """None where no point may be read. Of what is asked for, the round and the theme count."""
    reports = Reports(guideline, membership, OPEN_ROUNDS, _name(""))
    rounds = _in_order(reports.value(OPEN_ROUNDS, lambda: _rounds(guideline, membership)))
    if not rounds:
        return None
    chosen = next((one for one in rounds if one.slug == asked.round), None)
    of = Selection(round=chosen.slug if chosen is not None else "")
    kept = reports.value(
        _name(of.round), lambda: _counted(guideline, membership, of), also=version_of_guideline(guideline)
    )
    found = _found(guideline, kept["themes"], asked.theme)
    if not asked.theme.isdecimal():
        return OpenThemes(VoicesHeard(*kept["heard"]), kept["with_copies"], found, rounds, chosen, None, kept["bare"])
    if not found:
        return OpenThemes(VoicesHeard(0, 0, 0, 0), 0, (), rounds, chosen, None)
    of, heard = replace(of, theme=asked.theme), found[0].heard
    listed = paged(points_selected(guideline, of, membership), size=SIZE, total=heard.points)
    return OpenThemes(heard, _with_copies(guideline, membership, of), found, rounds, chosen, listed)


def _name(slug: str) -> str:
    return f"said-openly-{slug}"


def _voices() -> tuple[Any, ...]:
    people = (distinct(respondent_key()), distinct(organisation()), distinct(Comment.country))
    return (func.count(Point.id), *people)


def _rounds(guideline: Guideline, membership: Membership) -> list[int]:
    of = selected(guideline, Selection(), membership, Comment.round_id).distinct().subquery()
    query = select(Round.id).where(Round.id.in_(select(of.c.round_id)))
    return list(db.session.scalars(query.order_by(Round.opens_at, Round.id)))


def _in_order(numbers: Sequence[int]) -> list[Round]:
    found = {one.id: one for one in db.session.scalars(select(Round).where(Round.id.in_(numbers)))} if numbers else {}
    return [found[number] for number in numbers if number in found]


def _with_copies(guideline: Guideline, membership: Membership, of: Selection) -> int:
    every = of_points(guideline, func.count(Point.id), membership=membership).where(*conditions(of))
    return db.session.scalar(every) or 0


def _counted(guideline: Guideline, membership: Membership, of: Selection) -> dict[str, Any]:
    """What is kept: counts of all, and of each theme its number, name, counts, stances and the points it quotes. A
    point may be in several themes; `bare` is how many are in none."""
    heard = db.session.execute(selected(guideline, of, membership, *_voices())).one()
    stances = [func.count().filter(Comment.stance == stance) for stance in Stance]
    query = selected(guideline, of, membership, Assignment.theme_id, *_voices(), *stances)
    rows = db.session.execute(query.join(Assignment, Assignment.point_id == Point.id).group_by(Assignment.theme_id))
    counted = {row[0]: (tuple(row[1:5]), tuple(row[5:])) for row in rows}
    said, themes = _said(guideline, membership, of), []
    for theme in themes_of(guideline):
        if theme.id in counted:
            points = said.get(theme.id, [])
            label = theme.label if theme.named_by_id is not None else _readable_name(theme, points)
            themes.append((theme.id, label, *counted[theme.id], [point.id for point in points[:QUOTED]]))
    in_none = selected(guideline, replace(of, theme=NONE), membership, func.count(Point.id))
    bare = db.session.scalar(in_none) or 0
    copies = _with_copies(guideline, membership, of)
    return {"heard": tuple(heard), "with_copies": copies, "themes": themes, "bare": bare}


def _found(guideline: Guideline, kept: Sequence[Any], wanted: str) -> list[OpenTheme]:
    """Those with most people first."""
    known = {theme.id: theme for theme in themes_of(guideline)}
    rows = [row for row in kept if row[0] in known and (wanted == str(row[0]) or not wanted.isdecimal())]
    quoted = _quoted([number for row in rows for number in row[4]])
    found = [
        OpenTheme(
            known[number],
            label,
            VoicesHeard(*heard),
            dict(zip(Stance, stances, strict=True)),
            [quoted[point] for point in points if point in quoted],
        )
        for number, label, heard, stances, points in rows
    ]
    return sorted(found, key=lambda one: (one.theme.left_over, -one.heard.people, -one.heard.points, one.theme.id))


def _quoted(numbers: Sequence[int]) -> dict[int, Point]:
    """Points with their comments, as far as these stand. One query."""
    if not numbers:
        return {}
    query = select(Point).join(Point.comment).where(Point.id.in_(numbers), Comment.state == CommentState.SENT)
    return {point.id: point for point in db.session.scalars(query.options(contains_eager(Point.comment)))}


def _said(guideline: Guideline, membership: Membership, of: Selection) -> dict[int, list[Point]]:
    """By theme the points that show best what it is about."""
    order = (Assignment.representative.is_(None), Assignment.representative, Assignment.p.desc(), Point.id)
    place = func.row_number().over(partition_by=Assignment.theme_id, order_by=order).label("place")
    ranked = selected(guideline, of, membership, Point.id, Assignment.theme_id, place)
    best = ranked.join(Assignment, Assignment.point_id == Point.id).subquery()
    query = select(best.c.theme_id, Point).join(best, best.c.id == Point.id).join(Point.comment)
    query = query.where(best.c.place <= READ).options(contains_eager(Point.comment))
    found: defaultdict[int, list[Point]] = defaultdict(list)
    for theme_id, point in db.session.execute(query.order_by(best.c.theme_id, best.c.place)):
        found[theme_id].append(point)
    return found


def _readable_name(theme: Theme, points: Sequence[Point]) -> str:
    """The machine's name if each word of it is in what may be read, else those of its keywords that are."""
    there = {token.text for point in points for token in tokens_of(point.text, point.language)}
    there |= {word.text for point in points for word in words_of(point.text)}
    if all(_occurs(word.text, there) for word in words_of(theme.label) if len(word.text) > LONGEST_NAME or word.dense):
        return theme.label
    known = [str(key) for key in theme.keywords if all(_occurs(word.text, there) for word in words_of(str(key)))]
    return ", ".join(known[:LONGEST_NAME])


def _occurs(word: str, there: set[str]) -> bool:
    return any(stem in there for (stem,) in stems_in_any_language([word]))
