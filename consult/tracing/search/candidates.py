"""Selects over the index: what of each kind a reader may find, joined to the rows as they are now, with what they are.

Nothing of a row's state is kept in the index but its words: who may read it, its theme, its answer are asked of the
rows themselves, so that a result is never staler than a page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select
from sqlalchemy.orm import aliased

from consult.accounts.countries import countries
from consult.analysis.models import Point
from consult.analysis.read_points.queries import ME, read_by
from consult.analysis.shared.population import each_letter_once_condition
from consult.comments.models import Comment, CommentState
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.search.engine import fits_query, search_fts, source_id
from consult.core.search.models import SearchEntry, SearchKind
from consult.core.search.query_language import SearchQuery
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Pillar, Wording
from consult.drafts.translations.models import TextTranslation
from consult.responses.assignments.queries import assignee_id
from consult.responses.clearance.queries import is_on_its_way
from consult.responses.models import Answer, AnswerCoverage
from consult.responses.queries import (
    capacity_of_comment,
    effective_answer_id,
    has_own_answer,
    main_theme_id,
    type_of_point,
)
from consult.responses.translation.models import PointTranslation
from consult.revisions.models import Revision
from consult.revisions.queries import takes_up
from consult.revisions.rules import PUBLIC
from consult.tracing.search.search_filter import NONE, NOT_BEGUN, UNREAD, SearchFilter


@dataclass(frozen=True)
class SearchRequest:
    """Who looks for what. `clauses`: numbers of clauses that the query names, None where it names none."""

    membership: Membership
    wanted: SearchFilter
    query: SearchQuery
    now: datetime
    drafts: tuple[int, ...]  # that they may read and mean
    clauses: tuple[int, ...] | None = None
    reads_points: bool = False


@dataclass(frozen=True)
class Candidates:
    """`rows` finds entries joined to their rows; `facets` are the columns that say what they are, by name."""

    rows: Select[Any]
    facets: Mapping[str, Any]


def candidates(kind: SearchKind, request: SearchRequest) -> Candidates:
    """Under the query, the filters of the address, and what the reader may read."""
    found = _OF_KIND[kind](request)
    chosen = [
        _chosen(found.facets[name], int(word) if name in _NUMBERS and word != NONE else word)
        for name, word in request.wanted.asked.items()
        if name in found.facets and name not in _BY_ITSELF
    ]
    return Candidates(found.rows.where(*chosen), found.facets)


def _chosen(column: ColumnElement[Any], word: str | int) -> ColumnElement[bool]:
    if word == UNREAD:
        return func.coalesce(column, "") != ME
    return column.is_(None) if word in {NONE, NOT_BEGUN} else column == word


_BY_ITSELF = {"region", "draft", "sent"}
_NUMBERS = {"theme", "assignee"}


def _entries(kind: SearchKind, request: SearchRequest, model: Any) -> Select[Any]:
    found: Select[Any] = select(search_fts.c.rowid).select_from(search_fts).join(model, model.id == source_id(kind))
    return found.where(fits_query(request.query, request.membership.guideline.id, kind))


def _clauses(request: SearchRequest) -> Candidates:
    rows = _entries(SearchKind.CLAUSE, request, Wording).join(Draft, Draft.id == Wording.draft_id)
    rows = rows.join(Pillar, Pillar.id == Wording.pillar_id).where(Wording.draft_id.in_(request.drafts))
    if request.clauses is not None:
        rows = rows.where(Wording.clause_id.in_(request.clauses))
    return Candidates(rows, {"pillar": Pillar.code, "draft": Draft.number, "language": Wording.language})


def _translations(request: SearchRequest) -> Candidates:
    """Of the clauses of those drafts: made of these very words, else the last one that was made for readers of them."""
    row, other = TextTranslation, aliased(TextTranslation)
    own = (Wording.clause_id == Clause.id, Wording.language == request.membership.guideline.language)
    rows = _entries(SearchKind.CLAUSE_TRANSLATION, request, row)
    rows = rows.join(Clause, and_(Clause.guideline_id == row.guideline_id, Clause.uid == row.key))
    rows = rows.join(Wording, and_(*own, Wording.draft_id.in_(request.drafts)))
    rows = rows.join(Draft, Draft.id == Wording.draft_id).join(Pillar, Pillar.id == Wording.pillar_id)
    if request.clauses is not None:
        rows = rows.where(Clause.id.in_(request.clauses))
    same = (
        getattr(other, name) == getattr(row, name) for name in ("guideline_id", "language", "version", "kind", "key")
    )
    later = and_(other.made_on <= Draft.number, other.id > row.id)
    better = select(other.id).where(*same, other.superseded_at.is_(None), or_(_made_of(other), later)).exists()
    rows = rows.where(or_(_made_of(row), and_(row.made_on <= Draft.number, ~better)))
    return Candidates(rows, {"pillar": Pillar.code, "language": row.language})


def _made_of(translation: Any) -> ColumnElement[bool]:
    return and_(translation.of_heading == Wording.heading, translation.of_text == Wording.text)


def _of_comments(rows: Select[Any], request: SearchRequest) -> Candidates:
    """What narrows comments, and the points in them."""
    guideline, wanted = request.membership.guideline, request.wanted
    there = and_(
        Wording.clause_id == Comment.clause_id,
        Wording.draft_id == Round.draft_id,
        Wording.language == guideline.language,
    )
    rows = rows.join(Round, Round.id == Comment.round_id).outerjoin(Clause, Clause.id == Comment.clause_id)
    rows = rows.outerjoin(Wording, there)
    rows = rows.outerjoin(Pillar, Pillar.id == func.coalesce(Wording.pillar_id, Comment.pillar_id))
    rows = rows.where(Round.guideline_id == guideline.id, readable_condition(request.membership, request.now))
    if request.clauses is not None:
        rows = rows.where(Comment.clause_id.in_(request.clauses))
    if wanted.region:
        rows = rows.where(_from_region(wanted.region))
    if wanted.sent:
        first = datetime.fromisoformat(f"{wanted.sent}-01").replace(tzinfo=UTC)
        rows = rows.where(Comment.sent_at >= first, Comment.sent_at < _a_month_after(first))
    facets: dict[str, Any] = {
        "pillar": Pillar.code,
        "clause": Clause.uid,
        "type": Comment.type,
        "stance": Comment.stance,
        "who": Comment.stakeholder_type,
        "country": Comment.country,
        "language": Comment.language,
        "round": Round.slug,
        "channel": Comment.channel,
        "sent": Comment.sent_at,
    }
    return Candidates(rows, facets)


def _a_month_after(first: datetime) -> datetime:
    return (first + timedelta(days=31)).replace(day=1)


def _from_region(region: str) -> ColumnElement[bool]:
    if region == NONE:
        return Comment.country.is_(None)
    return Comment.country.in_([code for code, country in countries().items() if country.region == region])


def _comments(request: SearchRequest) -> Candidates:
    return _of_comments(_entries(SearchKind.COMMENT, request, Comment), request)


def _points_translated(request: SearchRequest) -> Candidates:
    rows: Select[Any] = select(search_fts.c.rowid).select_from(search_fts)
    rows = rows.join(PointTranslation, PointTranslation.point_id == source_id(SearchKind.POINT_TRANSLATION))
    rows = rows.where(fits_query(request.query, request.membership.guideline.id, SearchKind.POINT_TRANSLATION))
    rows = rows.join(Point, Point.id == PointTranslation.point_id).join(Point.comment)
    found = _of_comments(rows, request)
    return Candidates(found.rows.where(Comment.state == CommentState.SENT, Point.start >= 0), found.facets)


def _points(request: SearchRequest) -> Candidates:
    """Each letter once, unless its copies are asked for."""
    found = _of_comments(_entries(SearchKind.POINT, request, Point).join(Point.comment), request)
    rows = found.rows.where(Comment.state == CommentState.SENT, Point.start >= 0)
    if request.wanted.campaign != "yes":
        rows = rows.where(each_letter_once_condition())
    if request.wanted.disposition == NOT_BEGUN and request.membership.team:  # drafts are the team's own affair
        rows = rows.where(~is_on_its_way())
    given = select(Answer.disposition).where(Answer.id == effective_answer_id()).correlate(Point).scalar_subquery()
    facets = {
        "theme": main_theme_id(),
        "disposition": given,
        **_of_the_team(request.membership),
        "campaign": case((Point.campaign_id.is_not(None), "yes")),
        **found.facets,
        "type": type_of_point(),
        "language": Point.language,
    }
    return Candidates(rows, facets)


def _of_the_team(membership: Membership) -> dict[str, Any]:
    """What is the drafting team's own affair: to others nothing is said of it."""
    if not membership.team or membership.person is None:
        return {"read": null(), "assignee": null(), "capacity": null()}
    return {"read": read_by(membership.person), "assignee": assignee_id(), "capacity": capacity_of_comment()}


