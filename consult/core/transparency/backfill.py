"""Backfill: what stood before there was a log is committed to as it is found, once, and says so.

It proves nothing of the time before; from then on it cannot be changed unseen. In portions, each a transaction:
a run that was killed goes on where it ended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select

from consult.core import clock
from consult.core.database import Model, db
from consult.core.queue import Job, State
from consult.core.transparency.commitments import commitment_for, found, leaf_row, write_leaves
from consult.core.transparency.models import SITE_LOG, LogLeaf

PORTION = 1_000
BACKFILL = "log.backfill"
GENERATION = 2  # raised with each version that commits to more kinds of rows; its migration asks for the job


@dataclass(frozen=True)
class LoggedRows:
    """Rows of one model that are committed to when they are written, each under one kind of leaf."""

    kind: str
    model: type[Model]
    rows: Callable[[], Select[Any, int | None]]  # of the row and its guideline's number
    content: Callable[[Any], Mapping[str, Any]]
    prepare: Callable[[Any], None] = lambda _row: None  # what such a row lacks to be committed to whole


logged: list[LoggedRows] = []


def commit_portion(source: LoggedRows, after: int) -> int | None:
    """Leaves for the next rows that have none; the number of the last one, or None at the end. The caller commits."""
    table = source.model.__table__
    has_leaf = exists().where(
        LogLeaf.subject == source.model.__tablename__, LogLeaf.subject_id == table.c.id, LogLeaf.kind == source.kind
    )
    query = source.rows().where(table.c.id > after, ~has_leaf).order_by(table.c.id).limit(PORTION)
    found_rows = db.session.execute(query).all()
    for row, _guideline_id in found_rows:
        source.prepare(row)
    now = clock.now()
    write_leaves(
        [
            leaf_row(
                source.kind,
                (source.model.__tablename__, row.id),
                commitment_for(found(source.content(row))),
                log_id=SITE_LOG if guideline_id is None else guideline_id,
                at=now,
                as_found=True,
            )
            for row, guideline_id in found_rows
        ]
    )
    return found_rows[-1][0].id if found_rows else None


def backfill_waits() -> bool:
    """Whether what stood before this version's log was never brought in to its end.

    That it was is a leaf of the site's log: whoever asks for the job again opens no door.
    """
    asked = (Job.kind == BACKFILL, Job.subject_id == GENERATION, Job.state != State.DONE)
    waits = db.session.scalar(select(Job.id).where(*asked).limit(1)) is not None
    return waits and not _was_brought_in()


def note_brought_in() -> None:
    """The end of the backfill, told once in the site's log."""
    if not _was_brought_in():
        content = {"brought_in": GENERATION}
        about = (Job.__tablename__, GENERATION)
        write_leaves([leaf_row(BACKFILL, about, commitment_for(content), log_id=SITE_LOG, at=clock.now())])


def _was_brought_in() -> bool:
    ended = (LogLeaf.log_id == SITE_LOG, LogLeaf.kind == BACKFILL, LogLeaf.subject_id >= GENERATION)
    return db.session.scalar(select(LogLeaf.id).where(*ended).limit(1)) is not None
