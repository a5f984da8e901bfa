"""Notes written and taken back. The journal says nothing of them: they are nobody's word to the outside."""

from sqlalchemy import delete

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts.queries import membership_of
from consult.responses.assignments.things import Thing, ThingKey, guideline_of_thing
from consult.responses.notes.models import TeamNote
from consult.responses.notes.rules import may_discuss, may_take_back


def write_note(thing: Thing, text: str, *, by: Person) -> TeamNote:
    guideline = guideline_of_thing(thing)
    may_discuss(membership_of(by, guideline)).enforce()
    note = TeamNote(guideline_id=guideline.id, by=by, text=text, at=clock.now(), **ThingKey.of(thing).about)
    db.session.add(note)
    return note


def take_note_back(note: TeamNote, *, by: Person) -> None:
    """By who wrote it. Nothing of it is kept."""
    may_take_back(by, note).enforce()
    db.session.delete(note)


def forget_notes_of(person: Person) -> None:
    """Erasure: what they said to the team goes with them."""
    db.session.execute(delete(TeamNote).where(TeamNote.by_id == person.id))
