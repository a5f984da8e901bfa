"""Why a revision was proposed: the points it answers, who made them, their themes, what was answered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from consult.accounts.countries import region_of
from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.analysis.queries import may_read_themes_of
from consult.analysis.shared.population import each_letter_once
from consult.comments.models import Comment
from consult.comments.queries import readable_condition
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.responses.models import Answer, Disposition
from consult.responses.queries import effective_answers
from consult.revisions.answered_points import AnsweredPoints, by_answer, count_by_disposition, count_sources
from consult.revisions.models import Revision, revision_point


@dataclass(frozen=True)
class Reasons:
    """Counts are of every point; themes, answers and what was decided come of those they may read, each letter once.

    `hidden` is how many of the points they may not read.
    """

    sources: AnsweredPoints
    hidden: int
    organisations: int
    countries: int
    regions: int
    themes: list[Theme]
    decided: list[tuple[Disposition | None, int]]
    answers: list[tuple[Answer | None, list[Point]]]


def reasons_for(revision: Revision, membership: Membership, now: datetime) -> Reasons:
    answered = select(revision_point.c.point_id).where(revision_point.c.revision_id == revision.id)
    query = select(Point, readable_condition(membership, now)).join(Point.comment).join(Comment.round)
    query = query.where(Point.id.in_(answered)).options(contains_eager(Point.comment))
    rows = db.session.execute(query.order_by(Point.comment_id, Point.start)).all()
    points = [point for point, _theirs in rows]
    comments = {point.comment_id: point.comment for point in points}
    countries = {c.country for c in comments.values() if c.country}
    read = each_letter_once([point for point, theirs in rows if theirs])
    answers = effective_answers(read)
    sources = count_sources(points)
    return Reasons(
        sources=sources,
        hidden=max(sources.points - len(read), 0),
        organisations=len({c.organisation for c in comments.values() if c.organisation}),
        countries=len(countries),
        regions=len({region_of(code) for code in countries}),
        themes=_themes([point.id for point in read])
        if may_read_themes_of(membership.person, membership.guideline)
        else [],
        decided=count_by_disposition(read, answers),
        answers=by_answer(read, answers),
    )


def _themes(point_ids: Sequence[int]) -> list[Theme]:
    """Active themes of these points, the one with most of them first."""
    query = select(Theme, Assignment.point_id).join(Assignment, Assignment.theme_id == Theme.id)
    rows = db.session.execute(query.where(Assignment.point_id.in_(point_ids), Theme.state == ThemeState.ACTIVE))
    return [theme for theme, _times in Counter(theme for theme, _point in rows).most_common()]
