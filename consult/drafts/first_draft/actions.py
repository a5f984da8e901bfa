"""Where a clause of a first draft stands, and under which number and heading."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, held, version_of
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.first_draft.rules import may_place_clauses
from consult.drafts.models import Part, Pillar, Wording
from consult.drafts.queries import current_draft, membership_of


@dataclass(frozen=True)
class ClausePlacing:
    """`before`: the clause that it is to stand before; None leaves it where it is."""

    number: str
    heading: str
    pillar: Pillar
    part: Part | None
    before: Wording | None = None


def placing_version(wording: Wording) -> str:
    """What a reader of the form saw."""
    return version_of(wording.number, wording.heading, wording.pillar_id, wording.part_id, wording.position)


def place_clause(wording: Wording, placing: ClausePlacing, *, base_version: str | None, by: Person) -> None:
    """In every language that the clause has. Raises Stale, or Refused for a number that another clause bears."""
    draft = held(wording.draft)
    wording = held(wording)
    may_place_clauses(membership_of(by, draft.guideline), draft, current_draft(draft.guideline)).enforce()
    enforce_base_version(base_version, placing_version(wording), theirs=f"{wording.number} {wording.heading}")
    every = db.session.scalars(select(Wording).where(Wording.draft_id == draft.id)).unique().all()
    if any(other.number == placing.number and other.clause_id != wording.clause_id for other in every):
        raise Refused(_("Another clause of this draft has the number “%(number)s”.", number=placing.number))
    was = {"number": wording.number, "heading": wording.heading, "position": wording.position}
    for language in {one.language for one in every}:
        _put_in_order([one for one in every if one.language == language], wording.clause_id, placing)
    wording.heading = placing.heading
    record(
        Verb.WORDING_PLACED,
        wording,
        by=by,
        guideline_id=draft.guideline_id,
        number=wording.number,
        heading=wording.heading,
        position=wording.position,
        was=was,
    )


def _put_in_order(wordings: list[Wording], clause_id: int, placing: ClausePlacing) -> None:
    """Positions are counted anew where the clause goes elsewhere."""
    wordings.sort(key=lambda one: one.position)
    mine = next((one for one in wordings if one.clause_id == clause_id), None)
    if mine is None:
        return
    mine.number, mine.pillar, mine.part = placing.number, placing.pillar, placing.part
    if placing.before is None or placing.before.clause_id == clause_id:
        return
    rest = [one for one in wordings if one is not mine]
    at = next((n for n, one in enumerate(rest) if one.clause_id == placing.before.clause_id), len(rest))
    rest.insert(at, mine)
    for position, one in enumerate(rest, start=1):
        one.position = position
