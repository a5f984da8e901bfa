"""Revisions of the structure, written: a split, a merge, a move, and several revisions put together as one decision."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held
from consult.core.ruling import Refused, Ruling, refuse_unless
from consult.core.verbs import Verb
from consult.drafts.models import Draft, DraftState, Wording
from consult.drafts.queries import membership_of, wordings_of
from consult.revisions import rules
from consult.revisions.actions import (
    RevisionContent,
    begun,
    drafted,
    note_change,
    say_why,
)
from consult.revisions.models import Revision, RevisionKind, RevisionState, words_of
from consult.revisions.structure.changes import ClauseChange, Placing, ProposedClause, proposed_words
from consult.revisions.structure.queries import draft_places
from consult.revisions.structure.rules import is_sound_structure, keeps_its_words, words_lost_in


def propose_structure(
    draft: Draft,
    kind: RevisionKind,
    changes: Sequence[ClauseChange],
    proposal: RevisionContent,
    *,
    meant: bool = False,
    by: Person,
) -> Revision:
    """`changes` as one decision; `meant`: words that are in no part of a split, or in no merged clause, are to go.

    Raises Stale when another draft is in force now.
    """
    rules.may_propose(membership_of(by, draft.guideline)).enforce()
    if draft.state == DraftState.SUPERSEDED:
        raise Stale(_("There is a newer draft. Compare its words with those you started from, then propose again."))
    rules.may_revise(draft).enforce()
    revision = begun(kind, by=by, draft=draft, guideline=draft.guideline)
    _take_up(revision, changes, meant=meant)
    say_why(revision, proposal)
    return drafted(revision, by=by)


def edit_structure(
    revision: Revision,
    changes: Sequence[ClauseChange],
    proposal: RevisionContent,
    *,
    meant: bool = False,
    base_version: str | None = None,
    by: Person,
) -> Revision:
    """Other clauses in the place of the same ones; raises Stale, with both, when someone else changed it since."""
    revision = held(revision)
    rules.may_edit_revision(membership_of(by, revision.guideline), revision).enforce()
    yours = proposed_words(changes, words_of(revision.wordings))
    enforce_base_version(base_version, str(revision.version), theirs=revision.proposed_text, yours=yours)
    _take_up(revision, changes, meant=meant)
    say_why(revision, proposal)
    note_change(Verb.REVISION_EDITED, revision, by=by)
    return revision


def _take_up(revision: Revision, changes: Sequence[ClauseChange], *, meant: bool) -> None:
    wanted = [number for change in changes for number in change.bases]
    with db.session.no_autoflush:
        query = select(Wording).where(Wording.id.in_(wanted), Wording.draft_id == revision.draft.id)
        wordings = db.session.scalars(query.order_by(Wording.position)).unique().all()
    if {wording.id for wording in wordings} != set(wanted):
        raise Refused(
            _("One of these clauses is not in the current draft. Read it as it stands now, and choose again.")
        )
    words, clauses = words_of(wordings), {wording.id: wording.clause_id for wording in wordings}
    is_sound_structure(changes, words, clauses, draft_places(revision.draft)).enforce()
    keeps_its_words(words_lost_in(changes, words), meant=meant).enforce()
    revision.wordings = list(wordings)
    revision.structure = [change.to_json() for change in changes]
    revision.proposed_text = proposed_words(changes, words)
    _stand_at(revision, changes, wordings)


def _stand_at(revision: Revision, changes: Sequence[ClauseChange], wordings: Sequence[Wording]) -> None:
    """Its place in lists is that of the first clause that it takes up, or puts."""
    first = next((number for change in changes for number in change.bases), None)
    base = next((wording for wording in wordings if wording.id == first), None)
    revision.base, revision.clause = base, base.clause if base is not None else None
    if base is not None:
        revision.number, revision.pillar, revision.part = base.number, base.pillar, base.part
        return
    new = changes[0].results[0]
    revision.number = new.number
    revision.pillar = next((p for p in revision.guideline.pillars if p.id == new.pillar_id), None)
    revision.part = next((p for p in revision.guideline.parts if p.id == new.part_id), None)


def put_together(revisions: Sequence[Revision], *, title: str, rationale: str, by: Person) -> Revision:
    """Several revisions in work as one decision: a new one has all their changes and points, and they are withdrawn."""
    if len(revisions) < 2:
        raise Refused(_("Choose at least two revisions to put together."))
    first = revisions[0]
    rules.may_propose(membership_of(by, first.guideline)).enforce()
    revisions = [held(revision) for revision in sorted(revisions, key=_reading_order)]
    for revision in revisions:
        _is_free(revision, first).enforce()
    changes = [change for revision in revisions for change in every_change_of(revision)]
    points = {point.id: point for revision in revisions for point in revision.points}
    proposal = RevisionContent(title=title, rationale=rationale, points=list(points.values()))
    made = propose_structure(first.draft, RevisionKind.SEVERAL, changes, proposal, meant=True, by=by)
    db.session.flush()
    for revision in revisions:
        revision.state = RevisionState.WITHDRAWN
        note_change(Verb.REVISION_WITHDRAWN, revision, by=by)
    facts = {"revision": made.id, "of": [revision.id for revision in revisions]}
    record(Verb.REVISION_PUT_TOGETHER, made, by=by, guideline_id=made.guideline_id, **facts)
    return made


def _reading_order(revision: Revision) -> tuple[int, int]:
    return (revision.base.position if revision.base is not None else 1_000_000, revision.id)


def _is_free(revision: Revision, first: Revision) -> Ruling:
    if revision.guideline_id != first.guideline_id or not rules.on_draft_in_force(revision):
        return Ruling(_("Put together revisions of the draft in force. Set each against its words first."))
    return refuse_unless(
        revision.state in rules.OPEN, _("Only revisions that were not put to the vote yet are put together.")
    )


def every_change_of(revision: Revision) -> tuple[ClauseChange, ...]:
    """What it does, also of one that changes a single clause."""
    if revision.structure is not None:
        return revision.changes
    if revision.base is None:
        headed = any(wording.heading for wording in wordings_of(revision.draft))
        return (ClauseChange((), (_added(revision, revision.title if headed else ""),)),)
    if revision.kind == RevisionKind.DELETE:
        return (ClauseChange((revision.base.id,), ()),)
    return (ClauseChange((revision.base.id,), (as_it_stands(revision.base, text=revision.proposed_text),)),)


def _added(revision: Revision, heading: str) -> ProposedClause:
    if revision.pillar_id is None:
        raise Refused(_("Name the pillar of the new clause first."))
    return ProposedClause(
        text=revision.proposed_text,
        heading=heading,
        number=revision.number.strip(),
        pillar_id=revision.pillar_id,
        part_id=revision.part_id,
        placing=Placing.NUMBER,
    )


def as_it_stands(wording: Wording, *, text: str | None = None, place: int | None = 0) -> ProposedClause:
    """A clause as it is, to be changed from there; `place`: which of the bases it continues."""
    return ProposedClause(
        text=wording.text if text is None else text,
        heading=wording.heading,
        number="",
        pillar_id=wording.pillar_id,
        part_id=wording.part_id,
        continues=place,
    )
