"""Prose of the drafting team in reports: what stands, who may write, and its change."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, hold, version_of
from consult.core.ruling import Ruling
from consult.core.verbs import Verb
from consult.drafts.evidence.queries import citations_known
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState
from consult.drafts.queries import membership_of
from consult.drafts.rules import still_in_use
from consult.tracing.papers.synopsis.models import ReportProse


def prose_of(draft: Draft) -> Mapping[str, ReportProse]:
    """By section, of every report of the draft."""
    found = db.session.scalars(select(ReportProse).where(ReportProse.draft_id == draft.id))
    return {one.section: one for one in found}


def may_write_prose(membership: Membership, draft: Draft) -> Ruling:
    if not membership.team:
        return Ruling(_("Only the drafting team writes in a report."))
    if draft.state == DraftState.EDITING:
        return Ruling(_("A draft in work has no report yet."))
    return still_in_use(draft.guideline)


def version_of_prose(prose: ReportProse | None) -> str:
    return version_of([prose.id, prose.written_at] if prose is not None else [])


def write_prose(
    draft: Draft, section: str, text: str, language: str, *, base_version: str | None = None, by: Person
) -> None:
    """Nothing typed takes out what stands. Raises Stale."""
    may_write_prose(membership_of(by, draft.guideline), draft).enforce()
    citations_known(draft.guideline, text).enforce()
    hold(draft)
    there = prose_of(draft).get(section)
    was = there.text if there is not None else ""
    enforce_base_version(base_version, version_of_prose(there), theirs=was, yours=text)
    if text == was:
        return
    if there is None:
        there = ReportProse(draft_id=draft.id, section=section)
        db.session.add(there)
    if text:
        there.text, there.language, there.by_id, there.written_at = text, language, by.id, clock.now()
    else:
        db.session.delete(there)
    record(
        Verb.REPORT_WRITTEN,
        draft,
        by=by,
        guideline_id=draft.guideline_id,
        number=draft.number,
        section=section,
        text=text,
        was=was,
    )
