"""What a reader names instead of looking for: the number of a clause, typed alone."""

import re
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import current_draft

LONGEST_NUMBER = 40


def clause_named(membership: Membership, typed: str, drafts: Sequence[Draft]) -> Wording | None:
    """The clause with that number in the draft in force, else in the newest of the drafts that has it."""
    number = " ".join(typed.split()).upper()
    if not number or len(number) > LONGEST_NUMBER or not re.search(r"\d", number):
        return None
    in_force = current_draft(membership.guideline)
    query = select(Wording).options(joinedload(Wording.draft), joinedload(Wording.clause))
    same = (func.upper(Wording.number) == number, Wording.draft_id.in_([draft.id for draft in drafts]))
    rows = db.session.scalars(query.where(*same, Wording.language == membership.guideline.language)).unique().all()
    return max(rows, key=lambda row: (row.draft == in_force, row.draft.number), default=None)
