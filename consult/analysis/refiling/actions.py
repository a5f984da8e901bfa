"""What a person decides about a re-filing: undone, let through, declined, released; whether examples ask first."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Theme, ThemeState
from consult.analysis.refiling.models import RefiledPoint, Refiling, RefilingPolicy, RefilingState
from consult.analysis.refiling.recording import HELD, Shares
from consult.analysis.rules import may_curate
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import delete_rows, insert_rows, rows_where
from consult.core.database import db
from consult.core.locking import Stale, held, hold
from consult.core.queue import queue
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of


def undo_refiling(refiling: Refiling, *, by: Person) -> tuple[int, int]:
    """Put back what stands where the machine put it; what moved or was decided since stays. Says how many of each."""
    refiling = _at(refiling, by, RefilingState.APPLIED)
    back = _put(refiling, lambda row: (_shares(row.now), _shares(row.was)))
    _decide(refiling, RefilingState.UNDONE, by, points=back)
    return back, refiling.moved - back


def apply_refiling(refiling: Refiling, *, by: Person) -> tuple[int, int]:
    """Let a proposal through, for what still stands where it stood. Says how many moved, and how many did not."""
    refiling = _at(refiling, by, RefilingState.PROPOSED)
    moved = _put(refiling, lambda row: (_shares(row.was), _shares(row.now)), followed=True)
    _decide(refiling, RefilingState.APPLIED, by, points=moved)
    return moved, refiling.moved - moved


def decline_refiling(refiling: Refiling, *, by: Person) -> None:
    """The points stay where they are, whatever the machine finds later."""
    refiling = _at(refiling, by, RefilingState.PROPOSED)
    _decide(refiling, RefilingState.DECLINED, by)


def release_points(refiling: Refiling, *, by: Person) -> None:
    """The machine may file them again."""
    refiling = _at(refiling, by, *HELD)
    _decide(refiling, RefilingState.RELEASED, by)
    queue.add("follow_examples", refiling.guideline_id, guideline_id=refiling.guideline_id)


def set_refiling(guideline: Guideline, *, at_once: bool, by: Person) -> None:
    may_curate(membership_of(by, guideline)).enforce()
    policy = db.session.get(RefilingPolicy, guideline.id) or RefilingPolicy(guideline_id=guideline.id)
    policy.at_once, policy.by_id, policy.at = at_once, by.id, clock.now()
    db.session.add(policy)
    record(Verb.ANALYSIS_REFILING_SET, guideline, by=by, guideline_id=guideline.id, at_once=at_once)


def _at(refiling: Refiling, by: Person, *states: RefilingState) -> Refiling:
    may_curate(membership_of(by, refiling.guideline)).enforce()
    hold(refiling.guideline)
    refiling = held(refiling)
    if refiling.state not in states:
        raise Stale(_("Somebody decided about this meanwhile. Look at it again."))
    return refiling


def _decide(refiling: Refiling, state: RefilingState, by: Person, *, points: int = 0) -> None:
    refiling.state, refiling.decided_by, refiling.decided_at = state, by, clock.now()
    facts = {"moved": refiling.moved, "points": points, "state": state}
    record(Verb.ANALYSIS_REFILING_DECIDED, refiling, by=by, guideline_id=refiling.guideline_id, **facts)


def _shares(pairs: Sequence[tuple[int, float]]) -> dict[int, float]:
    return {int(theme): p for theme, p in pairs}


def _put(refiling: Refiling, move: Callable[[RefiledPoint], tuple[Shares, Shares]], *, followed: bool = False) -> int:
    """Bring points from where they are expected to where they go, those that nobody decided and nothing moved since."""
    rows = db.session.scalars(select(RefiledPoint).where(RefiledPoint.refiling_id == refiling.id)).all()
    wanted = {row.point_id: move(row) for row in rows}
    there = _standing(sorted(wanted))
    usable = set(
        db.session.scalars(
            select(Theme.id).where(Theme.guideline_id == refiling.guideline_id, Theme.state != ThemeState.MERGED)
        )
    )
    moving = {
        point: to
        for point, (expected, to) in wanted.items()
        if _unmoved(there.get(point, ()), expected) and set(to) <= usable
    }
    delete_rows(Assignment, Assignment.point_id, sorted(moving))
    now = clock.now()
    fresh = [
        {"point_id": point, "theme_id": theme, "p": p, "at": now, "followed": followed}
        for point, shares in moving.items()
        for theme, p in shares.items()
    ]
    insert_rows(Assignment, fresh)
    db.session.expire_all()
    return len(moving)


def _standing(points: Sequence[int]) -> Mapping[int, list[tuple[int, int | None]]]:
    found: dict[int, list[tuple[int, int | None]]] = {}
    query = select(Assignment.point_id, Assignment.theme_id, Assignment.by_id)
    for point, theme, by in rows_where(query, Assignment.point_id, points):
        found.setdefault(point, []).append((theme, by))
    return found


def _unmoved(there: Sequence[tuple[int, int | None]], expected: Shares) -> bool:
    return {theme for theme, _by in there} == set(expected) and all(by is None for _theme, by in there)
