"""The themes that the machine proposes for points, brought up to date; what people decided stays as they left it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from consult.analysis.models import Assignment, Point
from consult.analysis.shared.records import Findings
from consult.analysis.theme_models import Exclusion
from consult.core import clock
from consult.core.bulk_sql import delete_rows, insert_rows, rows_where, update_rows

Pair = tuple[int, int]  # a point and a theme


def keep_assignments(found: Findings, comments: Sequence[int], themes: Mapping[int, int]) -> None:
    """`themes` gives our number for each theme of the reading. Only rows that changed are written."""
    places = rows_where(select(Point.id, Point.comment_id, Point.start, Point.end), Point.comment_id, comments)
    numbers = {(comment, start, end): number for number, comment, start, end in places}
    current = list(rows_where(_CURRENT, Point.comment_id, comments))
    decided = {row.point_id for row in current if row.by_id is not None}
    wanted = _wanted(found, numbers, themes, decided)
    said_not = select(Exclusion.point_id, Exclusion.theme_id)
    for pair in rows_where(said_not, Exclusion.point_id, list(numbers.values())):
        wanted.pop(tuple(pair), None)
    obsolete, changed = [], []
    for number, point, theme, p, representative, _by in current:
        proposal = wanted.pop((point, theme), None)
        if point in decided:
            continue
        if proposal is None:
            obsolete.append(number)
        elif proposal != {"p": p, "representative": representative}:
            changed.append({"id": number, **proposal})
    delete_rows(Assignment, Assignment.id, obsolete)
    update_rows(Assignment, changed)
    now = clock.now()
    fresh = [{"point_id": point, "theme_id": theme, "at": now, **more} for (point, theme), more in wanted.items()]
    insert_rows(Assignment, fresh)


_CURRENT = select(
    Assignment.id,
    Assignment.point_id,
    Assignment.theme_id,
    Assignment.p,
    Assignment.representative,
    Assignment.by_id,
).join(Assignment.point)


def _wanted(
    found: Findings, numbers: Mapping[tuple[int, int, int], int], themes: Mapping[int, int], decided: set[int]
) -> dict[Pair, dict[str, Any]]:
    ranks = {(place, theme.id): rank for theme in found.themes for rank, place in enumerate(theme.examples, start=1)}
    wanted = {}
    for point in found.points:
        place = (point.comment_id, point.start, point.end)
        if numbers[place] in decided:
            continue
        for theme, p in point.themes:
            wanted[numbers[place], themes[theme]] = {"p": p, "representative": ranks.get((place, theme))}
    return wanted
