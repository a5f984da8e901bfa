"""How the evidence on a clause was weighed: what stands, what stood before, whether readers see it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.drafts.models import Clause
from consult.drafts.weighing.models import DecisionCriterion, EvidenceJudgement, PublishedWeighing


def judgements_on(clause: Clause) -> Sequence[EvidenceJudgement]:
    """Every version, the latest leading."""
    query = select(EvidenceJudgement).where(EvidenceJudgement.clause_id == clause.id)
    query = query.options(joinedload(EvidenceJudgement.by))
    return db.session.scalars(query.order_by(EvidenceJudgement.at.desc(), EvidenceJudgement.id.desc())).all()


def standing_judgements(judgements: Sequence[EvidenceJudgement]) -> dict[DecisionCriterion, EvidenceJudgement]:
    """By criterion, in the order in which they are read."""
    found = {one.criterion: one for one in judgements if one.superseded_at is None}
    return {criterion: found[criterion] for criterion in DecisionCriterion if criterion in found}


def weighing_is_public(clause_id: int) -> bool:
    return db.session.get(PublishedWeighing, clause_id) is not None
