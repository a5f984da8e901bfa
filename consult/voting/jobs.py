"""Once a minute: ballots whose time is over are counted; on the last day those who have not voted hear once more."""

import logging

from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.voting import actions, queries, rules
from consult.voting.models import Ballot

log = logging.getLogger(__name__)


@queue.sweep
def close_due_ballots() -> None:
    """Each in a transaction of its own, so that one that cannot be counted does not hold up the others."""
    due = queries.due_ballots(clock.now())
    db.session.commit()
    for ballot_id in due:
        try:
            actions.close_ballot(db.session.get_one(Ballot, ballot_id))
            db.session.commit()
        except Exception:  # whatever it is, the next ballot is counted; this one is tried again in a minute
            db.session.rollback()
            log.exception("ballot %s could not be counted", ballot_id)


@queue.sweep
def send_last_calls() -> None:
    now = clock.now()
    ending = queries.ballots_ending(now, now + rules.LAST_CALL)
    db.session.commit()
    for ballot_id in ending:
        actions.call_last(db.session.get_one(Ballot, ballot_id))
        db.session.commit()
