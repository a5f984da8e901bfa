"""The points that a search finds, to be decided about together: which they are, and the copies of letters with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.comments.references import read_reference
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.pagination import Page, paged
from consult.core.search.engine import search_fts
from consult.core.search.models import FIRST_ID, SearchKind
from consult.core.text import whole_number
from consult.drafts.models import Guideline
from consult.responses.queries import IN_PLACE
from consult.tracing.search.candidates import SearchRequest, candidates

SIZE = 50


def how_many_fit(request: SearchRequest) -> int:
    found = candidates(SearchKind.POINT, request).rows.subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def page_of_found_points(request: SearchRequest, total: int) -> Page:
    """Numbers of points, the newest leading."""
    rows = candidates(SearchKind.POINT, request).rows.order_by(search_fts.c.rowid.desc())
    page = paged(rows, size=SIZE, total=total)
    return Page([rowid - FIRST_ID[SearchKind.POINT] for rowid in page.items], page.number, page.size, page.total)


def all_that_fit(request: SearchRequest) -> Select[Any]:
    rows = candidates(SearchKind.POINT, request).rows
    return with_copies(rows.with_only_columns(Point.id, Point.campaign_id, Point.text))


def those_numbered(guideline: Guideline, ids: Sequence[int]) -> Select[Any]:
    query = select(Point.id, Point.campaign_id, Point.text).join(Point.comment).join(Comment.round)
    return with_copies(query.where(Round.guideline_id == guideline.id, Point.id.in_(ids), IN_PLACE))


def with_copies(chosen: Any) -> Select[Any]:
    """Each once, with what says the same word for word in copies of the same letter."""
    these, other, comment = chosen.subquery(), aliased(Point), aliased(Comment)
    alike = and_(other.campaign_id == these.c.campaign_id, other.text == these.c.text, other.start >= 0)
    copies = select(other.id).join(these, alike).join(comment, comment.id == other.comment_id)
    both = select(these.c.id).union(copies.where(comment.state == CommentState.SENT)).subquery()
    return select(both.c.id)


def point_named(guideline: Guideline, typed: str) -> Point | None:
    """`C-7KQ2-M4XD`, or of its second point `C-7KQ2-M4XD/2`."""
    written, _slash, place = typed.partition("/")
    reference, rank = read_reference(written), whole_number(place) if place.strip() else 1
    query = select(Point).join(Point.comment).join(Comment.round)
    sent = (Comment.reference == reference, Comment.state == CommentState.SENT, IN_PLACE)
    points = db.session.scalars(query.where(*sent, Round.guideline_id == guideline.id).order_by(Point.start)).all()
    return points[rank - 1] if rank is not None and 0 < rank <= len(points) else None
