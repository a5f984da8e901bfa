"""Whether the published words are those that were voted on, and unchanged since."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Draft, DraftState, Guideline, Wording
from consult.drafts.queries import wordings_in_all_languages, wordings_of
from consult.drafts.text_digest import seal_of
from consult.publishing.models import Provenance
from consult.tracing.record.checks import Check


def wordings(guideline: Guideline) -> Check:
    """Words that a revision put are its proposed text; all others are those of the draft before."""
    check = Check("wordings", _("Published wordings compared with what was voted on, or with the draft before"))
    before: Draft | None = None
    for draft in _published(guideline):
        base = draft.based_on or before
        now = wordings_of(draft)
        check.number += len(now)
        check.faults += _not_as_voted(draft, now)
        if base is not None:
            _compare(check, draft, now, base)
        before = draft
    return check


def _published(guideline: Guideline) -> Sequence[Draft]:
    query = select(Draft).where(Draft.guideline_id == guideline.id, Draft.state != DraftState.EDITING)
    return db.session.scalars(query.order_by(Draft.number)).all()


def _put_by_revisions(draft: Draft) -> dict[int | None, Provenance]:
    query = select(Provenance).where(Provenance.draft_id == draft.id).options(joinedload(Provenance.revision))
    return {put.wording_id: put for put in db.session.scalars(query).unique()}


def _not_as_voted(draft: Draft, now: Sequence[Wording]) -> Iterable[str]:
    put = _put_by_revisions(draft)
    for wording in now:
        if wording.id in put and wording.text != put[wording.id].revision.proposed_text:
            yield _(
                "Draft %(draft)s, %(number)s: the words are not those of the revision “%(title)s” that was voted on.",
                draft=draft.number,
                number=wording.number,
                title=put[wording.id].revision.title,
            )
    for provenance in put.values():
        if not provenance.ballot.carried:
            title = provenance.revision.title
            yield _(
                "Draft %(draft)s holds the revision “%(title)s”, which was not carried.",
                draft=draft.number,
                title=title,
            )


def _compare(check: Check, draft: Draft, now: Sequence[Wording], base: Draft) -> None:
    """A text that was read in as a whole may differ without a vote: that is noted. One that was prepared may not."""
    put, was = _put_by_revisions(draft), {wording.clause_id: wording.text for wording in wordings_of(base)}
    edited = _edited(now)
    changed = [w for w in now if w.id not in put and was.get(w.clause_id) != w.text]
    unexplained = [w for w in changed if edited.get(w.id) != w.text]
    if _was_read_in(draft):
        if unexplained:
            says = _(
                "Draft %(draft)s was read in as a whole: %(n)s wordings differ from draft %(base)s without a vote."
            )
            check.notes.append(says % {"draft": draft.number, "n": len(unexplained), "base": base.number})
        return
    for wording in unexplained:
        says = _(
            "Draft %(draft)s, %(number)s: the words differ from draft %(base)s, and no revision and no entry says why."
        )
        check.faults.append(says % {"draft": draft.number, "number": wording.number, "base": base.number})
    by_hand = len(changed) - len(unexplained)
    if by_hand:
        says = _("Draft %(draft)s: %(n)s wordings were edited by hand before it was published; the journal has them.")
        check.notes.append(says % {"draft": draft.number, "n": by_hand})


def _edited(now: Sequence[Wording]) -> Mapping[int, str]:
    """The last words that the journal says were given to a wording by hand."""
    numbers = [wording.id for wording in now]
    about = (
        AuditEntry.subject == Wording.__tablename__,
        AuditEntry.verb == Verb.WORDING_EDITED,
        AuditEntry.subject_id.in_(numbers),
    )
    entries = db.session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.id))
    return {entry.subject_id: str(entry.facts.get("text", "")) for entry in entries}


def _was_read_in(draft: Draft) -> bool:
    about = (
        AuditEntry.subject == Draft.__tablename__,
        AuditEntry.subject_id == draft.id,
        AuditEntry.verb == Verb.DRAFT_TEXT_KEPT,
    )
    return db.session.scalar(select(AuditEntry.id).where(*about).limit(1)) is not None


def seals(guideline: Guideline) -> Check:
    """Each published draft still has the seal that the journal gave it, and nothing of it was edited since."""
    drafts = _published(guideline)
    check = Check("seals", _("Published drafts compared with their seals"), number=len(drafts))
    for draft in drafts:
        about = (
            AuditEntry.subject == Draft.__tablename__,
            AuditEntry.subject_id == draft.id,
            AuditEntry.verb == Verb.DRAFT_PUBLISHED,
        )
        entry = db.session.scalars(select(AuditEntry).where(*about).order_by(AuditEntry.id)).first()
        given = str(entry.facts.get("seal", "")) if entry is not None else ""
        every = wordings_in_all_languages(draft)
        if not given:
            check.notes.append(
                _("Draft %(draft)s has no seal in the journal; only its votes vouch for it.", draft=draft.number)
            )
        elif seal_of(every) != given:
            check.faults.append(_("Draft %(draft)s is not word for word as it was published.", draft=draft.number))
        check.faults += _edited_since(draft, every)
    return check


def _edited_since(draft: Draft, every: Sequence[Wording]) -> Iterable[str]:
    late = select(AuditEntry.subject_id).where(
        AuditEntry.subject == Wording.__tablename__,
        AuditEntry.verb == Verb.WORDING_EDITED,
        AuditEntry.subject_id.in_([wording.id for wording in every]),
        AuditEntry.at > draft.published_at,
    )
    numbers = {wording.id: wording.number for wording in every}
    for wording_id in sorted(set(db.session.scalars(late))):
        number = numbers[wording_id]
        yield _("Draft %(draft)s, %(number)s was edited after it was published.", draft=draft.number, number=number)
