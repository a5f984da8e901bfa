"""Targets by region and stakeholder type, set."""

from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.consultations.rules import may_manage_rounds
from consult.consultations.targets.models import TargetCell
from consult.consultations.targets.values import EVERY_CELL, Cells
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import hold
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of


def set_target_cells(guideline: Guideline, round_: Round | None, cells: Cells, *, by: Person | None) -> int:
    """These are the targets now; a cell that is not named, or is 0, has none. Returns how many changed."""
    if by is not None:
        may_manage_rounds(membership_of(by, guideline)).enforce()
    hold(guideline)
    which = TargetCell.round_id == round_.id if round_ is not None else TargetCell.round_id.is_(None)
    rows = db.session.scalars(select(TargetCell).where(TargetCell.guideline_id == guideline.id, which))
    standing = {(row.region, row.stakeholder_type): row for row in rows}
    changed = 0
    for cell in EVERY_CELL:
        row, number = standing.get(cell), cells.get(cell, 0)
        if number == (row.number if row is not None else 0):
            continue
        if row is not None and not number:
            db.session.delete(row)
        elif row is not None:
            row.number = number
        else:
            told = {"region": cell[0], "stakeholder_type": cell[1], "number": number}
            db.session.add(TargetCell(guideline_id=guideline.id, round_id=round_.id if round_ else None, **told))
        changed += 1
        group = f"{cell[0].value}, {cell[1].value}"
        record(Verb.TARGET_SET, round_ or guideline, by=by, guideline_id=guideline.id, group=group, number=number)
    return changed
