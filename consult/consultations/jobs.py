"""Once a minute: rounds whose clock has run out are marked closed."""

from consult.consultations import actions
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue


@queue.sweep
def close_rounds_by_the_clock() -> None:
    actions.close_due_rounds(now=clock.now())
    db.session.commit()
