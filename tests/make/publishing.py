"""A next draft, made from carried revisions and published."""

from consult.accounts.models import Person
from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.models import Draft, Guideline
from consult.publishing import actions


def prepared(guideline: Guideline, *, by: Person, **options: object) -> Draft:
    made = actions.prepare_draft(guideline, by=by, **options)  # type: ignore[arg-type]
    db.session.commit()
    return made


def published(guideline: Guideline, *, by: Person, reason: str = "", carry: bool = True) -> Draft:
    """Prepared from every carried revision and published; with its comments carried unless it is said."""
    draft = prepared(guideline, by=by)
    actions.publish(draft, override_reason=reason, by=by)
    db.session.commit()
    if carry:
        queue.run_all()
    return draft
