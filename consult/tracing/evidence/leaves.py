"""Rows of a guideline beside the last leaf that commits to them, and the leaves of its log in their order.

A row and its leaf are read by one statement, so that they are of one moment on both databases.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from consult.core.database import db
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.models import SITE_LOG, LogLeaf
from consult.core.transparency.tracked_rows import TrackedRows, content_of_removed

AT_ONCE = 1_000
LEAF_COLUMNS = ("commitment", "salt", "as_found", "log_index", "at")


def rows_with_leaf(source: TrackedRows, log_id: int, *under: ColumnElement[bool]) -> Iterator[Any]:
    """In the order of their numbers; `leaf_commitment` and its like are None for a row without a leaf in this log."""
    leaf = aliased(LogLeaf)
    last = select(func.max(leaf.id)).where(
        leaf.subject == source.subject,
        leaf.subject_id == source.id,
        leaf.kind == source.kind,
        leaf.log_id == log_id,
    )
    columns = [getattr(LogLeaf, name).label(f"leaf_{name}") for name in LEAF_COLUMNS]
    query = source.rows().where(*under).add_columns(*columns)
    both = query.outerjoin(LogLeaf, LogLeaf.id == last.correlate(source.model.__table__).scalar_subquery()).subquery()
    of_log = select(both).where(func.coalesce(both.c.log_of, SITE_LOG) == log_id).order_by(both.c.id)
    with db.session.execute(of_log.execution_options(yield_per=AT_ONCE)) as found:  # closed by who stops early, too
        yield from found


def content_in_leaf(source: TrackedRows, row: Any) -> dict[str, Any]:
    """What its leaf commits to, if nothing was changed."""
    content = dict(source.content(row))
    return {**content, "as_found": True} if row.leaf_as_found else content


def is_committed(source: TrackedRows, row: Any) -> bool | None:
    """Whether the row says what its leaf commits to; None where an erasure took the salt, or where it has no leaf."""
    if row.leaf_salt is None:
        return None
    return bool(commitment_to(content_in_leaf(source, row), row.leaf_salt) == row.leaf_commitment)


def leaves_without_row(source: TrackedRows, log_id: int) -> Iterator[Any]:
    """The last leaf of each thing of this kind that is not kept here, except where that leaf says it was removed.

    A thing that is kept, and belongs to another log by now, was moved.
    """
    rows = source.rows().subquery()
    here = select(rows.c.id).where(func.coalesce(rows.c.log_of, SITE_LOG) == log_id)
    named = (LogLeaf.log_id == log_id, LogLeaf.kind == source.kind, LogLeaf.subject == source.subject)
    last = select(func.max(LogLeaf.id)).where(*named, LogLeaf.subject_id.not_in(here)).group_by(LogLeaf.subject_id)
    query = select(LogLeaf.subject_id, LogLeaf.salt, LogLeaf.commitment, LogLeaf.log_index)
    for leaf in db.session.execute(query.where(LogLeaf.id.in_(last)).order_by(LogLeaf.subject_id)):
        removed = content_of_removed(leaf.subject_id)
        if leaf.salt is None or commitment_to(removed, leaf.salt) != leaf.commitment:
            yield leaf


def leaves_too_many(source: TrackedRows, log_id: int) -> Iterator[tuple[int, int]]:
    """Numbers of things with more leaves than such a thing may have, and how many; what was superseded has one more.

    A leaf added at the end of the log would otherwise let a decided thing be decided otherwise. Leaves whose salt is
    gone do not count: erasing a name leaves them, and commits to what is printed in its place.
    """
    if not source.at_most:
        return
    named = (LogLeaf.log_id == log_id, LogLeaf.kind == source.kind, LogLeaf.subject == source.subject)
    query = select(LogLeaf.subject_id, func.count().label("number")).where(*named, LogLeaf.salt.is_not(None))
    query = query.group_by(LogLeaf.subject_id)
    many = {row.subject_id: row.number for row in db.session.execute(query.having(func.count() > 1))}
    superseded = getattr(source.model, "superseded_at", None)
    if superseded is not None and many:
        stand = select(source.id).where(superseded.is_not(None), source.id.in_(many))
        for id_ in db.session.scalars(stand):
            many[id_] -= 1
    yield from ((id_, count) for id_, count in sorted(many.items()) if count > 1)


def sealed_leaves(log_id: int, size: int | None = None) -> Iterator[Any]:
    """As many as the size says, or all that are sealed, in the order of the log."""
    columns = (LogLeaf.log_index, LogLeaf.kind, LogLeaf.subject, LogLeaf.subject_id, LogLeaf.commitment, LogLeaf.at)
    query = select(*columns).where(LogLeaf.log_id == log_id, LogLeaf.log_index.is_not(None))
    query = query.where(LogLeaf.log_index < size) if size is not None else query
    with db.session.execute(query.order_by(LogLeaf.log_index).execution_options(yield_per=AT_ONCE)) as found:
        yield from found
