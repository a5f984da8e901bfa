"""The brackets of a draft: by clause, and how many are open."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from consult.core.database import db
from consult.drafts.brackets.parsing import BracketedText, brackets_in
from consult.drafts.models import Draft, Wording


class BracketedClause(NamedTuple):
    wording: Wording
    found: BracketedText


def bracketed_clauses(draft: Draft) -> Sequence[BracketedClause]:
    """In reading order, those in which a bracket is open or cannot be read."""
    own = (Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    signs = Wording.text.contains("[", autoescape=True) | Wording.text.contains("]", autoescape=True)
    rows = db.session.scalars(select(Wording).where(*own, signs).order_by(Wording.position)).unique()
    read = [BracketedClause(wording, brackets_in(wording.text)) for wording in rows]
    return [clause for clause in read if clause.found.brackets or clause.found.faults]


def open_brackets(draft: Draft) -> int:
    return sum(len(clause.found.brackets) for clause in bracketed_clauses(draft))
