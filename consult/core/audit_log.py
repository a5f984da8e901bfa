"""The journal: one row for each change that matters, appended in the change's own transaction.

Entries outlive the people and things they name, so they hold plain numbers, not foreign keys.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.core import clock
from consult.core.database import Model, db, insert_all_at_once, insert_at_once
from consult.core.queue import Identified, queue
from consult.core.transparency.backfill import LoggedRows, logged
from consult.core.transparency.commitments import commit_at_end
from consult.core.transparency.statements import content_of_entry
from consult.core.verbs import Verb

# A phase of the process ends or begins: the log is sealed right after, not seconds later.
SEALS = frozenset(
    {Verb.ROUND_CLOSED, Verb.BALLOT_OPENED, Verb.BALLOT_CLOSED, Verb.DRAFT_PUBLISHED, Verb.ANALYSIS_FINISHED}
)


class AuditEntry(Model):
    """Who did what to which thing, when. Never changed, never deleted."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    guideline_id: Mapped[int | None] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]


def record(
    verb: Verb,
    thing: Any,
    *,
    by: Identified | None = None,
    guideline_id: int | None = None,
    **facts: Any,
) -> AuditEntry:
    """Append an entry about `thing` (flushed first, so that it has its number). `by` None is the machine.

    The names of the facts are declared with the verb, in `core.verbs`.
    """
    db.session.flush()
    entry = _entry(verb, thing, by, guideline_id, facts)
    insert_at_once(entry)
    commit_at_end("journal", entry, lambda: content_of_entry(entry), guideline_id)
    if verb in SEALS and guideline_id is not None:
        queue.add("log.seal", guideline_id, guideline_id=guideline_id)
    return entry


def record_each(
    verb: Verb, things: Iterable[tuple[Any, dict[str, Any]]], *, by: Identified | None, guideline_id: int
) -> list[AuditEntry]:
    """An entry about each of many things, with its facts, in few statements."""
    db.session.flush()
    entries = [_entry(verb, thing, by, guideline_id, facts) for thing, facts in things]
    insert_all_at_once(entries)
    for entry in entries:
        commit_at_end("journal", entry, partial(content_of_entry, entry), guideline_id)
    return entries


def _entry(
    verb: Verb, thing: Any, by: Identified | None, guideline_id: int | None, facts: dict[str, Any]
) -> AuditEntry:
    return AuditEntry(
        at=clock.now(),
        verb=verb.value,
        subject=thing.__tablename__,
        subject_id=thing.id,
        guideline_id=guideline_id,
        actor_id=by.id if by is not None else None,
        facts=facts,
    )


logged.append(LoggedRows("journal", AuditEntry, lambda: select(AuditEntry, AuditEntry.guideline_id), content_of_entry))
