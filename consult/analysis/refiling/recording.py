"""That the machine moved points is written down with where they stood, in the transaction that moves them."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from consult.analysis.refiling.models import (
    RefiledPoint,
    Refiling,
    RefilingCause,
    RefilingPolicy,
    RefilingState,
)
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import insert_rows
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Guideline

Shares = Mapping[int, float]  # how probably a point belongs to each theme
Moves = Mapping[int, tuple[Shares, Shares]]  # by point, where it stood and where it is put
HELD = (RefilingState.UNDONE, RefilingState.DECLINED)


def moved_only(moves: Moves) -> Moves:
    """Those that stand in other themes than before; another probability of the same themes is no move."""
    return {point: (was, now) for point, (was, now) in moves.items() if set(was) != set(now)}


def files_at_once(guideline: Guideline) -> bool:
    policy = db.session.get(RefilingPolicy, guideline.id)
    return policy is None or policy.at_once


def held_points(guideline: Guideline) -> set[int]:
    """Points that a person put back, or did not let move: the machine leaves them until they are released."""
    query = select(RefiledPoint.point_id).join(Refiling, Refiling.id == RefiledPoint.refiling_id)
    return set(db.session.scalars(query.where(Refiling.guideline_id == guideline.id, Refiling.state.in_(HELD))))


def note_moves(guideline: Guideline, moves: Moves, cause: RefilingCause) -> Refiling | None:
    """What was moved; nothing if nothing was."""
    return _written(guideline, moved_only(moves), cause, RefilingState.APPLIED)


def propose_moves(guideline: Guideline, moves: Moves, cause: RefilingCause) -> Refiling | None:
    """For a person to decide, in place of what was proposed before."""
    moves = moved_only(moves)
    old = db.session.scalars(
        select(Refiling).where(Refiling.guideline_id == guideline.id, Refiling.state == RefilingState.PROPOSED)
    ).one_or_none()
    if old is not None:
        if _same(old, moves):
            return old
        db.session.execute(delete(RefiledPoint).where(RefiledPoint.refiling_id == old.id))
        db.session.delete(old)
        db.session.flush()
    return _written(guideline, moves, cause, RefilingState.PROPOSED)


def _same(old: Refiling, moves: Moves) -> bool:
    rows = select(RefiledPoint.point_id, RefiledPoint.now).where(RefiledPoint.refiling_id == old.id)
    there = {point: {theme for theme, _p in now} for point, now in db.session.execute(rows)}
    return there == {point: set(now) for point, (_was, now) in moves.items()}


def _written(guideline: Guideline, moves: Moves, cause: RefilingCause, state: RefilingState) -> Refiling | None:
    if not moves:
        return None
    refiling = Refiling(guideline=guideline, cause=cause, state=state, moved=len(moves), at=clock.now())
    db.session.add(refiling)
    db.session.flush()
    rows = [
        {"refiling_id": refiling.id, "point_id": point, "was": _pairs(was), "now": _pairs(now)}
        for point, (was, now) in sorted(moves.items())
    ]
    insert_rows(RefiledPoint, rows)
    if state == RefilingState.APPLIED:
        record(Verb.ANALYSIS_REFILED, refiling, guideline_id=guideline.id, moved=len(moves), cause=cause)
    return refiling


def _pairs(shares: Shares) -> list[list[float]]:
    return [[theme, round(p, 4)] for theme, p in sorted(shares.items())]
