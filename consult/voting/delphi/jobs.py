"""Once a minute: rounds whose time is over are counted; on the last day those who rated nothing hear once more."""

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import queue
from consult.voting.delphi import actions, queries, rules
from consult.voting.delphi.models import DelphiRound


@queue.sweep
def close_due_rounds_of_delphi() -> None:
    with for_reading():
        due = queries.due_rounds(clock.now())
        db.session.rollback()
    for round_id in due:
        actions.close_round(db.session.get_one(DelphiRound, round_id))
        db.session.commit()


@queue.sweep
def remind_panels() -> None:
    now = clock.now()
    with for_reading():
        ending = queries.rounds_ending(now, now + rules.LAST_CALL)
        db.session.rollback()
    for round_id in ending:
        actions.remind_panel(db.session.get_one(DelphiRound, round_id))
        db.session.commit()