def _answers(request: SearchRequest) -> Candidates:
    """To the team all that stand; to others those that hold for a point they may read, as their public table shows."""
    rows = _entries(SearchKind.ANSWER, request, Answer).where(Answer.superseded_at.is_(None))
    if request.clauses is not None or not request.membership.team:
        rows = rows.where(point_shown(request).exists())
    return Candidates(rows, {"disposition": Answer.disposition})


def point_shown(request: SearchRequest) -> Select[Any]:
    """For a select of answers: the points that each holds for, of comments that they may read."""
    under = select(AnswerCoverage.point_id).where(AnswerCoverage.answer_id == Answer.id).correlate(Answer)
    shown = (
        select(Point.id)
        .select_from(Point)
        .join(Comment, Comment.id == Point.comment_id)
        .join(Round, Round.id == Comment.round_id)
    )
    shown = shown.where(Comment.state == CommentState.SENT, Point.start >= 0)
    shown = shown.where(readable_condition(request.membership, request.now))
    if request.clauses is not None:
        shown = shown.where(Comment.clause_id.in_(request.clauses))
    inherits = and_(Point.id.in_(under), ~has_own_answer(), effective_answer_id() == Answer.id)
    return shown.where(or_(Point.id == Answer.point_id, inherits)).correlate(Answer)


