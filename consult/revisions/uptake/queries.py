"""Accepted points and the revisions that name them, found: a constant number of queries however many there are."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.models import Answer
from consult.responses.queries import AT_ONCE, answerable_points, effective_answer_id
from consult.responses.tallies.models import AnswerStanding
from consult.responses.tallies.queries import Counted, answered_as
from consult.revisions.models import Revision, RevisionState, revision_point
from consult.revisions.uptake.stages import ACCEPTING, STATES_OF_SETTLED, UPTAKE_OF, Uptake, uptake_of

# A revision whose points may still be named: not while the experts vote on it, nor when it came to nothing.
LINKABLE = (RevisionState.DRAFT, RevisionState.PROPOSED, RevisionState.CARRIED, RevisionState.PUBLISHED)
STAGES = tuple(Uptake)


def uptakes(points: Iterable[Point]) -> dict[int, Uptake]:
    """By point, for each of them. One query for some thousands."""
    numbers = [point.id for point in points]
    states: dict[int, list[RevisionState]] = {number: [] for number in numbers}
    for start in range(0, len(numbers), AT_ONCE):
        named = select(revision_point.c.point_id, Revision.state)
        named = named.join(Revision, Revision.id == revision_point.c.revision_id)
        cut = numbers[start : start + AT_ONCE]
        for number, state in db.session.execute(named.where(revision_point.c.point_id.in_(cut))):
            states[number].append(state)
    return {number: uptake_of(those) for number, those in states.items()}


def accepted_points(guideline: Guideline) -> Select[Point]:
    """Points whose answer promises words."""
    promised = select(Answer.id).where(Answer.id == effective_answer_id(), Answer.disposition.in_(ACCEPTING))
    return answerable_points(guideline).where(promised.correlate(Point).exists())


def promised_points(guideline: Guideline) -> Select[Point]:
    """Accepted points whose words nobody carried: what their answers say is not so yet, or no more."""
    carried = select(Revision.id).join(revision_point, revision_point.c.revision_id == Revision.id)
    carried = carried.where(revision_point.c.point_id == Point.id, Revision.state.in_(STATES_OF_SETTLED))
    return accepted_points(guideline).where(~carried.correlate(Point).exists())


def promised_tally(guideline: Guideline) -> Counted:
    """How many there are: all accepted ones, less those whose words are settled."""
    every = answered_as(guideline, [disposition.value for disposition in ACCEPTING])
    settled = select(revision_point.c.point_id).join(Revision, Revision.id == revision_point.c.revision_id)
    settled = settled.where(Revision.guideline_id == guideline.id, Revision.state.in_(STATES_OF_SETTLED))
    query = select(func.count(), func.sum(AnswerStanding.point_id)).where(AnswerStanding.point_id.in_(settled))
    # By the points that revisions name, not by all of the guideline: a key plus nothing keeps the key's own index out.
    accepted = (AnswerStanding.guideline_id + 0 == guideline.id, AnswerStanding.disposition.in_(ACCEPTING))
    points, ids = db.session.execute(query.where(*accepted)).one()
    return Counted(every.points - points, every.ids - int(ids or 0))


def uptake_rank() -> ColumnElement[int]:
    """For a select of points: the place in `Uptake` of the best that a revision of theirs came to."""
    ranks = case({state: STAGES.index(stage) for state, stage in UPTAKE_OF.items()}, value=Revision.state)
    named = select(func.min(ranks)).select_from(Revision)
    named = named.join(revision_point, revision_point.c.revision_id == Revision.id)
    best = named.where(revision_point.c.point_id == Point.id).correlate(Point).scalar_subquery()
    return func.coalesce(best, STAGES.index(Uptake.NONE))


def promised_at(guideline: Guideline, stage: Uptake) -> Select[Point]:
    """Of those, the ones whose words have come so far; with the comments, in the order of these."""
    query = promised_points(guideline).where(uptake_rank() == STAGES.index(stage))
    return query.options(joinedload(Point.comment)).order_by(Point.comment_id, Point.start)


def promised_by_stage(guideline: Guideline) -> dict[Uptake, int]:
    """How many at each stage, those that need most attention first. One query."""
    each = promised_points(guideline).with_only_columns(uptake_rank().label("rank")).order_by(None).subquery()
    counted = db.session.execute(select(each.c.rank, func.count()).group_by(each.c.rank))
    found = {STAGES[rank]: number for rank, number in counted}
    return {stage: found[stage] for stage in reversed(STAGES) if stage in found}


def revisions_naming(points: Iterable[Point]) -> dict[int, list[Revision]]:
    """By point, every revision that names it, the newest first. For the drafting team."""
    return revisions_naming_numbers([point.id for point in points])


def revisions_naming_numbers(numbers: Sequence[int]) -> dict[int, list[Revision]]:
    query: Select[Any] = select(revision_point.c.point_id, Revision)
    query = query.join(Revision, Revision.id == revision_point.c.revision_id)
    found: dict[int, list[Revision]] = {}
    for number, revision in db.session.execute(
        query.where(revision_point.c.point_id.in_(numbers)).order_by(Revision.id.desc())
    ):
        found.setdefault(number, []).append(revision)
    return found


def linkable_revisions(guideline: Guideline) -> Sequence[Revision]:
    """Revisions that a point may still be linked to, in the order of the text."""
    ours = (Revision.guideline_id == guideline.id, Revision.state.in_(LINKABLE))
    return db.session.scalars(select(Revision).where(*ours).order_by(Revision.number, Revision.id)).all()


def linkable_revision(guideline: Guideline, number: int) -> Revision | None:
    revision = db.session.get(Revision, number)
    return revision if revision is not None and revision.guideline_id == guideline.id else None
