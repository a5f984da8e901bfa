"""A draft in work beside the draft that it follows: what each of its clauses came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.core.database import db
from consult.drafts.models import Change, Draft, Lineage, Wording
from consult.drafts.queries import current_draft, wordings_of

TOLD = (Change.SPLIT, Change.MERGED)


@dataclass(frozen=True)
class Continued:
    """A clause of the draft in work, and the earlier ones that it came from, its own identity leading."""

    wording: Wording
    origins: Sequence[Wording]

    @property
    def is_plain(self) -> bool:
        """It is one earlier clause, under the number that it had."""
        return [one.number for one in self.origins] == [self.wording.number]

    @property
    def is_same_clause(self) -> bool:
        return any(one.clause_id == self.wording.clause_id for one in self.origins)


@dataclass(frozen=True)
class Continuity:
    before: Draft
    clauses: Sequence[Continued]
    gone: Sequence[Wording]  # earlier clauses that nothing came from


def draft_before(draft: Draft) -> Draft | None:
    return draft.based_on or current_draft(draft.guideline)


def continuity_of(draft: Draft) -> Continuity | None:
    """None where there is no draft before it."""
    before = draft_before(draft)
    if before is None or before.id == draft.id:
        return None
    earlier = {wording.clause_id: wording for wording in wordings_of(before)}
    noted: dict[int, list[int]] = {}
    rows = select(Lineage).where(Lineage.draft_id == draft.id, Lineage.change.in_(TOLD)).order_by(Lineage.id)
    for row in db.session.scalars(rows):
        if row.from_clause_id is not None and row.to_clause_id is not None:
            noted.setdefault(row.to_clause_id, []).append(row.from_clause_id)
    clauses = []
    for wording in wordings_of(draft):
        numbers = dict.fromkeys([wording.clause_id, *noted.get(wording.clause_id, [])])
        clauses.append(Continued(wording, [earlier[number] for number in numbers if number in earlier]))
    continued = {one.clause_id for clause in clauses for one in clause.origins}
    return Continuity(before, clauses, [w for number, w in earlier.items() if number not in continued])
