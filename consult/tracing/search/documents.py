"""What is found, and what of it is looked through: clauses, comments, points, answers and revisions as documents."""

from typing import Any

from sqlalchemy import Row, Select, case, func, select

from consult.analysis.models import Point, Theme
from consult.comments.models import Comment, CommentState
from consult.comments.rules import STANDING
from consult.consultations.models import Round
from consult.core.search.models import SearchKind
from consult.core.search.sources import Document, SearchSource, searched
from consult.drafts.models import Draft, Guideline, Wording
from consult.drafts.translations.models import STANDING_TRANSLATION, TextKind, TextTranslation, TextVersion
from consult.responses.models import Answer
from consult.responses.translation.models import PointTranslation
from consult.revisions.models import Revision

# What a page says of an author: no more may be found.
_NAMED = Comment.named & (Comment.author_name != "")
_AUTHOR: Any = case((_NAMED, Comment.author_name + "\n" + Comment.organisation), else_="")
# Where it is not known, most likely that of the text.
_LANGUAGE: Any = func.coalesce(func.nullif(Comment.language, ""), Guideline.language)


def _wordings() -> Select[Any]:
    """One document for each wording: in one draft and one language."""
    columns: Any = (Wording.id, Wording.number, Wording.heading, Wording.text, Wording.language, Draft.guideline_id)
    return select(*columns).join(Draft, Draft.id == Wording.draft_id)


def _of_wording(row: Row[Any]) -> Document:
    return Document(row.guideline_id, row.language, row.text, title=row.heading, number=row.number)


def _comments() -> Select[Any]:
    """What was sent and was not taken back."""
    said = (Comment.reference, Comment.title, Comment.text, Comment.proposed_text)
    query = select(Comment.id, *said, _AUTHOR.label("who"), _LANGUAGE.label("language"), Round.guideline_id)
    query = query.join(Round, Round.id == Comment.round_id).join(Guideline, Guideline.id == Round.guideline_id)
    return query.where(Comment.state.in_(STANDING))


def _of_comment(row: Row[Any]) -> Document:
    words = "\n".join(filter(None, (row.text, row.proposed_text)))
    return Document(row.guideline_id, row.language, words, title=row.title, number=row.reference, who=row.who)


def _points() -> Select[Any]:
    """Those of comments that were sent, whose words still stand there."""
    said = (Point.text, Point.language, Point.comment_id, Comment.reference, _AUTHOR.label("who"))
    query = select(Point.id, *said, Round.guideline_id).join(Comment, Comment.id == Point.comment_id)
    query = query.join(Round, Round.id == Comment.round_id)
    return query.where(Comment.state == CommentState.SENT, Point.start >= 0)


def _of_point(row: Row[Any]) -> Document:
    named = {"number": row.reference, "who": row.who}
    return Document(row.guideline_id, row.language, row.text, **named, part_of_id=row.comment_id)


def _answers() -> Select[Any]:
    """The reasons of those that stand: of a point through its comment, of a theme by itself."""
    columns: Any = (Answer.id, Answer.reason, Guideline.id.label("guideline_id"), Guideline.language)
    query = select(*columns).outerjoin(Theme, Theme.id == Answer.theme_id)
    query = query.outerjoin(Point, Point.id == Answer.point_id).outerjoin(Comment, Comment.id == Point.comment_id)
    query = query.outerjoin(Round, Round.id == Comment.round_id)
    query = query.join(Guideline, Guideline.id == func.coalesce(Theme.guideline_id, Round.guideline_id))
    return query.where(Answer.superseded_at.is_(None))


def _of_answer(row: Row[Any]) -> Document:
    return Document(row.guideline_id, row.language, row.reason)


def _revisions() -> Select[Any]:
    """Title, proposed words, reason, and the number of the clause."""
    number: Any = func.coalesce(Wording.number, Revision.number).label("number")
    said = (Revision.title, Revision.proposed_text, Revision.rationale)
    query = select(Revision.id, *said, number, Revision.guideline_id, Guideline.language)
    query = query.join(Guideline, Guideline.id == Revision.guideline_id)
    return query.outerjoin(Wording, Wording.id == Revision.base_id)


def _of_revision(row: Row[Any]) -> Document:
    words = "\n".join(filter(None, (row.proposed_text, row.rationale)))
    return Document(row.guideline_id, row.language, words, title=row.title, number=row.number)


def _translations() -> Select[Any]:
    """Of clauses, those that stand; stemmed as their own language is."""
    row = TextTranslation
    shown: tuple[Any, ...] = (row.id, row.heading, row.text, row.language, row.guideline_id)
    query = select(*shown).where(STANDING_TRANSLATION)
    return query.where(row.kind == TextKind.CLAUSE, row.version != TextVersion.SIGN_LANGUAGE)


def _of_translation(row: Row[Any]) -> Document:
    return Document(row.guideline_id, row.language, row.text, title=row.heading)


def _points_translated() -> Select[Any]:
    """In the language of the guideline, with the comment that they go with."""
    row = PointTranslation
    said: tuple[Any, ...] = (row.text, Point.comment_id, Comment.reference, Round.guideline_id, Guideline.language)
    query = select(row.point_id.label("id"), *said).join(Point, Point.id == row.point_id)
    query = query.join(Comment, Comment.id == Point.comment_id).join(Round, Round.id == Comment.round_id)
    query = query.join(Guideline, Guideline.id == Round.guideline_id)
    return query.where(Comment.state == CommentState.SENT)


def _of_point_translated(row: Row[Any]) -> Document:
    return Document(row.guideline_id, row.language, row.text, number=row.reference, part_of_id=row.comment_id)


searched(SearchSource(SearchKind.CLAUSE, Wording, _wordings, _of_wording))
searched(SearchSource(SearchKind.COMMENT, Comment, _comments, _of_comment))
_WHOLE = (SearchKind.COMMENT, Point.comment_id)
searched(SearchSource(SearchKind.POINT, Point, _points, _of_point, part_of=_WHOLE, held=(Comment,)))
searched(
    SearchSource(
        SearchKind.POINT_TRANSLATION,
        PointTranslation,
        _points_translated,
        _of_point_translated,
        part_of=_WHOLE,
        held=(Comment,),
    )
)
searched(SearchSource(SearchKind.CLAUSE_TRANSLATION, TextTranslation, _translations, _of_translation))
searched(SearchSource(SearchKind.ANSWER, Answer, _answers, _of_answer))
searched(SearchSource(SearchKind.REVISION, Revision, _revisions, _of_revision))
