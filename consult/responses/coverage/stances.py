"""Where the authors of the points stand that an answer to a theme would reach: each letter once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, select, union_all

from consult.analysis.models import Point, Theme
from consult.analysis.shared.population import each_letter_once, each_letter_once_condition
from consult.comments.models import Comment, Stance
from consult.core.bulk_sql import rows_where
from consult.core.database import db
from consult.responses.coverage.opposition import Stances
from consult.responses.coverage.queries import beside_it, came_since, left_since, points_filed_under
from consult.responses.models import Answer, AnswerDraft
from consult.responses.queries import TO_WHOLE_THEMES, keeps_its_answer


def stances_reached(themes: Iterable[Theme]) -> Mapping[int, Stances]:
    """By theme: of the points that an answer given now reaches, as `points_reached` and `moved_since` count them. One
    query."""
    numbers = [theme.id for theme in themes]
    answered = select(Answer.id).where(Answer.theme_id == Theme.id, TO_WHOLE_THEMES, Answer.superseded_at.is_(None))
    filed = points_filed_under(Theme.id).where(~keeps_its_answer())
    moved = ((came_since, -1), (left_since, 1), (beside_it, 1))
    since = [(of(Theme.id).where(answered.correlate(Theme).exists()), sign) for of, sign in moved]
    parts = [_counted(query, numbers, sign) for query, sign in ((filed, 1), *since)]
    found: dict[int, Counter[str]] = {}
    for number, stance, many in db.session.execute(union_all(*parts)) if numbers else ():
        found.setdefault(number, Counter())[stance] += many
    return {number: _in_order(counts) for number, counts in found.items()}


def _counted(points: Select[Any], themes: list[int], sign: int) -> Any:
    query = points.where(each_letter_once_condition(), Theme.id.in_(themes))
    return query.with_only_columns(Theme.id, Comment.stance, sign * func.count()).group_by(Theme.id, Comment.stance)


def stances_of_draft(draft: AnswerDraft) -> Stances:
    """Of the points that an answer on its way would reach, as `reached_by` counts them."""
    asked = select(Comment.stance).join(Point, Point.comment_id == Comment.id)
    asked = asked.where(~keeps_its_answer(), each_letter_once_condition())
    members = sorted(number for number, _p in draft.members)
    return _in_order(Counter(stance for (stance,) in rows_where(asked, Point.id, members)))


def stances_of(points: Iterable[Point]) -> Stances:
    """Of these, each letter once."""
    return _in_order(Counter(point.comment.stance for point in each_letter_once(list(points))))


def _in_order(counts: Mapping[str, int]) -> Stances:
    return {str(stance): counts[stance] for stance in Stance if counts.get(stance)}
