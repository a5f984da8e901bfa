"""Targets by region and stakeholder type, found."""

from sqlalchemy import select

from consult.consultations.models import Round
from consult.consultations.targets.models import TargetCell
from consult.consultations.targets.values import Cells
from consult.core.database import db
from consult.drafts.models import Guideline


def target_cells(guideline: Guideline, round_: Round | None = None) -> Cells:
    """Those of a round, or without one the guideline's own."""
    which = TargetCell.round_id == round_.id if round_ is not None else TargetCell.round_id.is_(None)
    query = select(TargetCell.region, TargetCell.stakeholder_type, TargetCell.number)
    rows = db.session.execute(query.where(TargetCell.guideline_id == guideline.id, which))
    return {(region, kind): number for region, kind, number in rows}
