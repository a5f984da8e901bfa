"""Where a text was adopted from, and where it was adopted, as far as the reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core.database import db
from consult.drafts.adoption.models import AdoptedClause, Adoption
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Draft, Guideline
from consult.drafts.queries import membership_of, wordings_through_drafts
from consult.drafts.rules import may_read_draft

MOST = 50


@dataclass(frozen=True)
class AdoptedText:
    """The same clause elsewhere: the number that it bears there, and whether it came from there or went there."""

    clause: Clause
    number: str
    onward: bool

    @property
    def guideline(self) -> Guideline:
        return self.clause.guideline


def adoptions_of(draft: Draft, reader: Person | None) -> Sequence[Adoption]:
    """Guidelines that began as this draft, of those that the reader may know of."""
    query = select(Adoption).where(Adoption.source_draft_id == draft.id).options(joinedload(Adoption.guideline))
    found = db.session.scalars(query.order_by(Adoption.at).limit(MOST))
    return [one for one in found if membership_of(reader, one.guideline).knows]


def adopted_texts(clause: Clause, reader: Person | None) -> list[AdoptedText]:
    """Where it came from, then where it went."""
    texts = []
    either = or_(AdoptedClause.clause_id == clause.id, AdoptedClause.source_clause_id == clause.id)
    first = (AdoptedClause.clause_id != clause.id, AdoptedClause.clause_id)
    rows = db.session.scalars(select(AdoptedClause).where(either).order_by(*first).limit(MOST + 1)).all()
    pairs = [(row.source_clause, False) if row.clause_id == clause.id else (row.clause, True) for row in rows]
    for other, onward in pairs:
        membership = membership_of(reader, other.guideline)
        number = _number_read_by(membership, other) if membership.knows else None
        if number is not None:
            texts.append(AdoptedText(other, number, onward))
    return texts


def _number_read_by(membership: Membership, clause: Clause) -> str | None:
    """The newest that they may read; None where it stands in no draft of theirs to read."""
    numbers = [w.number for w in wordings_through_drafts(clause) if may_read_draft(membership, w.draft)]
    return numbers[-1] if numbers else None
