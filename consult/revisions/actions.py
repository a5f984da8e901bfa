"""What changes about revisions: drafted, edited, proposed to the experts, taken to a newer base, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.evidence.queries import citations_known
from consult.drafts.models import Draft, DraftState, Part, Pillar, Wording
from consult.drafts.queries import current_draft, membership_of, wording_in
from consult.revisions import rules
from consult.revisions.merging import merged_words
from consult.revisions.models import Revision, RevisionKind, RevisionState, words_of
from consult.revisions.structure.changes import on_newer, proposed_words
from consult.revisions.wording import whole_clause


@dataclass(frozen=True, kw_only=True)
class RevisionContent:
    """What a person writes of a revision. A deletion has no text. `quoted`: the reason is in another's words."""

    title: str
    rationale: str
    text: str = ""
    points: Sequence[Point] = ()
    quoted: bool = False


def propose_revision(base: Wording, proposal: RevisionContent, *, by: Person) -> Revision:
    """New words for a clause, against its words in the draft in force. Raises Stale when that is another draft now."""
    rules.is_sound_revision(RevisionKind.REWORD, base.text, proposal.text).enforce()
    return _drafted(RevisionKind.REWORD, proposal, by=by, **_place(base, proposal, by=by))


def propose_deletion(base: Wording, proposal: RevisionContent, *, by: Person) -> Revision:
    return _drafted(RevisionKind.DELETE, proposal, by=by, **_place(base, proposal, by=by))


def propose_clause(
    draft: Draft, proposal: RevisionContent, *, pillar: Pillar, part: Part | None, number: str, by: Person
) -> Revision:
    """A clause that is not there yet; `number` is the place wanted."""
    rules.may_propose(membership_of(by, draft.guideline)).enforce()
    rules.may_revise(draft).enforce()
    rules.is_sound_revision(RevisionKind.ADD, "", proposal.text).enforce()
    place = {"draft": draft, "guideline": draft.guideline, "pillar": pillar, "part": part, "number": number}
    return _drafted(RevisionKind.ADD, proposal, by=by, **place)


def propose_alternative(of: Revision, words: str, *, title: str, rationale: str, by: Person) -> Revision:
    """Other words for what a revision changes: a revision of its own that answers the same points.

    It stands against the words in force. Words that are only a part of the clause follow what was proposed: whoever
    edits it puts them in their place.
    """
    if of.structure is not None:
        raise Refused(
            _("This revision changes the structure of the text. Propose a revision of your own that has these words.")
        )
    stands = of.proposed_text or (of.base.text if of.base is not None else "")
    proposal = RevisionContent(
        title=title, rationale=rationale, text=whole_clause(stands, words), points=list(of.points), quoted=True
    )
    if of.base is None:
        draft = current_draft(of.guideline) or of.draft
        place = {"pillar": of.pillar, "part": of.part, "number": of.number}
        return propose_clause(draft, proposal, **place, by=by)  # type: ignore[arg-type]
    base = current_wording(of.base)
    if base is None:
        raise Refused(_("This clause is no longer in the text. Withdraw the revision, or propose a new clause."))
    return propose_revision(base, proposal, by=by)


def _place(base: Wording, proposal: RevisionContent, *, by: Person) -> dict[str, Any]:
    """Where a revision of existing words stands."""
    draft = base.draft
    rules.may_propose(membership_of(by, draft.guideline)).enforce()
    if draft.state == DraftState.SUPERSEDED:
        raise _superseded(base, proposal.text)
    rules.may_revise(draft).enforce()
    words = {"base": base, "clause": base.clause, "pillar": base.pillar, "part": base.part, "number": base.number}
    return {"draft": draft, "guideline": draft.guideline, **words}


def _superseded(base: Wording, yours: str) -> Stale:
    now_there = current_wording(base)
    if now_there is None:
        return Stale(_("There is a newer draft, and this clause is no longer in it."), yours=yours)
    says = _("There is a newer draft. Compare its words with those you started from, then propose again.")
    return Stale(says, theirs=now_there.text, yours=yours)


def current_wording(base: Wording) -> Wording | None:
    """The words of the same clause in the draft in force."""
    draft = current_draft(base.draft.guideline)
    return wording_in(draft, base.clause) if draft is not None else None


def _drafted(kind: RevisionKind, proposal: RevisionContent, *, by: Person, **place: Any) -> Revision:
    revision = begun(kind, by=by, **place)
    _put(revision, proposal)
    return drafted(revision, by=by)


def begun(kind: RevisionKind, *, by: Person, **place: Any) -> Revision:
    """A revision in work, with nothing in it yet."""
    now = clock.now()
    return Revision(kind=kind, author=by, state=RevisionState.DRAFT, created_at=now, changed_at=now, **place)


def drafted(revision: Revision, *, by: Person) -> Revision:
    db.session.add(revision)
    record(Verb.REVISION_DRAFTED, revision, by=by, guideline_id=revision.guideline.id, **_facts(revision))
    return revision


def _put(revision: Revision, proposal: RevisionContent) -> None:
    say_why(revision, proposal)
    revision.proposed_text = proposal.text if revision.kind != RevisionKind.DELETE else ""


def say_why(revision: Revision, proposal: RevisionContent) -> None:
    """What every revision says beside its words: its name, its reason, the points that it answers."""
    if not proposal.quoted:
        citations_known(revision.guideline, proposal.rationale).enforce()
    revision.title, revision.rationale = proposal.title, proposal.rationale
    _name_points(revision, proposal.points)


