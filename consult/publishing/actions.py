"""Preparing the next draft, publishing it, settling where a comment belongs."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import update_rows
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, held, hold
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.transparency.tracked_rows import commit_written
from consult.core.verbs import Verb
from consult.drafts.actions import publish_draft, start_draft
from consult.drafts.models import Draft, Guideline, Wording
from consult.drafts.queries import current_draft, draft_in_work, membership_of
from consult.publishing import rules
from consult.publishing.assembly import assemble
from consult.publishing.assembly_inputs import amendments_of, clause_texts, fault_in_words, faults_of
from consult.publishing.blockers import blockers_between, sentences
from consult.publishing.draft_rows import write_draft_rows, write_lineage, write_provenance
from consult.publishing.models import (
    Carry,
    Fate,
    Omission,
    OmittedRevision,
    OverrideState,
    Publication,
    PublicationOverride,
)
from consult.publishing.overrides.queries import backing_of, live_override
from consult.publishing.queries import (
    CARRYING,
    DraftText,
    draft_in_force,
    read_together,
    unpublished_carried_revisions,
)
from consult.revisions.models import Revision, RevisionState


def prepare_draft(guideline: Guideline, *, without: Collection[int] = (), by: Person) -> Draft:
    """The next draft, in work, from the draft in force and the carried revisions but those left out.

    Preparing again rebuilds it: what was edited in it by hand is dropped, new clauses keep their identity.
    """
    db.session.flush()
    # Held, so that two people who prepare at once do not start two drafts.
    guideline = held(guideline)
    base, in_work = current_draft(guideline), draft_in_work(guideline)
    rules.may_make(membership_of(by, guideline), base, in_work).enforce()
    assert base is not None  # noqa: S101 - `may_make` says so
    chosen = [revision for revision in unpublished_carried_revisions(guideline) if revision.id not in without]
    if not chosen:
        raise Refused(_("Choose at least one carried revision; without one the next draft would be the same."))
    text = DraftText(base)
    faults = faults_of(text.wordings, chosen)
    if faults:
        raise Refused(fault_in_words(faults[0], chosen, text.wordings))
    made = assemble(clause_texts(text.wordings), amendments_of(text.wordings, chosen))
    draft = in_work or _started(guideline, base, by)
    write_draft_rows(made, draft, text, chosen)
    facts = {"revisions": [revision.id for revision in chosen], "clauses": len(made)}
    record(Verb.DRAFT_PREPARED, draft, by=by, guideline_id=guideline.id, **facts)
    return draft


def _started(guideline: Guideline, base: Draft, by: Person) -> Draft:
    draft = start_draft(guideline, "", by=by, based_on=base)
    draft.title = str(_("Draft %(number)s", number=draft.number))
    return draft


def publish(
    draft: Draft, *, title: str = "", note: str = "", base_version: str | None = None, by: Person
) -> Publication:
    """Freeze the draft and supersede the one in force; its comments are carried by a job after the commit.

    `base_version` is the digest of the words that were read (optimistic check): other words are not published unread.
    """
    db.session.flush()
    hold(draft.guideline)  # whoever changes roles holds it: those of the two who agreed to publish all the same
    draft = held(draft)
    current = draft_in_force(draft)
    made, base = read_together(draft, current)
    carried = unpublished_carried_revisions(draft.guideline) if base is not None else []
    found = blockers_between(base, made, carried) if base is not None else []
    override, membership = live_override(draft) if found else None, membership_of(by, draft.guideline)
    rules.may_publish(membership, draft, found, override, backing_of(override)).enforce()
    says = _("Someone changed the draft while you were reading it. Read what changed, and publish it then.")
    enforce_base_version(base_version, made.digest, says)
    before = draft.based_on = draft.based_on or current
    draft.title, draft.note = title or draft.title, note
    left_out = _left_out(carried, made)
    stand, rewritten = write_provenance(made)
    if before is not None:
        write_lineage(made, base if base is not None and base.draft is before else DraftText(before))
    publish_draft(
        draft, by=by, now=clock.now(), membership=membership, in_force=current, wordings=made.in_all_languages
    )
    publication = _publication(draft, found, override, by)
    for revision in stand:
        revision.state = RevisionState.PUBLISHED
    _omit(publication, left_out, rewritten, override)
    facts = {"number": draft.number, "revisions": len(stand), "passed_over": [o.kind for o in found]}
    facts |= {"edited_after_the_vote": [revision.id for revision in rewritten]}
    facts |= {"override": override.id if override is not None else None}
    record(Verb.PUBLICATION_MADE, publication, by=by, guideline_id=draft.guideline_id, **facts)
    if before is not None:
        queue.add(CARRYING, draft.id, guideline_id=draft.guideline_id, by=by)
    return publication


def _publication(
    draft: Draft, found: Sequence[rules.Blocker], override: PublicationOverride | None, by: Person
) -> Publication:
    """With what it passes over."""
    if override is not None:
        override.state = OverrideState.USED
    grounds = override.grounds if override is not None else []
    reasons = [f"{ground['sentence']} {ground['reason']}" for ground in grounds]
    publication = Publication(
        draft=draft, by=by, at=clock.now(), obstacles=sentences(found), override_reason="\n".join(reasons)
    )
    db.session.add(publication)
    try:
        db.session.flush()
    except IntegrityError as twice:
        raise Stale(_("Someone else published this draft at the same moment.")) from twice
    return publication


def _left_out(carried: Sequence[Revision], made: DraftText) -> list[Revision]:
    taken = {source.revision.id for source in made.sources}
    return [revision for revision in carried if revision.id not in taken]


def _omit(
    publication: Publication,
    left_out: Sequence[Revision],
    rewritten: Sequence[Revision],
    override: PublicationOverride | None,
) -> None:
    """Carried, but not in the text: listed with the reason that was agreed on."""
    reasons = {ground["kind"]: ground["reason"] for ground in override.grounds} if override is not None else {}
    why = {Omission.LEFT_OUT: reasons.get("left_out", ""), Omission.REWRITTEN: reasons.get("without_a_vote", "")}
    which = [(Omission.LEFT_OUT, revision) for revision in left_out]
    which += [(Omission.REWRITTEN, revision) for revision in rewritten]
    db.session.add_all(
        OmittedRevision(publication=publication, revision=revision, omission=omission, reason=why[omission])
        for omission, revision in which
    )


def confirm_carry(carry: Carry, *, by: Person) -> Carry:
    """It belongs where the machine proposed."""
    return _settled(_held(carry, by), by)


def say_gone(carry: Carry, *, by: Person) -> Carry:
    """The words that it was about are not in the draft any more."""
    carry = _held(carry, by)
    carry.fate, carry.wording, carry.quote, carry.confidence = Fate.GONE, None, "", 1.0
    return _settled(carry, by)


def move_carry(carry: Carry, to: Wording, *, by: Person) -> Carry:
    """It belongs to another clause."""
    carry = _held(carry, by)
    if to.draft_id != carry.draft_id:
        raise Refused(_("That clause is not in this draft."))
    carry.fate, carry.wording, carry.quote, carry.confidence = Fate.MOVED, to, "", 1.0
    return _settled(carry, by)


def confirm_sure(draft: Draft, *, by: Person) -> int:
    """Confirm every proposal that is at least `rules.SURE`; returns how many."""
    rules.may_confirm(membership_of(by, draft.guideline)).enforce()
    sure = (Carry.draft_id == draft.id, Carry.confirmed_at.is_(None), Carry.confidence >= rules.SURE)
    ids = db.session.scalars(select(Carry.id).where(*sure)).all()
    update_rows(Carry, [{"id": id_, "confirmed_by_id": by.id, "confirmed_at": clock.now()} for id_ in ids])
    commit_written(Carry, ids)
    record(Verb.CARRIES_CONFIRMED, draft, by=by, guideline_id=draft.guideline_id, confirmed=len(ids))
    return len(ids)


def _held(carry: Carry, by: Person) -> Carry:
    """Locked until the transaction ends, so that two people do not settle one comment in two ways."""
    db.session.flush()
    carry = held(carry)
    rules.may_confirm(membership_of(by, carry.draft.guideline)).enforce()
    waiting = rules.is_waiting(carry)
    if not waiting:
        raise Stale(waiting.refusal)
    return carry


def _settled(carry: Carry, by: Person) -> Carry:
    carry.confirmed_by_id, carry.confirmed_at = by.id, clock.now()
    guideline_id = carry.draft.guideline_id
    record(Verb.CARRY_SETTLED, carry, by=by, guideline_id=guideline_id, comment=carry.comment_id, fate=carry.fate)
    return carry
