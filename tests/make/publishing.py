"""A next draft, made from carried revisions and published."""

from collections.abc import Mapping

from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.actions import edit_wording
from consult.drafts.models import RUNNING, Appointment, Draft, Guideline, Role
from consult.drafts.queries import wordings_of
from consult.publishing import actions
from consult.publishing.blockers import blockers_of
from consult.publishing.models import PublicationOverride
from consult.publishing.overrides.actions import confirm_override, propose_override

ALL_THE_SAME = "The conference begins tomorrow and needs a text to read."


def prepared(guideline: Guideline, *, by: Person, **options: object) -> Draft:
    made = actions.prepare_draft(guideline, by=by, **options)  # type: ignore[arg-type]
    db.session.commit()
    return made


def chair_of(guideline: Guideline) -> Person:
    held = (Appointment.guideline_id == guideline.id, Appointment.role == Role.CHAIR, RUNNING)
    return db.session.scalars(select(Person).join(Appointment).where(*held)).first()


def proposed(draft: Draft, *, by: Person, reason: str = ALL_THE_SAME) -> PublicationOverride:
    """That it be published all the same: one reason for whatever stands in the way."""
    reasons: Mapping[str, str] = {each.kind: reason for each in blockers_of(draft.guideline, draft)}
    override = propose_override(draft, reasons, by=by)
    db.session.commit()
    return override


def overridden(draft: Draft, *, by: Person, reason: str = ALL_THE_SAME) -> PublicationOverride:
    """The same, confirmed by the chair."""
    override = confirm_override(proposed(draft, by=by, reason=reason), by=chair_of(draft.guideline))
    db.session.commit()
    return override


def published(
    guideline: Guideline, *, by: Person, reason: str = "", carry: bool = True, by_hand: Mapping[str, str] | None = None
) -> Draft:
    """Prepared from every carried revision and published; with its comments carried unless it is said. A reason is
    given by two people for whatever stands in the way. `by_hand`: what clauses are made to say after the vote."""
    draft = prepared(guideline, by=by)
    for wording in wordings_of(draft):
        if wording.number in (by_hand or {}):
            edit_wording(wording, (by_hand or {})[wording.number], reason="A slip of the pen in the vote.", by=by)
    if reason:
        overridden(draft, by=by, reason=reason)
    actions.publish(draft, by=by)
    db.session.commit()
    if carry:
        queue.run_all()
    return draft
