"""Cells of a matrix split by stance: what people and authors said, and beside it, apart, what the machine suggests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from consult.analysis.models import Assignment, Point
from consult.analysis.shared.point_filter import NONE
from consult.analysis.shared.population import each_letter_once_condition, filed, of_points
from consult.analysis.stance.models import PointStance, StanceLesson, StanceSuggestion
from consult.analysis.stance.queries import stance_side_of
from consult.comments.models import Comment, Stance
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline


@dataclass
class StanceSplit:
    """Points for and against: as a person coded them or else as their author said; and as the machine suggests where
    neither did, from lessons that are reliable alone."""

    supporting: int = 0
    opposing: int = 0
    suggested_supporting: int = 0
    suggested_opposing: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.supporting or self.opposing or self.suggested)

    @property
    def suggested(self) -> bool:
        return bool(self.suggested_supporting or self.suggested_opposing)

    def add(self, stance: Stance, many: int, *, suggested: bool) -> None:
        if stance_side_of(stance) == Stance.NEUTRAL:
            return
        name = "supporting" if stance_side_of(stance) == Stance.SUPPORT else "opposing"
        name = f"suggested_{name}" if suggested else name
        setattr(self, name, getattr(self, name) + many)


def stance_splits(
    guideline: Guideline, column: Any, key_of: Callable[[Any], str], membership: Membership
) -> dict[tuple[str, str], StanceSplit]:
    """By theme (or "none") and key of the column. Two queries."""
    coded = select(cast(PointStance.stance, String)).where(PointStance.point_id == Point.id)
    best = select(cast(StanceSuggestion.stance, String)).join(StanceSuggestion.lesson)
    best = best.where(StanceSuggestion.point_id == Point.id, StanceLesson.reliable)
    best = best.order_by(StanceSuggestion.p.desc(), StanceSuggestion.id).limit(1)
    person, machine = (query.correlate(Point).scalar_subquery() for query in (coded, best))
    told = (column, person.label("person"), Comment.stance.label("author"), machine.label("machine"))
    found: dict[tuple[str, str], StanceSplit] = {}
    for theme, joined in ((Assignment.theme_id, True), (literal(NONE), False)):
        query = of_points(guideline, theme.label("theme"), *told, membership=membership)
        query = query.where(each_letter_once_condition())
        query = query.join(Assignment, Assignment.point_id == Point.id) if joined else query.where(~filed())
        rows = query.subquery()
        counted: Select[Any] = select(*rows.c, func.count()).group_by(*rows.c)
        for place, value, said, author, guess, many in db.session.execute(counted):
            split = found.setdefault((str(place), key_of(value)), StanceSplit())
            if said is not None or author != Stance.NEUTRAL:
                split.add(Stance(said or author), many, suggested=False)
            elif guess is not None:
                split.add(Stance(guess), many, suggested=True)
    return found
