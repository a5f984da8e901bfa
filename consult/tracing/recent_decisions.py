"""What you said, what we did: decided points of the latest revisions, shortened to a line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.text_diff import Segment, difference
from consult.responses.inheritance import Effective
from consult.responses.queries import effective_answers
from consult.revisions.models import Revision, RevisionState, revision_point
from consult.revisions.uptake.queries import uptakes
from consult.revisions.uptake.stages import Uptake

SHOWN = (RevisionState.PUBLISHED, RevisionState.CARRIED, RevisionState.NOT_CARRIED)
AROUND = 40  # signs kept on each side of a change


@dataclass(frozen=True)
class RecentDecision:
    """One point that was answered, the revision that came of it, and how many points that revision answers."""

    point: Point
    decision: Effective
    revision: Revision
    alike: int
    uptake: Uptake = Uptake.NONE

    @property
    def redline(self) -> list[Segment]:
        return excerpt(difference(self.revision.base_text, self.revision.proposed_text))


def excerpt(segments: Sequence[Segment], *, around: int = AROUND, changes: int = 2) -> list[Segment]:
    """The first changes with a few words around them; what is left out is three dots. Pure."""
    places = [place for place, segment in enumerate(segments) if segment.kind != "same"]
    if not places:
        return []
    last = places[min(len(places), changes * 2) - 1]
    shown = [_shortened(segment, place, last, around) for place, segment in enumerate(segments[: last + 2])]
    cut = len(segments) > last + 2 and not shown[-1].text.endswith("…")
    return [*shown, Segment("same", "…")] if cut else shown


def _shortened(segment: Segment, place: int, last: int, around: int) -> Segment:
    """What did not change, cut to the words next to a change."""
    if segment.kind != "same":
        return segment
    if place == 0:
        return Segment("same", _end_of(segment.text, around))
    if place > last:
        return Segment("same", _beginning_of(segment.text, around))
    if len(segment.text) > 2 * around + 3:
        middle = _beginning_of(segment.text, around) + _end_of(segment.text, around)[1:]
        return Segment("same", middle)
    return segment


def _beginning_of(text: str, signs: int) -> str:
    if len(text) <= signs:
        return text
    cut = text[:signs]
    return cut[: cut.rfind(" ") + 1 or signs] + "…"


def _end_of(text: str, signs: int) -> str:
    if len(text) <= signs:
        return text
    cut = text[-signs:]
    return "…" + cut[max(cut.find(" "), 0) :]


def recently_decided(guideline: Guideline, *, limit: int = 3) -> list[RecentDecision]:
    """The latest revisions that answer a point which everyone may read, published and carried ones first."""
    rows = db.session.execute(_latest(guideline).limit(limit * 2)).all()
    answers = effective_answers([point for point, _revision, _alike in rows])
    words = uptakes([point for point, _revision, _alike in rows])
    decided = [
        RecentDecision(p, answers[p.id], revision, alike, words[p.id]) for p, revision, alike in rows if p.id in answers
    ]
    return decided[:limit]


def _latest(guideline: Guideline) -> Select[Point, Revision, int]:
    """One readable point for each revision, with the number of points that the revision answers."""
    shown = select(Revision.id).where(Revision.guideline_id == guideline.id, Revision.state.in_(SHOWN))
    named = (
        select(
            revision_point.c.revision_id,
            func.min(revision_point.c.point_id)
            .filter(readable_condition(Membership(None, guideline, frozenset()), clock.now()))
            .label("point_id"),
            func.count().label("alike"),
        )
        .join(Point, Point.id == revision_point.c.point_id)
        .join(Comment, Comment.id == Point.comment_id)
        .join(Round, Round.id == Comment.round_id)
        .where(revision_point.c.revision_id.in_(shown))
        .group_by(revision_point.c.revision_id)
        .subquery()
    )
    done = case((Revision.state.in_([RevisionState.PUBLISHED, RevisionState.CARRIED]), 0), else_=1)
    return (
        select(Point, Revision, named.c.alike)
        .join(named, named.c.point_id == Point.id)
        .join(Revision, Revision.id == named.c.revision_id)
        .options(joinedload(Point.comment), joinedload(Revision.base), joinedload(Revision.clause))
        .order_by(done, Revision.changed_at.desc(), Revision.id.desc())
    )