def _name_points(revision: Revision, points: Sequence[Point]) -> None:
    guideline_id = revision.guideline_id or revision.guideline.id
    if any(point.comment.round.guideline_id != guideline_id for point in points):
        raise Refused(_("A revision answers points of its own guideline."))
    revision.points = list(points)


def _facts(revision: Revision) -> dict[str, Any]:
    """What the journal keeps of it: its words as they were, so that its history can be read."""
    facts = {
        "kind": revision.kind,
        "number": revision.number,
        "title": revision.title,
        "text": revision.proposed_text,
        "rationale": revision.rationale,
        "points": sorted(point.id for point in revision.points),
    }
    return {**facts, "structure": revision.structure} if revision.structure is not None else facts


def edit_revision(
    revision: Revision, proposal: RevisionContent, *, base_version: str | None = None, by: Person
) -> Revision:
    """Other words; raises Stale, with both, when someone else changed it since `base_version`."""
    revision = held(revision)
    rules.may_edit_revision(membership_of(by, revision.guideline), revision).enforce()
    rules.is_sound_revision(revision.kind, revision.base.text if revision.base else "", proposal.text).enforce()
    enforce_base_version(base_version, str(revision.version), theirs=revision.proposed_text, yours=proposal.text)
    _put(revision, proposal)
    note_change(Verb.REVISION_EDITED, revision, by=by)
    return revision


def submit_revision(revision: Revision, *, by: Person) -> Revision:
    """Ready for the experts: a ballot can be opened on it."""
    revision = held(revision)
    rules.may_submit(membership_of(by, revision.guideline), revision).enforce()
    revision.state = RevisionState.PROPOSED
    note_change(Verb.REVISION_PROPOSED, revision, by=by)
    return revision


def withdraw_revision(revision: Revision, *, by: Person) -> Revision:
    revision = held(revision)
    rules.may_withdraw_revision(membership_of(by, revision.guideline), revision).enforce()
    revision.state = RevisionState.WITHDRAWN
    note_change(Verb.REVISION_WITHDRAWN, revision, by=by)
    return revision


def rebase_revision(
    revision: Revision, *, base_version: str | None = None, merged: bool = False, by: Person
) -> Revision:
    """Take the clause's words in the draft in force as the base; the words proposed stay as they are.

    `merged`: they take in what the clause became meanwhile, where both changes do not touch.

    A carried one that a draft overtook keeps its vote where the clause has the same words there; else it is in work
    again: its vote was on other words, and the record keeps it.
    """
    revision = held(revision)
    rules.may_rebase(membership_of(by, revision.guideline), revision).enforce()
    draft, newer = current_draft(revision.guideline), bases_in_force(revision)
    if draft is None or newer is None:
        raise Refused(_("This clause is no longer in the text. Withdraw the revision, or propose a new clause."))
    enforce_base_version(base_version, str(revision.version), theirs=revision.proposed_text)
    same_words = all(newer[base.id].text == base.text for base in revision.bases)
    if merged and revision.base is not None:
        revision.proposed_text = words_with_newer(revision, newer[revision.base.id])
    if revision.structure is None:
        base = newer[revision.base.id] if revision.base is not None else None
        rules.is_sound_revision(revision.kind, base.text if base else "", revision.proposed_text).enforce()
    if revision.state == RevisionState.CARRIED and not same_words:
        revision.state = RevisionState.DRAFT
    set_against(revision, draft, newer)
    note_change(Verb.REVISION_REBASED, revision, by=by)
    return revision


def bases_in_force(revision: Revision) -> dict[int, Wording] | None:
    """By wording that it takes up, the clause's words in the draft in force; None where one is no longer there."""
    found = {base.id: current_wording(base) for base in revision.bases}
    standing = {number: wording for number, wording in found.items() if wording is not None}
    return standing if len(standing) == len(found) else None


def set_against(revision: Revision, draft: Draft, newer: Mapping[int, Wording]) -> None:
    """Another draft is what it would change. Clauses whose words it keeps, in one of the structure, have the newer."""
    if revision.structure is not None:
        was, now = words_of(revision.wordings), words_of(newer.values())
        ids = {number: wording.id for number, wording in newer.items()}
        changes = on_newer(revision.changes, ids, was, now)
        revision.wordings = list(newer.values())
        revision.structure = [change.to_json() for change in changes]
        revision.proposed_text = proposed_words(changes, now)
    revision.draft = draft
    if revision.base is not None:
        revision.base = newer[revision.base.id]
        revision.number, revision.pillar, revision.part = (
            revision.base.number,
            revision.base.pillar,
            revision.base.part,
        )


def words_with_newer(revision: Revision, newer: Wording) -> str:
    """Its words with what its clause became meanwhile; refused where both changed the same words."""
    before = revision.base.text if revision.base is not None else ""
    words = merged_words(before, revision.proposed_text, newer.text)
    if words is None or revision.kind != RevisionKind.REWORD:
        raise Refused(_("Both changed the same words. Set the revision against the newer words, and edit it."))
    return words


def note_change(verb: Verb, revision: Revision, *, by: Person) -> None:
    revision.version += 1
    revision.changed_at = clock.now()
    record(verb, revision, by=by, guideline_id=revision.guideline_id, version=revision.version, **_facts(revision))
