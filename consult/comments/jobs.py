"""What is looked for once a minute."""

from datetime import timedelta

from consult.comments.editor.guests import SECONDS_TO_CONFIRM, forget_unconfirmed
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue


@queue.sweep
def forget_comments_nobody_confirmed() -> None:
    forget_unconfirmed(before=clock.now() - timedelta(seconds=SECONDS_TO_CONFIRM + 3600))
    db.session.commit()
