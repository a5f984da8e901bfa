"""The map: where like points stand together. Themes as discs for everyone, single points for those who look closer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, pi, sqrt
from textwrap import wrap
from typing import Any

from sqlalchemy import and_, func, select

from consult.accounts.countries import REGION_NAMES, region_of
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.kept.reports import Reports
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.reporting.summaries import Summary
from consult.analysis.shared.map_region import GRID
from consult.analysis.shared.population import each_letter_once_condition, main_theme, of_points
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline

LARGEST, FILLED = 0.34, 1.2  # the largest radius; how much of the map (4 in its own measure) all discs may take
LINE, LETTER = 0.05, 0.013  # height of a line and half the width of a letter, in the map's own measure


@dataclass(frozen=True)
class Disc:
    """A theme where its points lie; the area follows their number, each letter once."""

    summary: Summary
    x: float
    y: float
    radius: float

    @property
    def theme(self) -> Theme:
        return self.summary.theme

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Its name in lines that fit into it, each with its height; none where it is too small for words."""
        width = max(6, int(self.radius / LETTER))
        fitting = wrap(self.theme.label, width, break_long_words=False) if self.radius > 3 * LINE / 2 else []
        fitting = [*fitting[:2], fitting[2] + " …"] if len(fitting) > 3 else fitting
        return [(-self.y + (place - (len(fitting) - 2) / 2) * LINE, line) for place, line in enumerate(fitting)]


MIDDLES = "map"


def discs_of(reports: Reports, summaries: Sequence[Summary], membership: Membership) -> list[Disc]:
    """One a theme that has points on the map, in the order given, in the middle of those that are most of all its."""

    def count() -> list[list[Any]]:
        what = (Assignment.theme_id, func.avg(Point.x), func.avg(Point.y))
        query = of_points(reports.guideline, *what, membership=membership)
        query = query.join(Assignment, and_(Assignment.point_id == Point.id, Assignment.theme_id == main_theme()))
        query = query.where(each_letter_once_condition(), Point.x.is_not(None))
        return [list(row) for row in db.session.execute(query.group_by(Assignment.theme_id))]

    placed = {theme: (x, y) for theme, x, y in reports.value(MIDDLES, count)}
    shown = [summary for summary in summaries if summary.theme.id in placed]
    sizes = [summary.breadth.points for summary in shown]
    one = min(LARGEST / sqrt(max(sizes, default=1)), sqrt(FILLED / (pi * max(1, sum(sizes)))))  # radius of one point
    discs = []
    for summary, size in zip(shown, sizes, strict=True):
        x, y = placed[summary.theme.id]
        discs.append(Disc(summary, x, y, one * sqrt(size)))
    return discs


def closest_discs(discs: Sequence[Disc], number: int = 3) -> Mapping[int, list[Disc]]:
    """By theme, the discs whose middles are closest to its own: what the picture says of nearness."""

    def gap(one: Disc, other: Disc) -> float:
        return hypot(one.x - other.x, one.y - other.y)

    return {
        disc.theme.id: sorted((other for other in discs if other is not disc), key=lambda o: gap(disc, o))[:number]
        for disc in discs
    }


def spots_of(guideline: Guideline, membership: Membership) -> dict[str, Any]:
    """Columns of equal length: number (as the step from the one before), place, and for each way of colouring the
    place of its key in `keys`, -1 for none. `also` are rows by the other themes that they stand in.
    """
    what = (Point.id, Point.x, Point.y, Point.pillar_id, Comment.stakeholder_type, Comment.country)
    query = of_points(guideline, *what, membership=membership).where(each_letter_once_condition(), Point.x.is_not(None))
    rows = db.session.execute(query.order_by(Point.id)).all()
    themes = themes_of_points(guideline)
    mine = [themes.get(row[0], ()) for row in rows]
    also: dict[int, list[int]] = {}
    for place, others in enumerate(mine):
        for theme in others[1:]:
            also.setdefault(theme, []).append(place)
    keys: dict[str, list[Any]] = {
        "theme": sorted({theme for several in mine for theme in several}),
        "pillar": [pillar.id for pillar in guideline.pillars],
        "type": list(STAKEHOLDER_TYPE_NAMES),
        "region": list(REGION_NAMES),
    }
    places = {name: {key: place for place, key in enumerate(listed)} for name, listed in keys.items()}
    return {
        "grid": GRID,
        "keys": keys | {"pillar": [pillar.code for pillar in guideline.pillars]},
        "also": also,
        "id": [number - before for before, number in pairwise([0, *(row[0] for row in rows)])],
        "x": [round(row[1] * GRID) for row in rows],
        "y": [round(row[2] * GRID) for row in rows],
        "theme": [places["theme"][several[0]] if several else -1 for several in mine],
        "pillar": [places["pillar"].get(row[3], -1) for row in rows],
        "type": [places["type"].get(row[4], -1) for row in rows],
        "region": [places["region"].get(region_of(row[5]), -1) for row in rows],
    }


def themes_of_points(guideline: Guideline) -> Mapping[int, Sequence[int]]:
    """By point its themes, the most probable first."""
    query = select(Assignment.point_id, Assignment.theme_id).join(Assignment.theme)
    query = query.where(Theme.guideline_id == guideline.id)
    found: dict[int, list[int]] = {}
    for point, theme in db.session.execute(query.order_by(Assignment.p.desc(), Assignment.theme_id)):
        found.setdefault(point, []).append(theme)
    return found


def first_words(point: Point, longest: int = 120) -> str:
    """Its beginning, cut between words where there are spaces."""
    plain = " ".join(point.text.split())
    if len(plain) <= longest:
        return plain
    space = plain.rfind(" ", longest // 2, longest)
    return plain[: space if space > 0 else longest].rstrip(" ,;:.") + " …"