def _revisions(request: SearchRequest) -> Candidates:
    membership = request.membership
    rows = _entries(SearchKind.REVISION, request, Revision).outerjoin(Wording, Wording.id == Revision.base_id)
    rows = rows.outerjoin(Pillar, Pillar.id == func.coalesce(Wording.pillar_id, Revision.pillar_id))
    if not (membership.team or membership.expert):
        rows = rows.where(Revision.state.in_(PUBLIC))
    if request.clauses is not None:
        rows = rows.where(takes_up(request.clauses))
    return Candidates(rows, {"pillar": Pillar.code, "state": Revision.state})


_OF_KIND: Mapping[SearchKind, Callable[[SearchRequest], Candidates]] = {
    SearchKind.CLAUSE: _clauses,
    SearchKind.CLAUSE_TRANSLATION: _translations,
    SearchKind.COMMENT: _comments,
    SearchKind.POINT: _points,
    SearchKind.POINT_TRANSLATION: _points_translated,
    SearchKind.ANSWER: _answers,
    SearchKind.REVISION: _revisions,
}


def clauses_numbered(membership: Membership, numbers: tuple[str, ...]) -> tuple[int, ...]:
    """Clauses that bear one of these numbers in a draft that was published, or in any for those inside."""
    drafts = select(Draft.id).where(Draft.guideline_id == membership.guideline.id)
    wanted = [number.upper() for number in numbers]
    same = (Wording.draft_id.in_(drafts), func.upper(Wording.number).in_(wanted))
    return tuple(db.session.scalars(select(Wording.clause_id).where(*same).distinct()))


def tokens_of_entries(found: Select[Any]) -> Select[Any]:
    """With the tokens of each, to be ranked by."""
    columns = (SearchEntry.title, SearchEntry.number, SearchEntry.body)
    return found.join(SearchEntry, SearchEntry.id == search_fts.c.rowid).add_columns(*columns)
