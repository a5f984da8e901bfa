"""What people change about themes and points: noted for its undoing, and in the record, in one transaction."""

from collections.abc import Iterable
from typing import Any

from consult.analysis.theme_models import CurationChange
from consult.core import audit_log
from consult.core.bulk_sql import insert_rows
from consult.core.database import db
from consult.core.verbs import Verb

LINKS = ("of", "act", "founding")  # facts that name another change


def record_change(verb: Verb, thing: Any, *, by: Any = None, guideline_id: int, **facts: Any) -> CurationChange:
    """Append an entry about a theme or a point, and beside it what history shows and an undo needs.

    `of` names the change that this one undoes; `act` or `founding` the one that it is a part of.
    """
    entry = audit_log.record(verb, thing, by=by, guideline_id=guideline_id, **facts)
    change = CurationChange(entry=entry, **_shown(entry))
    db.session.add(change)
    return change


def record_changes(verb: Verb, things: Iterable[tuple[Any, dict[str, Any]]], *, by: Any, guideline_id: int) -> None:
    """Likewise about each of many, with its facts, in few statements."""
    entries = audit_log.record_each(verb, things, by=by, guideline_id=guideline_id)
    insert_rows(CurationChange, [{"entry_id": entry.id, **_shown(entry)} for entry in entries])


def _shown(entry: audit_log.AuditEntry) -> dict[str, Any]:
    facts = entry.facts
    return {
        "at": entry.at,
        "verb": entry.verb,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "guideline_id": entry.guideline_id,
        "by_id": entry.actor_id,
        "undoes_id": facts.get("of"),
        "part_of_id": facts.get("act") or facts.get("founding"),
        "facts": {name: fact for name, fact in facts.items() if name not in LINKS},
    }
