"""How the evidence on a clause was weighed: what stands, what stood before, whether readers see it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.models import Clause, Draft, Wording
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


@once_a_page
def judgements_for_everyone(draft: Draft) -> Sequence[EvidenceJudgement]:
    """Those that stand, on clauses of the draft whose weighing readers see."""
    here = select(Wording.clause_id).where(Wording.draft_id == draft.id)
    query = select(EvidenceJudgement).join(
        PublishedWeighing, PublishedWeighing.clause_id == EvidenceJudgement.clause_id
    )
    query = query.where(EvidenceJudgement.superseded_at.is_(None), EvidenceJudgement.clause_id.in_(here))
    return db.session.scalars(query.order_by(EvidenceJudgement.id)).all()
