"""Each theme's breadth, counted again only where its own points have changed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func

from consult.accounts.models import StakeholderType
from consult.analysis.kept.reports import Reports
from consult.analysis.models import Assignment, Point
from consult.analysis.shared.breadth import Breadth, breadth_from
from consult.analysis.shared.population import (
    distinct,
    each_letter_once_condition,
    of_points,
    organisation,
    respondent_key,
)
from consult.comments.models import Comment, Stance
from consult.core.database import db
from consult.drafts.membership import Membership

THEMES = "themes"


class ThemeCount(NamedTuple):
    """Campaigns folded; and the points of their copies beyond the one that counts."""

    breadth: Breadth = Breadth()
    copies: int = 0


def counts_of_themes(reports: Reports, membership: Membership | None) -> Mapping[int, ThemeCount]:
    """By theme, of those that hold points that they may read. Four queries for what has changed, none for the rest."""
    versions, held = reports.themes, reports.held(THEMES)[1] or {}
    known = {n: held[str(n)] for n, token in versions.items() if held.get(str(n), [None])[0] == token}
    stale = [number for number in versions if number not in known]
    if stale:
        counted = _counted(reports, membership, stale)
        known |= {number: [versions[number], counted.get(number)] for number in stale}
        reports.keep(THEMES, {str(number): entry for number, entry in known.items()})
    return {number: _read(entry[1]) for number, entry in known.items() if entry[1] is not None}


def _counted(reports: Reports, membership: Membership | None, themes: Sequence[int]) -> dict[int, list[Any]]:
    """As it is kept: points by country, by kind and stance; people, organisations; points with all copies."""

    def every(*what: Any) -> Any:
        query = of_points(reports.guideline, Assignment.theme_id, *what, membership=membership)
        query = query.join(Assignment, Assignment.point_id == Point.id)
        return query.where(Assignment.theme_id.in_(themes))

    def once(*what: Any) -> Any:
        return every(*what).where(each_letter_once_condition())

    def grouped(*by: Any) -> dict[int, list[list[Any]]]:
        found: dict[int, list[list[Any]]] = {}
        for number, *row in db.session.execute(once(*by, func.count()).group_by(Assignment.theme_id, *by)):
            found.setdefault(number, []).append(row)
        return found

    # Countries by themselves: each with each kind and stance would be as many rows as points.
    places, stands = grouped(Comment.country), grouped(Comment.stakeholder_type, Comment.stance)
    who = once(distinct(respondent_key()), distinct(organisation())).group_by(Assignment.theme_id)
    all_: dict[int, int] = dict(db.session.execute(every(func.count()).group_by(Assignment.theme_id)).all())
    return {
        number: [places[number], stands[number], people, organisations, all_[number]]
        for number, people, organisations in db.session.execute(who)
    }


def _read(kept: Sequence[Any]) -> ThemeCount:
    places, stands, people, organisations, every = kept
    by_group = {(StakeholderType(kind) if kind else None, Stance(stance)): n for kind, stance, n in stands}
    breadth = breadth_from(dict(places), by_group, people=people, organisations=organisations)
    return ThemeCount(breadth, every - breadth.points)
