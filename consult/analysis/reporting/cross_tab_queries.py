"""The matrices of a guideline, counted: which themes meet which pillars, stakeholder types, regions, stances."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, func, literal, select

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.analysis.kept.reports import Reports
from consult.analysis.models import Assignment, Point
from consult.analysis.reporting.cross_tabs import CrossTabView, Matrix, gathered, key_of_region, key_of_word, matrix
from consult.analysis.reporting.summaries import Summary
from consult.analysis.shared.point_filter import NONE
from consult.analysis.shared.population import each_letter_once_condition, filed, of_points
from consult.analysis.shared.time_buckets import TimeBucket, periods
from consult.analysis.stance.split import StanceSplit, stance_splits
from consult.comments.labels import STANCE_NAMES
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.translations.models import TextKind
from consult.drafts.translations.naming import NamedText, shown_name

BY_NAMES = {
    "pillar": _l("Pillars"),
    "type": _l("Kinds of stakeholder"),
    "region": _l("Regions"),
    "stance": _l("Stance"),
    "round": _l("Rounds"),
    "sent": _l("Time"),
}


@dataclass(frozen=True)
class Dimension:
    """What a theme is laid against: the column counted, how a value becomes a key, the keys with their names."""

    column: Any
    key_of: Callable[[Any], str]
    columns: Sequence[tuple[str, str]]


def dimension(by: str, guideline: Guideline) -> Dimension:
    if by == "type":
        return Dimension(
            Comment.stakeholder_type, key_of_word, [*STAKEHOLDER_TYPE_NAMES.items(), (NONE, _("Not said"))]
        )
    if by == "region":
        return Dimension(Comment.country, key_of_region, [*REGION_NAMES.items(), (NONE, _("Not said"))])
    if by == "stance":
        return Dimension(Comment.stance, key_of_word, list(STANCE_NAMES.items()))
    if by == "round":
        rounds = select(Round.id, Round.slug, Round.title).where(Round.guideline_id == guideline.id, ~Round.practice)
        rows = db.session.execute(rounds.order_by(Round.opens_at, Round.id)).all()
        slugs = {number: slug for number, slug, _title in rows}
        return Dimension(
            Comment.round_id,
            slugs.__getitem__,
            [(slug, _round_named(guideline, slug, title)) for _n, slug, title in rows],
        )
    if by == "sent":
        return _over_time(guideline)
    codes = {pillar.id: pillar.code for pillar in guideline.pillars}
    return Dimension(
        Point.pillar_id,
        lambda number: codes.get(number, NONE),
        [*((pillar.code, shown_name(pillar)) for pillar in guideline.pillars), (NONE, _("Fits no pillar"))],
    )


def _round_named(guideline: Guideline, slug: str, title: str) -> str:
    return shown_name(NamedText(guideline.id, guideline.language, TextKind.ROUND, slug, title))


def _over_time(guideline: Guideline) -> Dimension:
    """Even periods from the first comment to the last, by the day that it was sent."""
    ends = db.session.execute(of_points(guideline, func.min(Comment.sent_at), func.max(Comment.sent_at))).one()
    cut = periods(*ends) if ends[0] is not None else []
    spans = [TimeBucket(start, end) for start, end in pairwise(cut)]
    if not spans:
        return Dimension(literal("").label("period"), str, [])
    # Labelled, so that the database is told to group by the very same thing.
    which: Any = literal(spans[-1].key)
    if len(spans) > 1:
        which = case(*((Comment.sent_at < span.until, span.key) for span in spans[:-1]), else_=spans[-1].key)
    return Dimension(which.label("period"), str, [(span.key, span.name) for span in spans])


def _counted(guideline: Guideline, of: Dimension, membership: Membership) -> dict[str, list[Any]]:
    """As it is kept: the keys of the columns; (theme, key, points); (key, points) of all. Three queries."""

    def counted(theme: Any, *where: Any) -> Any:
        return of_points(guideline, theme, of.column, func.count(), membership=membership).where(
            each_letter_once_condition(), *where
        )

    in_theme = counted(Assignment.theme_id).join(Assignment, Assignment.point_id == Point.id)
    in_none = counted(literal(NONE), ~filed())
    cells = gathered(db.session.execute(in_theme.group_by(Assignment.theme_id, of.column)), of.key_of)
    cells |= gathered(db.session.execute(in_none.group_by(of.column)), of.key_of)
    every = gathered(db.session.execute(counted(literal("")).group_by(of.column)), of.key_of)
    return {
        "keys": [key for key, _name in of.columns],
        "cells": [[theme, key, count] for (theme, key), count in cells.items()],
        "every": [[key, count] for (_theme, key), count in every.items()],
    }


def splits_of(guideline: Guideline, by: str, membership: Membership) -> dict[tuple[str, str], StanceSplit]:
    """The cells of the matrix, each by stance."""
    of = dimension(by, guideline)
    return stance_splits(guideline, of.column, of.key_of, membership)


def matrix_of(
    reports: Reports, by: str, summaries: Sequence[Summary], membership: Membership, look: CrossTabView
) -> Matrix:
    """Rows in the order of the summaries, then the points in no theme."""
    guideline = reports.guideline
    kept = reports.value(f"matrix-{by}", lambda: _counted(guideline, dimension(by, guideline), membership))
    if by == "sent":
        columns = [(key, bucket.name) for key in kept["keys"] if (bucket := TimeBucket.of(key)) is not None]
    else:
        columns = list(dimension(by, guideline).columns)
    cells = {(theme, key): count for theme, key, count in kept["cells"]}
    rows: list[tuple[str, Any, int]] = [(str(s.theme.id), s, s.breadth.points) for s in summaries if s.breadth.points]
    left = sum(count for (theme, _key), count in cells.items() if theme == NONE)
    shown_rows = [*rows, *([(NONE, None, left)] if left else [])]
    shown = {theme for theme, _about, _total in shown_rows}
    counted = {place: count for place, count in cells.items() if place[0] in shown}
    return matrix(by, columns, shown_rows, counted, dict(kept["every"]), look=look)
