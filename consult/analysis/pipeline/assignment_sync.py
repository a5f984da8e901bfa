"""The themes that the machine proposes for points, brought up to date; what people decided stays as they left it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import select

from consult.analysis.models import Assignment, Point
from consult.analysis.refiling.models import RefilingCause
from consult.analysis.refiling.recording import held_points, note_moves
from consult.analysis.shared.records import Findings
from consult.analysis.theme_models import Exclusion
from consult.core import clock
from consult.core.bulk_sql import delete_rows, insert_rows, rows_where, update_rows
from consult.drafts.models import Guideline

Pair = tuple[int, int]  # a point and a theme


def keep_assignments(
    guideline: Guideline, found: Findings, comments: Sequence[int], themes: Mapping[int, int], known: AbstractSet[int]
) -> None:
    """`themes` gives our number for each theme of the reading. Only rows that changed are written; which points that
    were there before (`known`) stand elsewhere now is noted."""
    places = rows_where(select(Point.id, Point.comment_id, Point.start, Point.end), Point.comment_id, comments)
    numbers = {(comment, start, end): number for number, comment, start, end in places}
    current = list(rows_where(_CURRENT, Point.comment_id, comments))
    decided = {row.point_id for row in current if row.by_id is not None} | held_points(guideline)
    wanted = _wanted(found, numbers, themes, decided)
    said_not = select(Exclusion.point_id, Exclusion.theme_id)
    for pair in rows_where(said_not, Exclusion.point_id, list(numbers.values())):
        wanted.pop(tuple(pair), None)
    _note_moves(guideline, current, wanted, known - decided)
    obsolete, changed = [], []
    for number, point, theme, _by, *now_held in current:
        proposal = wanted.pop((point, theme), None)
        if point in decided:
            continue
        if proposal is None:
            obsolete.append(number)
        elif proposal != dict(zip(_PROPOSED, now_held, strict=True)):
            changed.append({"id": number, **proposal})
    delete_rows(Assignment, Assignment.id, obsolete)
    update_rows(Assignment, changed)
    now = clock.now()
    fresh = [{"point_id": point, "theme_id": theme, "at": now, **more} for (point, theme), more in wanted.items()]
    insert_rows(Assignment, fresh)


def _note_moves(
    guideline: Guideline, current: Sequence[Any], wanted: Mapping[Pair, Mapping[str, Any]], points: AbstractSet[int]
) -> None:
    moves: dict[int, tuple[dict[int, float], dict[int, float]]] = {point: ({}, {}) for point in points}
    for row in current:
        if row.point_id in moves:
            moves[row.point_id][0][row.theme_id] = row.p
    for (point, theme), proposal in wanted.items():
        if point in moves:
            moves[point][1][theme] = proposal["p"]
    note_moves(guideline, moves, RefilingCause.RUN)


_PROPOSED = ("p", "representative", "asks_start", "asks_end")
_CURRENT = select(
    Assignment.id,
    Assignment.point_id,
    Assignment.theme_id,
    Assignment.by_id,
    *(getattr(Assignment, name) for name in _PROPOSED),
).join(Assignment.point)


def _wanted(
    found: Findings, numbers: Mapping[tuple[int, int, int], int], themes: Mapping[int, int], decided: set[int]
) -> dict[Pair, dict[str, Any]]:
    shown = {
        (one[:3], theme.id): (rank, *(one.asks or (None, None)))
        for theme in found.themes
        for rank, one in enumerate(theme.examples, start=1)
    }
    wanted = {}
    for point in found.points:
        place = (point.comment_id, point.start, point.end)
        if numbers[place] in decided:
            continue
        for theme, p in point.themes:
            values = (p, *shown.get((place, theme), (None, None, None)))
            wanted[numbers[place], themes[theme]] = dict(zip(_PROPOSED, values, strict=True))
    return wanted
