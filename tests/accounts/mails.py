"""What was mailed, as tests look at it."""

import re

from sqlalchemy import select

from consult.core.database import db
from consult.core.mail.outbox import Message


def last_mail() -> Message:
    return db.session.scalars(select(Message).order_by(Message.id.desc())).first()


def link_in_last_mail() -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", last_mail().body)[1]
