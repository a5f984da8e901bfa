"""Shortlists of a guideline: what was chosen out of what, and who asks for it. A fixed number of queries each."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point
from consult.analysis.reporting.summaries import summaries_of
from consult.analysis.shared.population import each_letter_once_condition, of_points, respondent_key
from consult.comments.models import Comment, Endorsement
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.revisions.models import RevisionState, revision_point
from consult.revisions.queries import revisions_of
from consult.tracing.hearing.fairness import Asker, Shortlist, ShortlistKind

FIRST = 10  # themes that a reader sees before scrolling
PUT_FORWARD = frozenset(RevisionState) - {RevisionState.DRAFT, RevisionState.WITHDRAWN}
VOTED_ON = PUT_FORWARD - {RevisionState.PROPOSED}


def shortlist_of(membership: Membership, kind: ShortlistKind) -> Shortlist:
    """As the one who asks may read it: comments and revisions that are not theirs to know do not count."""
    return SHORTLISTS[kind](membership)


def _themes(membership: Membership) -> Shortlist:
    items = _themes_in_order(membership)
    return _of_themes(membership, ShortlistKind.THEMES, items, list(items)[:FIRST])


def _points(membership: Membership) -> Shortlist:
    """A theme is put to the experts when a revision that they may read names a point of it."""
    items = _themes_in_order(membership)
    revisions = [r.id for r in revisions_of(membership.guideline, membership) if r.state in PUT_FORWARD]
    named = select(Assignment.theme_id).join(revision_point, revision_point.c.point_id == Assignment.point_id)
    taken_up = set(db.session.scalars(named.where(revision_point.c.revision_id.in_(revisions)).distinct()))
    return _of_themes(membership, ShortlistKind.POINTS, items, [item for item in items if item in taken_up])


def _quotes(membership: Membership) -> Shortlist:
    """Comments that are quoted for a theme, out of those quoted or endorsed."""
    quoted = of_points(membership.guideline, Comment.id, membership=membership)
    quoted = quoted.join(Assignment, Assignment.point_id == Point.id).where(Assignment.representative.is_not(None))
    endorsed = of_points(membership.guideline, Comment.id, membership=membership)
    endorsed = endorsed.join(Endorsement, Endorsement.comment_id == Comment.id)
    chosen = sorted(set(db.session.scalars(quoted.distinct())))
    every = {*chosen, *db.session.scalars(endorsed.distinct())}
    items = {comment.id: comment for comment in _comments(every)}
    asks = _asks(membership, Comment.id, lambda query: query.where(Comment.id.in_(every)))
    return _shortlist(ShortlistKind.QUOTES, items, chosen, asks)


def _revisions(membership: Membership) -> Shortlist:
    revisions = {r.id: r for r in revisions_of(membership.guideline, membership) if r.state in PUT_FORWARD}
    chosen = [revision.id for revision in revisions.values() if revision.state in VOTED_ON]
    column = revision_point.c.revision_id

    def naming(query: Select[Any]) -> Select[Any]:
        return query.join(revision_point, revision_point.c.point_id == Point.id).where(column.in_(revisions))

    return _shortlist(ShortlistKind.REVISIONS, revisions, chosen, _asks(membership, column, naming))


SHORTLISTS: Mapping[ShortlistKind, Callable[[Membership], Shortlist]] = {
    ShortlistKind.THEMES: _themes,
    ShortlistKind.QUOTES: _quotes,
    ShortlistKind.POINTS: _points,
    ShortlistKind.REVISIONS: _revisions,
}


def _themes_in_order(membership: Membership) -> dict[int, Any]:
    """The broadest first, as they are listed; what is no subject does not count."""
    summaries = summaries_of(membership.guideline, membership=membership)
    return {summary.theme.id: summary.theme for summary in summaries if not summary.theme.left_over}


def _of_themes(
    membership: Membership, kind: ShortlistKind, items: Mapping[int, Any], chosen: Collection[int]
) -> Shortlist:
    def filed(query: Select[Any]) -> Select[Any]:
        return query.join(Assignment, Assignment.point_id == Point.id).where(Assignment.theme_id.in_(items))

    return _shortlist(kind, items, list(chosen), _asks(membership, Assignment.theme_id, filed))


Asks = tuple[Iterable[Any], Iterable[Any]]


def _asks(membership: Membership, item: Any, narrowed: Callable[[Select[Any]], Select[Any]]) -> Asks:
    """Rows of (who, item, country, type, language): authors, a letter in copies once, then endorsers. Two queries."""
    who = respondent_key().label("who")
    groups = (func.max(Comment.country), func.max(Comment.stakeholder_type), func.max(Comment.language))
    said = narrowed(of_points(membership.guideline, who, item, *groups, membership=membership))
    said = said.where(each_letter_once_condition()).group_by(who, item)
    person = (literal("p") + cast(Person.id, String)).label("who")
    columns = (person, item, Person.country, Person.stakeholder_type, Person.language)
    supported = narrowed(of_points(membership.guideline, *columns, membership=membership))
    supported = supported.join(Endorsement, Endorsement.comment_id == Comment.id)
    supported = supported.join(Person, Person.id == Endorsement.person_id).distinct()
    return db.session.execute(said).all(), db.session.execute(supported).all()


def _shortlist(kind: ShortlistKind, items: Mapping[int, Any], chosen: Collection[int], asks: Asks) -> Shortlist:
    """Who was heard first as an author is described as they were then."""
    said, supported = asks
    by_voter: dict[str, set[int]] = defaultdict(set)
    speakers: dict[str, Asker] = {}
    for who, item, *group in (*said, *supported):
        by_voter[who].add(item)
        speakers.setdefault(who, Asker(*group))
    return Shortlist(
        kind,
        items,
        list(chosen),
        {who: frozenset(asked) for who, asked in by_voter.items()},
        speakers,
        endorsers=len({who for who, *_rest in supported}),
    )


def _comments(ids: Collection[int]) -> Iterable[Comment]:
    return db.session.scalars(select(Comment).where(Comment.id.in_(ids)).order_by(Comment.id))
