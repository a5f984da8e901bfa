"""Revisions, found: of a guideline, of a clause, that collide, with the points they answer."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.analysis.shared.population import each_letter_once
from consult.comments.models import Comment, CommentState
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Guideline, Wording
from consult.drafts.queries import guideline_for, wordings_of
from consult.responses.queries import answerable_points
from consult.revisions.conflicts import shared, words_at
from consult.revisions.models import (
    Revision,
    RevisionKind,
    RevisionState,
    revision_point,
    revision_wording,
    words_of,
)
from consult.revisions.rules import LIVE, PUBLIC, may_read_revision
from consult.revisions.structure.touching import WHOLE, Touch, shared_clauses, touch_of


class Collision(NamedTuple):
    """Two live revisions that touch the same words, and those words; for two new clauses, the number both want."""

    first: Revision
    second: Revision
    words: tuple[str, ...]

    def other(self, revision: Revision) -> Revision:
        return self.second if self.first.id == revision.id else self.first


def revision_for(person: Person | None, revision_id: int) -> tuple[Revision, Membership] | None:
    """The revision and the reader's membership; None when it is not theirs to know of (yet)."""
    revision = db.session.get(Revision, revision_id)
    found = guideline_for(person, revision.guideline.slug) if revision is not None else None
    if revision is None or found is None:
        return None
    membership = found[1]
    return (revision, membership) if may_read_revision(membership, revision) else None


def readable_revisions(membership: Membership) -> Select[Revision]:
    query = select(Revision).where(Revision.guideline_id == membership.guideline.id)
    if not (membership.team or membership.expert):
        query = query.where(Revision.state.in_(PUBLIC))
    return query.options(joinedload(Revision.base), joinedload(Revision.pillar))


def revisions_of(guideline: Guideline, membership: Membership) -> Sequence[Revision]:
    """All that they may read, the newest first."""
    query = readable_revisions(membership).where(Revision.guideline_id == guideline.id)
    return db.session.scalars(query.order_by(Revision.changed_at.desc(), Revision.id.desc())).unique().all()


def revisions_on(clause: Clause, membership: Membership) -> Sequence[Revision]:
    """Every revision of a clause that they may read, the oldest first."""
    query = readable_revisions(membership).where(takes_up([clause.id]))
    return db.session.scalars(query.order_by(Revision.id)).unique().all()


def takes_up(clauses: Iterable[int]) -> ColumnElement[bool]:
    """The condition for revisions of any of these clauses: of one alone, or with others."""
    taken = select(revision_wording.c.revision_id).join(Wording, Wording.id == revision_wording.c.wording_id)
    numbers = list(clauses)
    return or_(Revision.clause_id.in_(numbers), Revision.id.in_(taken.where(Wording.clause_id.in_(numbers))))


def rivals_of(revision: Revision) -> Sequence[Revision]:
    """Revisions of the same words that are put to the vote or were carried: one draft takes one of them."""
    bases = [base.id for base in revision.bases]
    if not bases:
        return []
    taken = select(revision_wording.c.revision_id).where(revision_wording.c.wording_id.in_(bases))
    ahead = (or_(Revision.base_id.in_(bases), Revision.id.in_(taken)), Revision.id != revision.id)
    states = (RevisionState.BALLOTED, RevisionState.CARRIED)
    found = db.session.scalars(select(Revision).where(*ahead, Revision.state.in_(states)).order_by(Revision.id)).all()
    return [one for one in found if _exclude(revision, one)]


def _exclude(one: Revision, other: Revision) -> bool:
    """Of two revisions of the same words: whether a draft takes one of them alone."""
    if one.structure is None and other.structure is None:
        return True
    return bool(shared_clauses(_touch(one), _touch(other), _numbers(one)))


def _numbers(revision: Revision) -> dict[int, str]:
    return {base.clause_id: base.number for base in revision.bases}


def numbers_of_points(revisions: Iterable[Revision]) -> dict[int, int]:
    """How many points each answers, a letter in copies counted once. One query."""
    ids = [revision.id for revision in revisions]
    named = select(Point, revision_point.c.revision_id).join(revision_point, revision_point.c.point_id == Point.id)
    points: dict[int, list[Point]] = {}
    for point, number in db.session.execute(named.where(revision_point.c.revision_id.in_(ids))):
        points.setdefault(number, []).append(point)
    return {number: len(each_letter_once(those)) for number, those in points.items()}


def revisions_answering(points: Iterable[Point], membership: Membership) -> dict[int, list[Revision]]:
    """By point, the revisions that name it and that they may read. One query."""
    ids = [point.id for point in points]
    query = readable_revisions(membership).join(revision_point, revision_point.c.revision_id == Revision.id)
    named: Any = query.add_columns(revision_point.c.point_id).where(revision_point.c.point_id.in_(ids))
    found: dict[int, list[Revision]] = {}
    for revision, point_id in db.session.execute(named.order_by(Revision.id)).unique():
        found.setdefault(point_id, []).append(revision)
    return found


