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
from consult.publishing.words.attribution import SourceKind
from consult.publishing.words.history import ClauseWords, WordSource, words_of_clauses
from consult.revisions.models import Revision, RevisionState
from consult.tracing.record.checks import Check


def wordings(guideline: Guideline) -> Check:
    """Every word has its source: the draft before, a revision that was carried, or an edit by hand that is noted."""
    check = Check("wordings", _("Published wordings compared with what was voted on, or with the draft before"))
    drafts, every = _published(guideline), words_of_clauses(guideline)
    for draft in drafts:
        check.number += len(wordings_of(draft))
        check.faults += _not_carried(draft)
    check.faults += [*_without_provenance(guideline), *_unrecorded(every)]
    for draft in drafts:
        if draft.based_on is not None or draft is not drafts[0]:
            _explain(check, draft, every)
    return check


def _without_provenance(guideline: Guideline) -> Iterable[str]:
    put = select(Provenance.revision_id)
    lost = (Revision.guideline_id == guideline.id, Revision.state == RevisionState.PUBLISHED, Revision.id.not_in(put))
    for revision in db.session.scalars(select(Revision).where(*lost).order_by(Revision.id)):
        says = _("%(number)s: the revision “%(title)s” is said to be published, and nothing says which words it put.")
        yield says % {"number": revision.number, "title": revision.title}


def _unrecorded(every: Mapping[int, ClauseWords]) -> Iterable[str]:
    """Each edit by hand stands in the journal, too, with the same words."""
    edits = [(s.draft, s.edit) for words in every.values() for s in words.own_steps if s.edit is not None]
    ids = {edit.wording_id for _draft, edit in edits}
    about = (AuditEntry.subject == Wording.__tablename__, AuditEntry.verb == Verb.WORDING_EDITED)
    entries = db.session.scalars(select(AuditEntry).where(*about, AuditEntry.subject_id.in_(ids)))
    known = {(entry.subject_id, str(entry.facts.get("text", ""))) for entry in entries}
    for draft, edit in edits:
        if (edit.wording_id, edit.text) not in known:
            yield _("Draft %(draft)s holds an edit by hand that the journal does not know.", draft=draft.number)


def _published(guideline: Guideline) -> Sequence[Draft]:
    query = select(Draft).where(Draft.guideline_id == guideline.id, Draft.state != DraftState.EDITING)
    return db.session.scalars(query.order_by(Draft.number)).all()


def _not_carried(draft: Draft) -> Iterable[str]:
    query = select(Provenance).where(Provenance.draft_id == draft.id)
    what = (joinedload(Provenance.revision), joinedload(Provenance.ballot))
    for provenance in db.session.scalars(query.options(*what)).unique():
        if not provenance.ballot.carried:
            title = provenance.revision.title
            yield _(
                "Draft %(draft)s holds the revision “%(title)s”, which was not carried.",
                draft=draft.number,
                title=title,
            )


def _explain(check: Check, draft: Draft, every: Mapping[int, ClauseWords]) -> None:
    """A text that was read in as a whole may differ without a vote: that is noted. One that was prepared may not."""
    numbers = {wording.clause_id: wording.number for wording in wordings_of(draft)}
    whole, by_hand = 0, 0
    for clause, words in every.items():
        here = [source for source in words.own_steps if source.draft.id == draft.id]
        kinds = {source.kind for source in here}
        whole += SourceKind.TEXT in kinds
        by_hand += SourceKind.HAND in kinds
        if SourceKind.UNEXPLAINED in kinds:
            check.faults.append(_unexplained(draft, numbers.get(clause, ""), here))
    if whole and not _was_read_in(draft):
        check.faults.append(_("Draft %(draft)s: %(n)s wordings differ from the draft before, and nothing says why.", draft=draft.number, n=whole))  # fmt: skip  # noqa: E501
    elif whole:
        says = _("Draft %(draft)s was read in as a whole: %(n)s wordings differ from the draft before without a vote.")
        check.notes.append(says % {"draft": draft.number, "n": whole})
    if by_hand:
        says = _("Draft %(draft)s: %(n)s wordings were edited by hand before it was published; each edit is kept.")
        check.notes.append(says % {"draft": draft.number, "n": by_hand})


def _unexplained(draft: Draft, number: str, here: Sequence[WordSource]) -> str:
    voted = next((source.revision for source in here if source.revision is not None), None)
    if voted is not None:
        told: str = _(
            "Draft %(draft)s, %(number)s: the words are not those of the revision “%(title)s” that was voted on.",
            draft=draft.number,
            number=number,
            title=voted.title,
        )
        return told
    says = _("Draft %(draft)s, %(number)s: the words differ from the draft before, and no revision and no edit says why.")  # fmt: skip  # noqa: E501
    told = says % {"draft": draft.number, "number": number}
    return str(told)


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
