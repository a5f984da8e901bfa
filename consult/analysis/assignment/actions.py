"""What people decide about points: under which themes they stand, and which pillar they speak of.

A point that a person decided is theirs: the machine neither adds to it nor takes from it. What a point was before
is noted with the decision, so that each decision can be undone, one point at a time or as the whole act that it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.analysis.models import Assignment, Point, Theme
from consult.analysis.queries import heirs_of, names_in_use
from consult.analysis.rules import may_be_called, may_curate, may_file_under
from consult.analysis.shared.changes import record_change, record_changes
from consult.analysis.theme_models import CurationChange, Exclusion
from consult.core import clock
from consult.core.bulk_sql import insert_rows
from consult.core.database import db
from consult.core.locking import hold
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Pillar
from consult.drafts.queries import membership_of

EXAMPLES = 6  # of the points that a theme is founded with, shown as what it is about
Standing = list[Assignment]  # of one point


def found_theme(guideline: Guideline, label: str, points: Sequence[Point] = (), *, by: Person) -> Theme:
    """A theme that people begin with points of their choice; others like them follow."""
    may_curate(membership_of(by, guideline)).enforce()
    hold(guideline)
    may_be_called(label, names_in_use(guideline)).enforce()
    theme = Theme(guideline=guideline, label=label, named_by=by, keywords=[], created_at=clock.now())
    db.session.add(theme)
    founding = record_change(Verb.THEME_FOUNDED, theme, by=by, guideline_id=guideline.id, label=label)
    if points:
        _decide("filed", points, theme, by, founding=founding)
        _show(theme, points)
    return theme


def _show(theme: Theme, points: Sequence[Point]) -> None:
    """What a theme was founded with is what it is about."""
    db.session.flush()
    shown = [point.id for point in points[:EXAMPLES]]
    for assignment in db.session.scalars(select(Assignment).where(Assignment.theme_id == theme.id)):
        if assignment.point_id in shown:
            assignment.representative = 1 + shown.index(assignment.point_id)


def file_points(points: Sequence[Point], theme: Theme, *, by: Person, teaching: bool = True) -> CurationChange:
    """Put points under one theme, and no other: they decide, and later runs leave it so. Without `teaching` whoever
    files more of them lets it be followed at the end."""
    return _decide("filed", points, theme, by, teaching=teaching)


def also_file_points(points: Sequence[Point], theme: Theme, *, by: Person) -> CurationChange:
    """Put points under a theme, too: they stay where else they are."""
    return _decide("filed_too", points, theme, by)


def keep_points(points: Sequence[Point], theme: Theme, *, by: Person) -> CurationChange:
    """Say that points are rightly where the machine put them. What else it proposes for them stays a proposal."""
    return _decide("kept", points, theme, by)


def take_out_points(points: Sequence[Point], theme: Theme, *, by: Person) -> CurationChange:
    """Say that points do not belong in a theme: the machine does not put them there again."""
    return _decide("taken_out", points, theme, by)


def _decide(
    how: str,
    points: Sequence[Point],
    theme: Theme,
    by: Person,
    *,
    founding: CurationChange | None = None,
    teaching: bool = True,
) -> CurationChange:
    guideline = theme.guideline
    may_curate(membership_of(by, guideline)).enforce()
    hold(guideline, theme)
    membership = assignments_standing(points)
    points = [point for point in points if _may_be_decided(how, point, theme, membership[point.id])]
    if not points:
        raise Refused(_("None of these points is in this theme any more. Look at the list again."))
    facts: dict[str, Any] = {"points": [point.id for point in points], "label": theme.label}
    facts["founding"] = founding.id if founding is not None else None
    act = record_change(ACT_VERBS[how], theme, by=by, guideline_id=guideline.id, **facts)
    db.session.flush()
    excluded = _drop_exclusions(points, theme)
    each = [(point, _facts_of(point, theme, membership, excluded, act)) for point in points]
    if how == "filed":
        _file_all(points, theme, membership, by)
    else:
        for point in points:
            CHANGES[how](point, theme, membership[point.id], by)
    record_changes(POINT_VERBS[how], each, by=by, guideline_id=guideline.id)
    if teaching:
        teach(guideline)
    return act


def _facts_of(
    point: Point, theme: Theme, membership: dict[int, Standing], excluded: set[int], act: CurationChange
) -> dict[str, Any]:
    was = [_told(assignment) for assignment in membership[point.id]]
    of_it = {"theme": theme.id, "was": was, "excluded": point.id in excluded}
    return {**of_it, "act": act.id, "label": theme.label}


def _may_be_decided(how: str, point: Point, theme: Theme, membership: Standing) -> bool:
    """Whether there is anything to decide: only what stands in a theme can be kept there or taken out."""
    may_file_under(theme, point.comment.round.guideline_id).enforce()
    here = [assignment for assignment in membership if assignment.theme_id == theme.id]
    return bool(here) or how not in {"kept", "taken_out"}


def teach(guideline: Guideline) -> None:
    """Let what people decided be followed, at once; a job that waits already serves again."""
    queue.add("follow_examples", guideline.id, guideline_id=guideline.id)


def follow_what_it_did_not_know(guideline: Guideline, since: datetime) -> None:
    """After a reading: what people decided while it was under way, and what they took out of a theme before."""
    decided = select(CurationChange.id).where(CurationChange.guideline_id == guideline.id, CurationChange.at >= since)
    meanwhile = decided.where(CurationChange.verb.in_([*ACTS, Verb.THEME_UNDONE, Verb.POINT_PUT_BACK])).limit(1)
    out = select(Exclusion.id).join(Theme, Theme.id == Exclusion.theme_id).where(Theme.guideline_id == guideline.id)
    if db.session.scalar(meanwhile) is not None or db.session.scalar(out.limit(1)) is not None:
        teach(guideline)


# How each decision changes where a point stands


def _file_all(points: Sequence[Point], theme: Theme, membership: dict[int, Standing], by: Person) -> None:
    _empty(point for point in points if membership[point.id])
    more = {"theme_id": theme.id, "p": 1.0, "by_id": by.id, "at": clock.now(), "followed": False}
    insert_rows(Assignment, [{"point_id": point.id, **more} for point in points])


def _empty(points: Iterable[Point]) -> None:
    """They stand under no theme for now; what the session holds of where they stood goes with it."""
    db.session.execute(delete(Assignment).where(Assignment.point_id.in_([point.id for point in points])))


def _file_too(point: Point, theme: Theme, membership: Standing, by: Person) -> None:
    if not _keep(point, theme, membership, by):
        db.session.add(Assignment(point_id=point.id, theme_id=theme.id, p=1.0, by_id=by.id, at=clock.now()))


def _keep(point: Point, theme: Theme, membership: Standing, by: Person) -> bool:  # noqa: ARG001 - one shape for all
    here = [assignment for assignment in membership if assignment.theme_id == theme.id]
    for assignment in here:
        assignment.p, assignment.by_id, assignment.at = 1.0, by.id, clock.now()
    return bool(here)


def _take_out(point: Point, theme: Theme, membership: Standing, by: Person) -> None:
    for assignment in membership:
        if assignment.theme_id == theme.id:
            db.session.delete(assignment)
    db.session.add(Exclusion(point_id=point.id, theme_id=theme.id, by_id=by.id, at=clock.now()))


CHANGES: dict[str, Callable[[Point, Theme, Standing, Person], object]] = {
    "filed_too": _file_too,
    "kept": _keep,
    "taken_out": _take_out,
}
POINT_VERBS = {
    "filed": Verb.POINT_FILED,
    "filed_too": Verb.POINT_FILED_TOO,
    "kept": Verb.POINT_KEPT,
    "taken_out": Verb.POINT_TAKEN_OUT,
}
ACT_VERBS = {
    "filed": Verb.THEME_POINTS_FILED,
    "filed_too": Verb.THEME_POINTS_FILED_TOO,
    "kept": Verb.THEME_POINTS_KEPT,
    "taken_out": Verb.THEME_POINTS_TAKEN_OUT,
}
DECIDED = frozenset(POINT_VERBS.values())
ACTS = frozenset(ACT_VERBS.values())


def assignments_standing(points: Sequence[Point]) -> dict[int, Standing]:
    """Where each point stands, by its number."""
    found: dict[int, Standing] = {point.id: [] for point in points}
    query = select(Assignment).where(Assignment.point_id.in_(found)).order_by(Assignment.id)
    for assignment in db.session.scalars(query.execution_options(populate_existing=True)):
        found[assignment.point_id].append(assignment)
    return found


def _told(assignment: Assignment) -> dict[str, Any]:
    return {
        "theme": assignment.theme_id,
        "p": assignment.p,
        "by": assignment.by_id,
        "at": assignment.at.isoformat(),
        "rank": assignment.representative,
        "followed": assignment.followed,
    }


def _drop_exclusions(points: Sequence[Point], theme: Theme) -> set[int]:
    """Whoever puts a point into a theme takes back that it does not belong there. Says of which that was said."""
    mine = (Exclusion.point_id.in_([point.id for point in points]), Exclusion.theme_id == theme.id)
    said = set(db.session.scalars(select(Exclusion.point_id).where(*mine)))
    if said:
        db.session.execute(delete(Exclusion).where(*mine))
    return said


def restore(point: Point, decision: CurationChange, *, by: Person) -> None:
    """Put a point back to where it was before a decision; a theme that was merged since stands for its heir."""
    restore_all([(point, decision)], by=by)


def restore_all(decided: Sequence[tuple[Point, CurationChange]], *, by: Person) -> None:
    """Likewise many points of one guideline, in few statements."""
    if not decided:
        return
    guideline = decided[0][0].comment.round.guideline
    heirs, now = heirs_of(guideline), clock.now()
    _empty(point for point, _decision in decided)
    _forget_exclusions((point.id, decision.facts["theme"]) for point, decision in decided)
    db.session.flush()
    insert_rows(Assignment, [row for point, decision in decided for row in _stood(point, decision, heirs, now)])
    excluded = [(point.id, decision.facts["theme"]) for point, decision in decided if decision.facts.get("excluded")]
    more = {"by_id": by.id, "at": now}
    insert_rows(Exclusion, [{"point_id": point, "theme_id": theme, **more} for point, theme in excluded])
    each = [(point, {"of": decision.id}) for point, decision in decided]
    record_changes(Verb.POINT_PUT_BACK, each, by=by, guideline_id=guideline.id)


def _stood(point: Point, decision: CurationChange, heirs: Mapping[int, int], now: datetime) -> Iterator[dict[str, Any]]:
    told = decision.facts["was"]
    before = {heirs[was["theme"]]: was for was in reversed(told) if was["theme"] in heirs}
    for theme, was in before.items():
        at = datetime.fromisoformat(was["at"]) if "at" in was else now
        shown = {"representative": was.get("rank"), "followed": was.get("followed", False)}
        yield {"point_id": point.id, "theme_id": theme, "p": was["p"], "by_id": was["by"], "at": at, **shown}


def _forget_exclusions(pairs: Iterable[tuple[int, int]]) -> None:
    by_theme: dict[int, list[int]] = {}
    for point, theme in pairs:
        by_theme.setdefault(theme, []).append(point)
    for theme, points in by_theme.items():
        db.session.execute(delete(Exclusion).where(Exclusion.theme_id == theme, Exclusion.point_id.in_(points)))


# Pillars


def decide_pillar(point: Point, pillar: Pillar | None, *, by: Person) -> CurationChange:
    """Say which pillar a point speaks of (None: of none); the machine proposes no more for it."""
    guideline = point.comment.round.guideline
    may_curate(membership_of(by, guideline)).enforce()
    hold(guideline, point)
    was = {"pillar": point.pillar_id, "p": point.pillar_p, "by": point.pillar_by_id}
    point.pillar, point.pillar_p, point.pillar_by_id = pillar, 1.0, by.id
    code = pillar.code if pillar is not None else None
    return record_change(Verb.POINT_PILLAR_DECIDED, point, by=by, guideline_id=guideline.id, code=code, was=was)


def restore_pillar(point: Point, decision: CurationChange, *, by: Person) -> None:
    was = decision.facts["was"]
    point.pillar_id, point.pillar_p, point.pillar_by_id = was["pillar"], was["p"], was.get("by")
    guideline_id = point.comment.round.guideline_id
    record_change(Verb.POINT_PILLAR_PUT_BACK, point, by=by, guideline_id=guideline_id, of=decision.id)
