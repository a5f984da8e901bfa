"""What a clause came from, said by a person: identities and splits and merges follow from it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from consult.accounts.models import Person
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import held
from consult.core.references import referred_to
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.actions import new_clause
from consult.drafts.clause_matching import splits_and_merges
from consult.drafts.models import Clause, Draft, Lineage, Wording
from consult.drafts.origins.identities import identities
from consult.drafts.origins.queries import TOLD, Continuity, continuity_of
from consult.drafts.queries import membership_of
from consult.drafts.rules import may_edit_draft


def correct_origins(wording: Wording, numbers: Sequence[str], *, by: Person) -> None:
    """`numbers` as printed in the draft before; none: the clause is new. Comments follow it when it is published."""
    draft = held(wording.draft)
    may_edit_draft(membership_of(by, draft.guideline), draft).enforce()
    continuity = continuity_of(draft)
    if continuity is None:
        raise Refused(_("There is no draft before this one, so each of its clauses is new."))
    earlier = {one.number: one for one in _earlier(continuity)}
    if unknown := [number for number in numbers if number not in earlier]:
        says = _("Draft %(draft)s has no clause “%(number)s”. Give numbers as they are printed there.")
        raise Refused(says % {"draft": continuity.before.number, "number": unknown[0]})
    place = next(i for i, one in enumerate(continuity.clauses) if one.wording.id == wording.id)
    was = [one.number for one in continuity.clauses[place].origins]
    wanted = list(dict.fromkeys(numbers))
    if was == wanted:
        return
    origins = [[one.clause.uid for one in clause.origins] for clause in continuity.clauses]
    origins[place] = [earlier[number].clause.uid for number in wanted]
    _write(draft, continuity, origins, place)
    facts = {"number": wording.number, "was": was, "now": wanted}
    record(Verb.DRAFT_ORIGINS_CORRECTED, draft, by=by, guideline_id=draft.guideline_id, **facts)


def _earlier(continuity: Continuity) -> list[Wording]:
    return [*(one for clause in continuity.clauses for one in clause.origins), *continuity.gone]


def _write(draft: Draft, continuity: Continuity, origins: list[list[str]], place: int) -> None:
    earlier = {one.clause.uid for one in _earlier(continuity)}
    now = [clause.wording.clause.uid for clause in continuity.clauses]
    uids = identities(origins, now, earlier, corrected=place)
    # Before identities are given away: rows point to clauses that may go.
    db.session.execute(delete(Lineage).where(Lineage.draft_id == draft.id, Lineage.change.in_(TOLD)))
    clauses = _clauses(draft, [*uids, *earlier])
    order = sorted(range(len(uids)), key=lambda i: i != place)  # who gives an identity up does so first
    for i in order:
        wording = continuity.clauses[i].wording
        if uids[i] != wording.clause.uid:
            _become(draft, wording, clauses[uids[i]] if uids[i] else new_clause(draft.guideline))
    here = [clause.wording.clause for clause in continuity.clauses]
    own = [clause.uid if clause.uid in earlier else "" for clause in here]
    also = [[uid for uid in those if uid != clause.uid] for those, clause in zip(origins, here, strict=True)]
    for change, uid, at in splits_and_merges(own, also):
        row = {"change": change, "from_clause_id": clauses[uid].id, "to_clause_id": here[at].id}
        db.session.add(Lineage(draft_id=draft.id, **row))


def _clauses(draft: Draft, uids: Sequence[str]) -> dict[str, Clause]:
    wanted = select(Clause).where(Clause.guideline_id == draft.guideline_id, Clause.uid.in_(set(uids)))
    return {clause.uid: clause for clause in db.session.scalars(wanted)}


def _become(draft: Draft, wording: Wording, clause: Clause) -> None:
    """In every language of the draft. An identity that nothing has any more goes."""
    left = wording.clause
    same = (Wording.draft_id == draft.id, Wording.clause_id == left.id)
    db.session.execute(update(Wording).where(*same).values(clause_id=clause.id))
    db.session.refresh(wording)
    if not referred_to(Clause, {left.id}):
        db.session.delete(left)
    db.session.flush()
