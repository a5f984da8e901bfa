"""One person at a time changes the themes and points of a guideline: who comes second decides on what is there then."""

from typing import Any

from sqlalchemy import select

from consult.core.database import db
from consult.drafts.models import Guideline


def hold(guideline: Guideline, *things: Any) -> None:
    """Wait for whoever is at work on this guideline, then look at the things afresh. Held until the commit.

    SQLite has one writer anyway; a reading that is being kept takes the same lock.
    """
    db.session.flush()
    db.session.execute(select(Guideline.id).where(Guideline.id == guideline.id).with_for_update(key_share=True))
    for thing in things:
        db.session.refresh(thing)
