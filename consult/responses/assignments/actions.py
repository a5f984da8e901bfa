"""Work given to someone, given on, given back."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.responses.assignments.models import WorkAssignment
from consult.responses.assignments.queries import standing_assignment
from consult.responses.assignments.rules import may_assign, may_be_assigned
from consult.responses.assignments.things import Thing, ThingKey, guideline_of_thing


def assign(
    thing: Thing, assignee: Person | None, *, by: Person, due_on: date | None = None, base_version: str | None = None
) -> WorkAssignment | None:
    """Whose it is from now on; None gives it back. The same again changes nothing. Raises Stale on another's change."""
    guideline, key = guideline_of_thing(thing), ThingKey.of(thing)
    may_assign(membership_of(by, guideline)).enforce()
    if assignee is not None:
        may_be_assigned(membership_of(assignee, guideline)).enforce()
    old = standing_assignment(key)
    enforce_base_version(base_version, version_of_work(old), theirs=old.assignee.name if old is not None else "")
    if _says(old) == ((assignee.id, due_on) if assignee is not None else None):
        return old
    if old is not None:
        old.ended_at = clock.now()
        db.session.flush()  # before the new row: only one may stand
    if assignee is None:
        record(Verb.WORK_GIVEN_BACK, guideline, by=by, guideline_id=guideline.id, thing_of=str(key))
        return None
    new = WorkAssignment(guideline=guideline, assignee=assignee, due_on=due_on, by=by, at=clock.now(), **key.about)
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError as twice:
        raise Stale(_("Someone else gave out this work at the same moment. Open it again.")) from twice
    record(Verb.WORK_ASSIGNED, guideline, by=by, guideline_id=guideline.id, thing_of=str(key), to=assignee.id)
    return new


def assign_all(
    things: Sequence[Thing], assignee: Person | None, *, by: Person, due_on: date | None = None
) -> Sequence[Thing]:
    """Likewise of many. Says whose work changed."""
    changed = []
    for thing in things:
        before = _says(standing_assignment(ThingKey.of(thing)))
        after = _says(assign(thing, assignee, by=by, due_on=due_on))
        changed += [thing] if before != after else []
    return changed


def _says(given: WorkAssignment | None) -> tuple[int, date | None] | None:
    return (given.assignee_id, given.due_on) if given is not None else None


def version_of_work(given: WorkAssignment | None) -> str:
    """What a form carries of the assignment that stood when it was opened."""
    return str(given.id if given is not None else 0)


def end_assignments_of(person: Person) -> None:
    """Whoever is erased has no work any more."""
    theirs = update(WorkAssignment).where(WorkAssignment.assignee_id == person.id, WorkAssignment.ended_at.is_(None))
    db.session.execute(theirs.values(ended_at=clock.now()))
