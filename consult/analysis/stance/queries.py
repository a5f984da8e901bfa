"""Points of a theme or a clause by who says where they stand: a person, their author, the machine, nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from consult.analysis.models import Point, Theme
from consult.analysis.shared.population import each_letter_once_condition, main_theme, of_points
from consult.analysis.stance.models import PointStance, StanceLesson, StanceSuggestion
from consult.comments.models import Comment, Stance
from consult.consultations.models import Round, Visibility
from consult.core.database import db
from consult.drafts.models import Clause, Guideline

CODES = (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL)  # what people tell apart: for, against, neither
FEWEST = 20  # coded points from which the machine learns
AGAIN = 5  # more coded ones, after which it learns anew


@dataclass(frozen=True)
class StanceScope:
    """What the points have in common: a theme, or the clause that their comments are on."""

    guideline: Guideline
    theme: Theme | None = None
    clause: Clause | None = None

    def points(self, *what: Any) -> Select[Any]:
        """Each letter once; of rounds that the experts may read, too: they code."""
        query = of_points(self.guideline, *what).where(
            each_letter_once_condition(), Round.visibility != Visibility.NEVER
        )
        if self.theme is not None:
            return query.where(main_theme() == self.theme.id)
        return query.where(Comment.clause_id == (self.clause.id if self.clause is not None else None))


@dataclass(frozen=True)
class StanceCounts:
    """How many points people coded, by stance; those the machine suggests for, whose authors took no position; how many
    authors said theirs, and for how many of these the suggestion is the same."""

    points: int = 0
    coded: Mapping[str, int] = field(default_factory=dict)
    suggested: Mapping[str, int] = field(default_factory=dict)
    said: int = 0
    alike: int = 0

    @property
    def coded_points(self) -> int:
        return sum(self.coded.values())


def stance_side_of(stance: Stance) -> Stance:
    """Support with changes is support."""
    return Stance.SUPPORT if stance == Stance.SUPPORT_WITH_CHANGES else stance


def lesson_of(scope: StanceScope) -> StanceLesson | None:
    mine = StanceLesson.theme_id == scope.theme.id if scope.theme is not None else None
    if mine is None:
        mine = StanceLesson.clause_id == (scope.clause.id if scope.clause is not None else None)
    return db.session.scalars(select(StanceLesson).where(mine)).one_or_none()


def stance_scope_of(lesson: StanceLesson) -> StanceScope:
    about = lesson.theme or lesson.clause
    assert about is not None  # noqa: S101 - a check of the table
    return StanceScope(about.guideline, lesson.theme, lesson.clause)


def stance_counts(scope: StanceScope, lesson: StanceLesson | None) -> StanceCounts:
    """One query."""
    number = lesson.id if lesson is not None else 0
    query = scope.points(PointStance.stance, StanceSuggestion.stance, Comment.stance, func.count())
    query = query.outerjoin(PointStance, PointStance.point_id == Point.id)
    query = query.outerjoin(
        StanceSuggestion, (StanceSuggestion.point_id == Point.id) & (StanceSuggestion.lesson_id == number)
    )
    rows = db.session.execute(query.group_by(PointStance.stance, StanceSuggestion.stance, Comment.stance)).all()
    coded, suggested = Counter[str](), Counter[str]()
    points = said = alike = 0
    for code, guess, own, many in rows:
        points += many
        if code is not None:
            coded[code] += many
        elif guess is not None and own == Stance.NEUTRAL:
            suggested[guess] += many
        elif guess is not None:
            said += many
            alike += many if stance_side_of(own) == guess else 0
    return StanceCounts(points, coded, suggested, said, alike)


def next_stance_point(scope: StanceScope, after: int = 0) -> Point | None:
    """An uncoded point, drawn as by lot and always the same; those whose authors took no position lead."""
    lot = (Point.id * 7919) % 104729
    query = scope.points(Point).outerjoin(PointStance, PointStance.point_id == Point.id)
    query = query.where(PointStance.id.is_(None), Point.id != after)
    loaded = contains_eager(Point.comment).contains_eager(Comment.round)
    return db.session.scalars(query.options(loaded).order_by(Comment.stance != Stance.NEUTRAL, lot).limit(1)).first()
