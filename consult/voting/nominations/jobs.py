"""Once a minute: nominations that were begun and given up are forgotten."""

from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.voting.nominations.actions import drop_unsent
from consult.voting.nominations.models import Nomination
from consult.voting.nominations.queries import left_unsent


@queue.sweep
def forget_unsent() -> None:
    for nomination_id in left_unsent(clock.now()):
        drop_unsent(db.session.get_one(Nomination, nomination_id))
    db.session.commit()
