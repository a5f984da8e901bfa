"""Points, as the search finds them: those of comments that were sent, whose words still stand there."""

from typing import Any

from sqlalchemy import Row, Select, select

from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.comments.searched import AUTHOR_SHOWN
from consult.consultations.models import Round
from consult.core.search.models import SearchKind
from consult.core.search.sources import Document, SearchSource, searched


def _rows() -> Select[Any]:
    said = (Point.text, Point.language, Point.comment_id, Comment.reference, AUTHOR_SHOWN.label("who"))
    query = (
        select(Point.id, *said, Round.guideline_id)
        .join(Comment, Comment.id == Point.comment_id)
        .join(Round, Round.id == Comment.round_id)
    )
    return query.where(Comment.state == CommentState.SENT, Point.start >= 0)


def _document(row: Row[Any]) -> Document:
    named = {"number": row.reference, "who": row.who}
    return Document(row.guideline_id, row.language, row.text, **named, part_of_id=row.comment_id)


points = searched(
    SearchSource(
        SearchKind.POINT, Point, _rows, _document, part_of=(SearchKind.COMMENT, Point.comment_id), held=(Comment,)
    )
)
