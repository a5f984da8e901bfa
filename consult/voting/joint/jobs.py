"""Once a minute: alternatives whose last ballot has ended, however it ended, are settled."""

from consult.core.database import db, for_reading
from consult.core.locking import held
from consult.core.queue import queue
from consult.voting.joint.models import JointBallot
from consult.voting.joint.settling import sets_to_settle, settle_joint


@queue.sweep
def settle_waiting_alternatives() -> None:
    with for_reading():
        waiting = sets_to_settle()
        db.session.rollback()
    for joint_id in waiting:
        settle_joint(held(db.session.get_one(JointBallot, joint_id)))
        db.session.commit()
