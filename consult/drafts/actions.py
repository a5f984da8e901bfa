"""What changes about guidelines, drafts, clauses and roles."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, version_of
from consult.core.references import referred_to, tables_referring_to
from consult.core.transparency.commitments import open_log
from consult.core.verbs import Verb
from consult.drafts.membership import Membership
from consult.drafts.models import (
    Change,
    Clause,
    Draft,
    DraftState,
    Guideline,
    Lineage,
    Milestone,
    Part,
    Pillar,
    Role,
    Wording,
)
from consult.drafts.outline import ClauseOutline, Outline
from consult.drafts.people.actions import appoint
from consult.drafts.queries import (
    current_draft,
    membership_of,
    next_number,
    wordings_in_all_languages,
)
from consult.drafts.rules import is_edit_explained, may_discard_draft, may_edit_draft, may_publish_draft
from consult.drafts.text_digest import seal_of
from consult.drafts.wording_edits import WordingEdit


def found_guideline(
    slug: str,
    title: str,
    sentence: str,
    *,
    language: str,
    notice: str = "",
    attribution: str = "",
    public: bool = False,
    by: Person | None = None,
) -> Guideline:
    """A new guideline; its founder becomes its secretariat. Private until someone decides that it is public."""
    guideline = Guideline(
        slug=slug,
        title=title,
        sentence=sentence,
        language=language,
        notice=notice,
        attribution=attribution,
        public=public,
        created_at=clock.now(),
    )
    db.session.add(guideline)
    db.session.flush()
    open_log(guideline.id, slug)
    record(Verb.GUIDELINE_FOUNDED, guideline, by=by, guideline_id=guideline.id)
    if by is not None:
        appoint(guideline, by, Role.SECRETARIAT)
    return guideline


def add_milestone(guideline: Guideline, title: str, starts_on: date, ends_on: date | None, detail: str) -> Milestone:
    milestone = Milestone(guideline_id=guideline.id, title=title, starts_on=starts_on, ends_on=ends_on, detail=detail)
    db.session.add(milestone)
    return milestone


def start_draft(guideline: Guideline, title: str, *, by: Person | None, based_on: Draft | None = None) -> Draft:
    """An empty draft in work, numbered after the last."""
    draft = Draft(
        guideline=guideline, number=next_number(guideline), title=title, based_on=based_on, created_at=clock.now()
    )
    db.session.add(draft)
    record(Verb.DRAFT_STARTED, draft, by=by, guideline_id=guideline.id, number=draft.number)
    return draft


def new_clause(guideline: Guideline, uid: str = "") -> Clause:
    clause = Clause(guideline=guideline, uid=uid or secrets.token_hex(6))
    db.session.add(clause)
    db.session.flush()
    return clause


def keep_outline(
    draft: Draft, outline: Outline, *, lineage: Sequence[tuple[Change, str, int]] = (), by: Person | None
) -> int:
    """Write an outline into a draft in work: pillars and parts by code, clauses by identity. Returns the clauses.

    `lineage`: splits and merges, each with the uid of the earlier clause and the place of what it became.
    """
    pillars = _frame(draft.guideline, outline)
    parts = {part.code: part for part in draft.guideline.parts}
    known = {clause.uid: clause for clause in db.session.query(Clause).filter_by(guideline_id=draft.guideline_id)}
    here: list[Clause] = []
    for position, row in enumerate(outline.clauses, start=1):
        clause = known.get(row.uid) or new_clause(draft.guideline, _free_uid(row))
        here.append(clause)
        db.session.add(
            Wording(
                draft=draft,
                clause=clause,
                pillar=pillars[row.pillar],
                part=parts.get(row.part),
                number=row.number,
                position=position,
                heading=row.heading,
                text=row.text,
                language=outline.language,
            )
        )
    db.session.flush()
    for change, uid, place in lineage:
        facts = {"change": change, "from_clause_id": known[uid].id, "to_clause_id": here[place].id}
        db.session.add(Lineage(draft_id=draft.id, **facts))
    record(Verb.DRAFT_TEXT_KEPT, draft, by=by, guideline_id=draft.guideline_id, clauses=len(outline.clauses))
    return len(outline.clauses)


def _free_uid(row: ClauseOutline) -> str:
    """An identity from another site is kept if nobody here has it."""
    taken = db.session.query(Clause.id).filter_by(uid=row.uid).first() if row.uid else None
    return row.uid if taken is None else ""


def _frame(guideline: Guideline, outline: Outline) -> dict[str, Pillar]:
    """Pillars by code; those that the outline names and the guideline lacks are added, likewise parts."""
    pillars = {pillar.code: pillar for pillar in guideline.pillars}
    for given in outline.pillars:
        if given.code not in pillars:
            pillars[given.code] = Pillar(
                guideline_id=guideline.id,
                code=given.code,
                title=given.title,
                kind=given.kind,
                summary=given.summary,
                position=len(pillars) + 1,
            )
            guideline.pillars.append(pillars[given.code])
    codes = {part.code for part in guideline.parts}
    for part in outline.parts:
        if part.code not in codes:
            guideline.parts.append(
                Part(code=part.code, title=part.title, addressee=part.addressee, position=len(guideline.parts) + 1)
            )
            codes.add(part.code)
    db.session.flush()
    return pillars


def tables_using(draft: Draft) -> set[str]:
    """What hangs on it beyond its own text, as names of tables: rounds, later drafts."""
    return tables_referring_to(draft, apart_from=("wording.draft_id", "lineage.draft_id"))


def discard_draft(draft: Draft, *, by: Person) -> None:
    """Throw a draft in work away, with the clauses that stand nowhere else. Cannot be undone."""
    guideline = draft.guideline
    may_discard_draft(membership_of(by, guideline), draft, used=tables_using(draft)).enforce()
    record(Verb.DRAFT_DISCARDED, draft, by=by, guideline_id=guideline.id, number=draft.number, title=draft.title)
    clauses = set(db.session.scalars(select(Wording.clause_id).where(Wording.draft_id == draft.id)))
    for model in (Wording, Lineage):
        db.session.execute(delete(model).where(model.draft_id == draft.id))
    db.session.delete(draft)
    homeless = clauses - referred_to(Clause, clauses)
    db.session.execute(delete(Clause).where(Clause.id.in_(homeless)))


def edit_wording(
    wording: Wording, text: str, *, reason: str = "", base_version: str | None = None, by: Person
) -> Wording:
    """New words in a draft in work; raises Stale when the words are no longer those that they started from.

    Nobody votes on them: where a draft is in force, the reason is published with them.
    """
    draft = held(wording.draft)  # before the wording, as publishing does
    wording = held(wording)
    may_edit_draft(membership_of(by, draft.guideline), draft).enforce()
    is_edit_explained(draft, current_draft(draft.guideline), reason).enforce()
    enforce_base_version(base_version, version_of(wording.text), theirs=wording.text, yours=text)
    db.session.add(
        WordingEdit(wording_id=wording.id, was=wording.text, text=text, reason=reason, by=by, at=clock.now())
    )
    wording.text = text
    record(Verb.WORDING_EDITED, wording, by=by, guideline_id=wording.draft.guideline_id, text=text, reason=reason)
    return wording


def publish_draft(
    draft: Draft,
    *,
    by: Person,
    now: datetime,
    membership: Membership | None = None,
    in_force: Draft | None = None,
    wordings: Sequence[Wording] | None = None,
) -> Draft:
    """Freeze the draft; the one in force until now is superseded. What the caller has read is not read again."""
    may_publish_draft(membership or membership_of(by, draft.guideline), draft).enforce()
    before = in_force or current_draft(draft.guideline)
    if before is not None:
        before.state = DraftState.SUPERSEDED
    draft.state = DraftState.PUBLISHED
    draft.published_at = now
    seal = seal_of(wordings if wordings is not None else wordings_in_all_languages(draft))
    record(Verb.DRAFT_PUBLISHED, draft, by=by, guideline_id=draft.guideline_id, number=draft.number, seal=seal)
    return draft