def points_answered(revision: Revision, membership: Membership, now: datetime) -> tuple[Sequence[Point], int]:
    """The points it answers whose comments they may read, and how many there are in all."""
    named = select(revision_point.c.point_id).where(revision_point.c.revision_id == revision.id)
    query = select(Point).join(Point.comment).join(Round, Round.id == Comment.round_id).where(Point.id.in_(named))
    loaded = query.options(joinedload(Point.comment).joinedload(Comment.round))
    shown = loaded.where(readable_condition(membership, now)).order_by(Point.comment_id, Point.start)
    every = db.session.scalar(select(func.count()).select_from(named.subquery())) or 0
    return db.session.scalars(shown).unique().all(), every


def points_to_answer(guideline: Guideline, point_ids: Sequence[int]) -> Sequence[Point]:
    """Of these numbers, the points of the guideline that a revision may name."""
    return (
        db.session.scalars(answerable_points(guideline).where(Point.id.in_(point_ids)).order_by(Point.id))
        .unique()
        .all()
    )


def points_of_comments(guideline: Guideline, references: Sequence[str]) -> Sequence[Point]:
    """All points of the comments with these references."""
    query = answerable_points(guideline).where(Comment.reference.in_(references)).options(joinedload(Point.comment))
    return db.session.scalars(query.order_by(Point.id)).unique().all()


def wordings_proposed_in_comments(clause: Clause, membership: Membership, now: datetime) -> Sequence[Comment]:
    """Comments on the clause that bring words of their own: something to start from."""
    query = select(Comment).join(Comment.round).where(Comment.clause_id == clause.id, Comment.proposed_text != "")
    query = query.where(Comment.state == CommentState.SENT, readable_condition(membership, now))
    return db.session.scalars(query.options(contains_eager(Comment.round)).order_by(Comment.id)).all()


def collisions_of(revision: Revision) -> list[Collision]:
    """Live revisions of the same words as this one."""
    if revision.state not in LIVE:
        return []
    return [c for c in collisions_in(revision.guideline, LIVE) if revision.id in {c.first.id, c.second.id}]


def collisions_in(guideline: Guideline, states: Iterable[RevisionState] = LIVE) -> list[Collision]:
    """Every pair of revisions in these states that cannot both come into the text as they are. One query, and for
    those that change the structure what each takes up."""
    live = select(Revision).where(Revision.guideline_id == guideline.id, Revision.state.in_(list(states)))
    revisions = db.session.scalars(live.options(joinedload(Revision.base)).order_by(Revision.id)).unique().all()
    by_place: dict[object, list[Revision]] = {}
    for revision in (revision for revision in revisions if revision.structure is None):
        # A revision collides with others on the same words, or with a new clause that wants the same number.
        place = revision.base_id or (revision.draft_id, revision.number)
        by_place.setdefault(place, []).append(revision)
    pairs = [pair for group in by_place.values() for pair in combinations(group, 2)]
    found = [Collision(one, other, _words_shared(one, other)) for one, other in pairs]
    found += _of_structure(revisions)
    return [collision for collision in found if collision.words]


def _of_structure(revisions: Sequence[Revision]) -> Iterator[Collision]:
    """Pairs against one draft of which one, or both, change its structure."""
    by_draft: dict[int, list[Revision]] = {}
    for revision in revisions:
        by_draft.setdefault(revision.draft_id, []).append(revision)
    for those in by_draft.values():
        if all(revision.structure is None for revision in those):
            continue
        touches = {revision.id: _touch(revision) for revision in those}
        numbers = {base.clause_id: base.number for revision in those for base in revision.bases}
        for one, other in combinations(those, 2):
            if one.structure is not None or other.structure is not None:
                yield Collision(one, other, shared_clauses(touches[one.id], touches[other.id], numbers))


def _touch(revision: Revision) -> Touch:
    if revision.structure is not None:
        clauses = {wording.id: wording.clause_id for wording in revision.wordings}
        return touch_of(revision.changes, words_of(revision.wordings), clauses)
    if revision.base is None:
        return Touch({}, frozenset({revision.number}), frozenset())
    whole = WHOLE if revision.kind == RevisionKind.DELETE else frozenset({"text"})
    return Touch({revision.base.clause_id: whole}, frozenset(), frozenset())


def _words_shared(one: Revision, other: Revision) -> tuple[str, ...]:
    if one.base is None or other.base is None:
        return (one.number,)
    base = one.base.text
    spans = shared(base, _becomes(one), _becomes(other))
    return tuple(words_at(base, span) or _("the same place") for span in spans)


def _becomes(revision: Revision) -> str:
    return "" if revision.kind == RevisionKind.DELETE else revision.proposed_text


def numbers_taken(draft: Draft) -> set[str]:
    """Printed numbers of the draft's clauses."""
    return {wording.number for wording in wordings_of(draft)}
