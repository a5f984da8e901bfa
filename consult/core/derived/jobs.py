"""Tallies are put together once a minute, where that is worth a write."""

from consult.core.database import db
from consult.core.derived.triggers import fold_tallies
from consult.core.queue import queue


@queue.sweep
def fold_what_was_counted() -> None:
    fold_tallies(db.session.connection())
    db.session.commit()
