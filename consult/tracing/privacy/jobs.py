"""The retention job: each minute, whatever has been held for as long as it may be."""

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import queue
from consult.tracing.privacy.actions import end_retention
from consult.tracing.privacy.periods import RetentionRule
from consult.tracing.privacy.queries import over_time


@queue.sweep
def keep_retention() -> None:
    """A rule by itself, in a transaction of its own; where nothing is due nothing is locked."""
    for rule in RetentionRule:
        with for_reading():
            due = over_time(rule, clock.now())
            db.session.rollback()
        if due:
            end_retention(rule, due)
            db.session.commit()
