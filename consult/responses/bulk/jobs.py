"""Bulk acts that are too long for a request."""

from consult.core.database import db, for_reading, let_others_write
from consult.core.queue import ReportProgress, queue
from consult.responses.bulk.models import BulkAct
from consult.responses.bulk.portions import next_portion
from consult.responses.bulk.queries import BULK


@queue.job(BULK)
def do_bulk_act(act_id: int, progress: ReportProgress) -> None:
    """A portion, a commit, and on. Killed anywhere, it goes on with what waits; run twice it does nothing more."""
    more = True
    while more:
        with for_reading():
            act = db.session.get_one(BulkAct, act_id)
            gone_through = (act.undone + act.kept) if act.undo_at is not None else (act.done + act.skipped)
            share = gone_through / max(1, act.done if act.undo_at is not None else act.size)
            db.session.rollback()
        progress("undoing" if act.undo_at is not None else "doing", min(1.0, share))
        more = next_portion(db.session.get_one(BulkAct, act_id))
        db.session.commit()
        let_others_write()
