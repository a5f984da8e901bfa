"""Points with all that a page says of them, in a fixed number of queries however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Campaign, Point, Theme
from consult.analysis.queries import assignments_of
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.queries import words_by_clause


@dataclass(frozen=True)
class PointDetail:
    """`number` is the clause's number in the draft commented on; `filed` are its themes, strongest first."""

    point: Point
    number: str
    filed: Sequence[Assignment]
    nearest: Theme | None
    decided_by: Person | None  # who said which pillar it speaks of

    @property
    def comment(self) -> Comment:
        return self.point.comment

    @property
    def copies(self) -> int:
        """How many comments are this letter; 0 for what is no letter."""
        campaign: Campaign | None = self.point.campaign
        return campaign.size if campaign is not None else 0

    @property
    def elsewhere(self) -> bool:
        """Read as of another pillar than its author filed it under."""
        filed, read = self.comment.pillar_id, self.point.pillar_id
        return bool(filed and read and filed != read and self.decided_by is None)


def point_details(points: Sequence[Point]) -> list[PointDetail]:
    filed = assignments_of(points)
    numbers = clause_numbers_in_round_draft([point.comment for point in points])
    nearest = _by_id(Theme, {point.nearest_theme_id for point in points if not filed[point.id]})
    deciders = _by_id(Person, {point.pillar_by_id for point in points})
    return [
        PointDetail(
            point=point,
            number=numbers.get(point.comment_id, ""),
            filed=filed[point.id],
            nearest=nearest.get(point.nearest_theme_id or 0),
            decided_by=deciders.get(point.pillar_by_id or 0),
        )
        for point in points
    ]


def by_theme(rows: Sequence[PointDetail]) -> list[tuple[Theme | None, list[PointDetail]]]:
    """Under the theme that each most probably belongs to, the fullest first; those in no theme last."""
    groups: dict[int, tuple[Theme | None, list[PointDetail]]] = {}
    for row in rows:
        theme = row.filed[0].theme if row.filed else None
        groups.setdefault(theme.id if theme is not None else 0, (theme, []))[1].append(row)
    return sorted(groups.values(), key=lambda group: (group[0] is None, -len(group[1])))


def clause_numbers_in_round_draft(comments: Sequence[Comment]) -> Mapping[int, str]:
    """The number that each comment's clause has in the draft of its round."""
    on_clauses = [comment for comment in comments if comment.clause_id is not None]
    words = {draft.id: words_by_clause(draft) for draft in {comment.round.draft for comment in on_clauses}}
    nothing = ("", "", "")
    return {comment.id: words[comment.round.draft_id].get(comment.clause_id or 0, nothing)[0] for comment in on_clauses}


T = TypeVar("T", Theme, Person)


def _by_id(model: type[T], ids: set[int | None]) -> dict[int, T]:
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    return {thing.id: thing for thing in db.session.scalars(select(model).where(model.id.in_(wanted)))}
