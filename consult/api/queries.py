"""What everyone may read of a guideline, a portion at a time, by key: the cost does not grow with what was read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_

from consult.analysis.models import Point
from consult.analysis.queries import may_read_themes_of
from consult.comments.models import Comment, CommentState
from consult.comments.register import exporting
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Guideline
from consult.responses import public_table
from consult.revisions.uptake.table_views import words_for_everyone
from consult.tracing.papers.open_data.public_data import PublicData


def public_data(draft: Draft) -> PublicData:
    return PublicData(draft, clock.now())


def round_in(guideline: Guideline, slug: str) -> Round | None:
    named = select(Round).where(Round.guideline_id == guideline.id, Round.slug == slug)
    return db.session.scalars(named).one_or_none()


def comments_after(
    guideline: Guideline, reference: str, limit: int, *, round_: Round | None = None
) -> Sequence[Mapping[str, str]] | None:
    """Rows of the register without names, in the order in which they were sent; None where no comment has that
    reference."""
    query = exporting.sent_for_everyone(guideline, clock.now(), round_=round_)
    if reference:
        found = db.session.execute(
            select(Comment.sent_at, Comment.id).where(
                Comment.reference == reference, Comment.sent_at.is_not(None), Comment.round_id.in_(_rounds(guideline))
            )
        ).one_or_none()
        if found is None:
            return None
        query = query.where(tuple_(Comment.sent_at, Comment.id) > tuple_(found.sent_at, found.id))
    return exporting.public_cells(query.limit(limit))


def _rounds(guideline: Guideline) -> Any:
    return select(Round.id).where(Round.guideline_id == guideline.id)


def visible_comment(reference: str) -> Mapping[str, str] | None:
    """One that everyone may read."""
    found = db.session.scalars(
        select(Comment).where(Comment.reference == reference, Comment.state == CommentState.SENT)
    ).one_or_none()
    if found is None or not found.round.guideline.public:
        return None
    query = exporting.sent_for_everyone(found.round.guideline, clock.now(), round_=found.round)
    return next(iter(exporting.public_cells(query.where(Comment.id == found.id))), None)


def responses_after(guideline: Guideline, after: int, limit: int) -> list[tuple[int, Sequence[str]]]:
    """Points that everyone may read, each with its number and its row of the table of comments and responses."""
    visitor = Membership(None, guideline, frozenset())
    now = clock.now()
    query = public_table.public_rows(visitor, public_table.TableFilter(), now)
    query = query.where(Round.id.in_(public_table.rounds_for_everyone(guideline, now)), Point.id > after)
    query = query.order_by(None).order_by(Point.id).limit(limit)
    numbers = db.session.scalars(query.with_only_columns(Point.id)).all()
    rows: list[Sequence[str]] = []
    names_themes = may_read_themes_of(None, guideline)
    for some in public_table.table_rows(query, names_themes=names_themes, words_of=words_for_everyone):
        rows += some
    return list(zip(numbers, rows, strict=True))
