"""Once a minute: an objection whose comment was taken back, or whose ballot is void, has lapsed."""

from consult.core.database import db, for_reading
from consult.core.queue import queue
from consult.voting.objections.actions import lapse_objection
from consult.voting.objections.queries import objections_without_object

COMMENT_GONE = "The comment was withdrawn by its author."
BALLOT_VOID = "The ballot was declared void."


@queue.sweep
def lapse_objections() -> None:
    with for_reading():
        waiting = [objection.id for objection in objections_without_object()]
        db.session.rollback()
    if waiting:
        for objection in objections_without_object():
            lapse_objection(objection, COMMENT_GONE if objection.ballot_id is None else BALLOT_VOID)
        db.session.commit()
