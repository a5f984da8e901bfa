"""The discussion of the team about one thing, and what was said lately."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.responses.assignments.things import ThingKey
from consult.responses.notes.models import TeamNote

SHOWN = 200  # the last of a discussion
LATELY = 10


def notes_about(key: ThingKey) -> Sequence[TeamNote]:
    """Oldest first; of a very long discussion its end."""
    query = select(TeamNote).where(getattr(TeamNote, key.column) == key.id).options(joinedload(TeamNote.by))
    return list(reversed(db.session.scalars(query.order_by(TeamNote.id.desc()).limit(SHOWN)).all()))


def notes_since(guideline: Guideline, person: Person, since: datetime) -> Sequence[TeamNote]:
    """What others said, newest first."""
    query = select(TeamNote).where(
        TeamNote.guideline_id == guideline.id, TeamNote.at >= since, TeamNote.by_id != person.id
    )
    told = (joinedload(TeamNote.by), joinedload(TeamNote.theme), joinedload(TeamNote.clause))
    query = query.options(*told, joinedload(TeamNote.point))
    return db.session.scalars(query.order_by(TeamNote.id.desc()).limit(LATELY)).unique().all()
