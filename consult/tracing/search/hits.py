"""Results as a page shows them: the thing itself, loaded once for all, and the stretch of it that was looked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.comments.models import Comment
from consult.comments.reading.threads import clause_numbers_of_comments
from consult.core.database import db
from consult.core.search.excerpts import ExcerptPart, excerpt
from consult.core.search.models import SearchKind
from consult.core.search.query_language import SearchQuery
from consult.drafts.models import Clause, Wording
from consult.drafts.translations.models import TextTranslation
from consult.drafts.translations.standing import TextChoice
from consult.responses.clearance.queries import on_their_way
from consult.responses.models import Answer
from consult.responses.queries import effective_answers
from consult.responses.translation.models import PointTranslation
from consult.revisions.models import Revision
from consult.tracing.search.candidates import SearchRequest, point_shown


@dataclass(frozen=True)
class Hit:
    """`thing` is the row; `comment` the comment that leads to it; `number` of the clause that it is about."""

    kind: SearchKind
    thing: Any
    parts: Sequence[ExcerptPart]
    language: str = ""
    comment: Comment | None = None
    number: str = ""
    answer: Answer | None = None
    on_its_way: bool = False  # an answer, as its team knows
    read_in: str = ""  # the code of the language and version in which a clause is to be opened

    @property
    def cut(self) -> bool:
        """Whether the stretch that is shown is not all that the point says."""
        return bool("".join(part.text for part in self.parts) != self.thing.text)


def hits(kind: SearchKind, ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    """In the order of the numbers."""
    return _OF_KIND[kind](ids, request) if ids else []


def _in_order(query: Any, model: Any, ids: Sequence[int]) -> list[Any]:
    found = {row.id: row for row in db.session.scalars(query.where(model.id.in_(ids))).unique()}
    return [found[number] for number in ids if number in found]


def _excerpt(text: str, language: str | None, query: SearchQuery) -> list[ExcerptPart]:
    return excerpt(text, language, query.looked_for, query.beginnings)


def _clauses(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    query = select(Wording).options(joinedload(Wording.draft), joinedload(Wording.clause))
    return [
        Hit(SearchKind.CLAUSE, wording, _excerpt(wording.text, wording.language, request.query), wording.language)
        for wording in _in_order(query, Wording, ids)
    ]


def _translations(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    """Each leads to its clause, read in its language."""
    query = select(TextTranslation.id, Wording).join(Clause, Clause.uid == TextTranslation.key)
    query = query.join(Wording, and_(Wording.clause_id == Clause.id, Wording.draft_id.in_(request.drafts)))
    own = Wording.language == request.membership.guideline.language
    query = query.where(TextTranslation.id.in_(ids), own).options(joinedload(Wording.draft), joinedload(Wording.clause))
    of: dict[int, Wording] = dict(db.session.execute(query.order_by(Wording.draft_id)).all())
    return [
        Hit(
            SearchKind.CLAUSE_TRANSLATION,
            of[one.id],
            _excerpt(one.text, one.language, request.query),
            one.language,
            read_in=TextChoice(one.language, one.version).code,
        )
        for one in _in_order(select(TextTranslation), TextTranslation, ids)
        if one.id in of
    ]


def _points_translated(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    query = select(PointTranslation).where(PointTranslation.point_id.in_(ids))
    words = {one.point_id: one.text for one in db.session.scalars(query)}
    spoken = request.membership.guideline.language
    return [
        replace(
            hit,
            kind=SearchKind.POINT_TRANSLATION,
            parts=_excerpt(words[hit.thing.id], spoken, request.query),
            language=spoken,
        )
        for hit in _points(ids, request)
        if hit.thing.id in words
    ]


def _comments(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    query = select(Comment).options(joinedload(Comment.round), joinedload(Comment.pillar), joinedload(Comment.clause))
    found = _in_order(query, Comment, ids)
    numbers = clause_numbers_of_comments(found)
    spoken = request.membership.guideline.language
    return [
        Hit(
            SearchKind.COMMENT,
            comment,
            _excerpt(_said(comment), comment.language or spoken, request.query),
            comment.language or "",
            comment,
            numbers.get(comment.id, ""),
        )
        for comment in found
    ]


def _said(comment: Comment) -> str:
    return "\n".join(filter(None, (comment.text, comment.proposed_text)))


def _points(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    query = select(Point).options(joinedload(Point.comment).joinedload(Comment.round), joinedload(Point.campaign))
    found = _in_order(query, Point, ids)
    numbers = clause_numbers_of_comments([point.comment for point in found])
    answers = effective_answers(found)
    begun = on_their_way([one.id for one in found if one.id not in answers]) if request.membership.team else ()
    return [
        Hit(
            SearchKind.POINT,
            point,
            _excerpt(point.text, point.language, request.query),
            point.language,
            point.comment,
            numbers.get(point.comment_id, ""),
            answers[point.id].answer if point.id in answers else None,
            point.id in begun,
        )
        for point in found
    ]


def _answers(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    found = _in_order(select(Answer).options(joinedload(Answer.theme), joinedload(Answer.by)), Answer, ids)
    leads = _comment_of_each(ids, request)
    spoken = request.membership.guideline.language
    return [
        Hit(
            SearchKind.ANSWER,
            answer,
            _excerpt(answer.reason, spoken, request.query),
            spoken,
            leads.get(answer.id),
            answer=answer,
        )
        for answer in found
    ]


def _comment_of_each(ids: Sequence[int], request: SearchRequest) -> dict[int, Comment]:
    """For each answer the first comment that they may read and that it answers: its page shows the answer."""
    first = point_shown(request).order_by(Point.id).limit(1).scalar_subquery()
    query = select(Answer.id, Comment).select_from(Answer).join(Point, Point.id == first)
    query = query.join(Comment, Comment.id == Point.comment_id)
    rows: Any = db.session.execute(query.where(Answer.id.in_(ids))).unique()
    return dict(rows.all())


def _revisions(ids: Sequence[int], request: SearchRequest) -> list[Hit]:
    query = select(Revision).options(joinedload(Revision.base), joinedload(Revision.pillar))
    spoken = request.membership.guideline.language
    return [
        Hit(
            SearchKind.REVISION,
            revision,
            _excerpt("\n".join(filter(None, (revision.proposed_text, revision.rationale))), spoken, request.query),
            spoken,
            number=revision.base.number if revision.base is not None else revision.number,
        )
        for revision in _in_order(query, Revision, ids)
    ]


_OF_KIND: Mapping[SearchKind, Callable[[Sequence[int], SearchRequest], list[Hit]]] = {
    SearchKind.CLAUSE: _clauses,
    SearchKind.CLAUSE_TRANSLATION: _translations,
    SearchKind.COMMENT: _comments,
    SearchKind.POINT: _points,
    SearchKind.POINT_TRANSLATION: _points_translated,
    SearchKind.ANSWER: _answers,
    SearchKind.REVISION: _revisions,
}
