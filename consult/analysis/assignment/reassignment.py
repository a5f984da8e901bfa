"""Points that follow people's examples: what was placed anew, written down. What people decided stays as it is."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.refiling.models import RefilingCause
from consult.analysis.refiling.recording import (
    files_at_once,
    held_points,
    moved_only,
    note_moves,
    propose_moves,
)
from consult.analysis.shared.changes import record_change
from consult.analysis.shared.population import each_letter_once_condition, of_points
from consult.analysis.theme_models import Exclusion
from consult.core import clock
from consult.core.bulk_sql import delete_rows, insert_rows, update_rows
from consult.core.database import db
from consult.core.locking import hold
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline

_SAME = 0.005  # of a probability: not worth a row


class Placed(NamedTuple):
    """Where the machine puts a point: p by theme, none if it is too far from all; and the closest in any case."""

    themes: Mapping[int, float]
    nearest: int | None


def confirmed_examples(guideline: Guideline) -> list[tuple[int, str]]:
    """(theme, words) of every point that people put somewhere, in the order in which a reading takes them."""
    query = of_points(guideline, Assignment.theme_id, Point.text).join(Assignment, Assignment.point_id == Point.id)
    return sorted((theme, text) for theme, text in db.session.execute(query.where(Assignment.by_id.is_not(None))))


def exclusions_of(guideline: Guideline) -> dict[int, frozenset[int]]:
    """By point, the themes that it does not belong in, as people said."""
    query = select(Exclusion.point_id, Exclusion.theme_id).join(Theme, Theme.id == Exclusion.theme_id)
    found: dict[int, set[int]] = {}
    for point, theme in db.session.execute(query.where(Theme.guideline_id == guideline.id)):
        found.setdefault(point, set()).add(theme)
    return {point: frozenset(themes) for point, themes in found.items()}


def follow(guideline: Guideline, placed: Mapping[int, Placed], taught: AbstractSet[int]) -> None:
    """Bring the machine's assignments up to what was placed; only where they differ."""
    hold(guideline)
    membership = _machine_s(guideline)
    decided = _decided(guideline) | held_points(guideline)
    usable = set(db.session.scalars(select(Theme.id).where(*_open(guideline))))
    differing = {
        point: there
        for point, there in placed.items()
        if point not in decided and not _alike(membership.get(point, {}), there) and set(there.themes) <= usable
    }
    moves = {point: (_shares(membership.get(point, {})), there.themes) for point, there in differing.items()}
    if not files_at_once(guideline):
        propose_moves(guideline, moves, RefilingCause.EXAMPLES)
        moving = moved_only(moves).keys()
        differing = {point: there for point, there in differing.items() if point not in moving}
        moves = {}
    _write(membership, differing, taught)
    _write_nearest(differing, usable)
    _record(guideline, membership, differing, taught)
    note_moves(guideline, moves, RefilingCause.EXAMPLES)


def _shares(there: Mapping[int, Any]) -> dict[int, float]:
    return {theme: row.p for theme, row in there.items()}


def _open(guideline: Guideline) -> tuple[ColumnElement[bool], ...]:
    return (Theme.guideline_id == guideline.id, Theme.state != ThemeState.MERGED)


def _machine_s(guideline: Guideline) -> dict[int, dict[int, Any]]:
    """The machine's assignments by point and theme."""
    columns = (Assignment.id, Assignment.point_id, Assignment.theme_id, Assignment.p)
    query = select(*columns).join(Theme, Theme.id == Assignment.theme_id)
    found: dict[int, dict[int, Any]] = {}
    for row in db.session.execute(query.where(Theme.guideline_id == guideline.id, Assignment.by_id.is_(None))):
        found.setdefault(row.point_id, {})[row.theme_id] = row
    return found


def _decided(guideline: Guideline) -> set[int]:
    query = select(Assignment.point_id).join(Theme, Theme.id == Assignment.theme_id)
    decided = (Theme.guideline_id == guideline.id, Assignment.by_id.is_not(None))
    return set(db.session.scalars(query.where(*decided)))


def _alike(membership: Mapping[int, Any], there: Placed) -> bool:
    return set(membership) == set(there.themes) and all(
        abs(membership[theme].p - p) <= _SAME for theme, p in there.themes.items()
    )


def _write(
    membership: Mapping[int, Mapping[int, Any]], differing: Mapping[int, Placed], taught: AbstractSet[int]
) -> None:
    now = clock.now()
    gone, changed, fresh = [], [], []
    for point, there in differing.items():
        was = membership.get(point, {})
        gone += [row.id for theme, row in was.items() if theme not in there.themes]
        changed += [{"id": was[theme].id, "p": p} for theme, p in there.themes.items() if theme in was]
        fresh += [
            {"point_id": point, "theme_id": theme, "p": p, "at": now, "followed": theme in taught}
            for theme, p in there.themes.items()
            if theme not in was
        ]
    delete_rows(Assignment, Assignment.id, gone)
    update_rows(Assignment, changed)
    insert_rows(Assignment, fresh)
    db.session.expire_all()


def _write_nearest(differing: Mapping[int, Placed], usable: AbstractSet[int]) -> None:
    """The closest theme of those that are in none."""
    update_rows(
        Point,
        [
            {"id": point, "nearest_theme_id": there.nearest if not there.themes and there.nearest in usable else None}
            for point, there in differing.items()
        ],
    )


def _record(
    guideline: Guideline,
    membership: Mapping[int, Mapping[int, Any]],
    differing: Mapping[int, Placed],
    taught: AbstractSet[int],
) -> None:
    """That points followed is a change like any other, and the machine's."""
    came: dict[int, list[int]] = {}
    for point, there in differing.items():
        for theme in set(there.themes) - set(membership.get(point, {})):
            came.setdefault(theme, []).append(point)
    for number in sorted(set(came) & taught):
        followed = db.session.get_one(Theme, number)
        record_change(Verb.THEME_FOLLOWED, followed, guideline_id=guideline.id, points=sorted(came[number]))


def followers_of(theme: Theme, membership: Membership) -> int:
    """How many points of a theme followed people's examples and wait for someone to look at them."""
    query = of_points(theme.guideline, func.count(), membership=membership).join(
        Assignment, Assignment.point_id == Point.id
    )
    followed = (
        Assignment.theme_id == theme.id,
        Assignment.followed,
        Assignment.by_id.is_(None),
        each_letter_once_condition(),
    )
    return db.session.scalar(query.where(*followed)) or 0
