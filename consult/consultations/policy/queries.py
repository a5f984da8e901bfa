"""The response policy that holds for a guideline or a round. One query."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from consult.consultations.models import Round
from consult.consultations.policy.models import ResponsePolicy
from consult.consultations.policy.values import FIELDS, Policy, merged
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.drafts.row_cache.rows import rows_held


def policy_row(guideline: Guideline, round_: Round | None = None) -> ResponsePolicy | None:
    """What was set for this very guideline or round."""
    own = ResponsePolicy.round_id == round_.id if round_ is not None else ResponsePolicy.round_id.is_(None)
    query = select(ResponsePolicy).where(ResponsePolicy.guideline_id == guideline.id, own)
    return db.session.scalars(query).one_or_none()


def policy_of_guideline(guideline: Guideline) -> Policy:
    row = policy_row(guideline)
    return merged([row] if row is not None else [])


def policies_of(rounds: Collection[Round]) -> Mapping[int, Policy]:
    """By round."""
    known = {round_.id: round_.guideline_id for round_ in rounds}
    guidelines = {round_.guideline_id: round_.guideline for round_ in rounds}
    rows = [row for guideline in guidelines.values() for row in _policies_in(guideline)]
    return {
        round_id: merged(r for r in rows if r.guideline_id == guideline_id and r.round_id in {None, round_id})
        for round_id, guideline_id in known.items()
    }


def _policies_in(guideline: Guideline) -> Sequence[ResponsePolicy]:
    query = select(ResponsePolicy).where(ResponsePolicy.guideline_id == guideline.id).order_by(ResponsePolicy.id)
    return rows_held(guideline, "policies", query)


def policy_of(round_: Round) -> Policy:
    rows = db.session.execute(_policies_of_round(), {"round": round_.id, "guideline": round_.guideline_id}).all()
    return merged(rows)


@cache
def _policies_of_round() -> Select[Any]:
    these = or_(ResponsePolicy.round_id.is_(None), ResponsePolicy.round_id == bindparam("round"))
    columns = (ResponsePolicy.round_id, *(getattr(ResponsePolicy, name) for name in FIELDS))
    return select(*columns).where(ResponsePolicy.guideline_id == bindparam("guideline"), these)
