"""What is swept up about accounts."""

from sqlalchemy import delete

from consult.accounts.models import UserSession
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue


@queue.sweep
def forget_ended_sessions() -> None:
    """A session that has ended says where someone was: it is not kept."""
    db.session.execute(delete(UserSession).where(UserSession.ends_at <= clock.now()))
    db.session.commit()
