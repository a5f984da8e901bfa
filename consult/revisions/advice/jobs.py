"""Advice is mailed when it has rested: what was said within an hour comes in one mail to each."""

from datetime import timedelta

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import queue
from consult.drafts.models import Guideline
from consult.revisions.advice.actions import mail_advice
from consult.revisions.advice.queries import guidelines_with_unmailed_advice

GATHERED = timedelta(hours=1)


@queue.sweep
def mail_gathered_advice() -> None:
    with for_reading():
        waiting = guidelines_with_unmailed_advice(clock.now() - GATHERED)
        db.session.rollback()
    for guideline_id in waiting:
        mail_advice(db.session.get_one(Guideline, guideline_id))
        db.session.commit()
