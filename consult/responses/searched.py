"""Answers, as the search finds them: the reasons of those that stand."""

from typing import Any

from sqlalchemy import Row, Select, func, select

from consult.analysis.models import Point, Theme
from consult.comments.models import Comment
from consult.consultations.models import Round
from consult.core.search.models import SearchKind
from consult.core.search.sources import Document, SearchSource, searched
from consult.drafts.models import Guideline
from consult.responses.models import Answer


def _rows() -> Select[Any]:
    """Of a point through its comment, of a theme by itself; written in the guideline's language."""
    columns: Any = (Answer.id, Answer.reason, Guideline.id.label("guideline_id"), Guideline.language)
    query = select(*columns)
    query = query.outerjoin(Theme, Theme.id == Answer.theme_id).outerjoin(Point, Point.id == Answer.point_id)
    query = query.outerjoin(Comment, Comment.id == Point.comment_id).outerjoin(Round, Round.id == Comment.round_id)
    query = query.join(Guideline, Guideline.id == func.coalesce(Theme.guideline_id, Round.guideline_id))
    return query.where(Answer.superseded_at.is_(None))


def _document(row: Row[Any]) -> Document:
    return Document(row.guideline_id, row.language, row.reason)


answers = searched(SearchSource(SearchKind.ANSWER, Answer, _rows, _document))
