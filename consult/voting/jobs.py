"""Once a minute: ballots open and close by the clock; on the last day those who have not voted hear once more."""

import logging
from collections.abc import Callable, Sequence

from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.voting import actions, queries
from consult.voting.mailing import one_mail_each
from consult.voting.models import Ballot

log = logging.getLogger(__name__)


@queue.sweep
def open_due_ballots() -> None:
    _each(queries.ballots_to_open(clock.now()), actions.open_when_due, "opened")


@queue.sweep
def close_due_ballots() -> None:
    _each(queries.due_ballots(clock.now()), actions.close_ballot, "counted")


def _each(due: Sequence[int], act: Callable[[Ballot], object], done: str) -> None:
    """Each in a savepoint of its own, so that one that cannot be done does not hold up the others.

    What there is to tell of all of them is told in one mail to each person, in the same transaction.
    """
    db.session.commit()
    with one_mail_each():
        for ballot_id in due:
            try:
                with db.session.begin_nested():
                    act(db.session.get_one(Ballot, ballot_id))
            except Exception:  # whatever it is, the next ballot has its turn; this one is tried again in a minute
                log.exception("ballot %s could not be %s", ballot_id, done)
    db.session.commit()


@queue.sweep
def send_last_calls() -> None:
    _each(queries.ballots_open(clock.now()), actions.call_last, "reminded of")
