"""Many points given to someone, filed under a theme, read as another type; and back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import delete, select, update

from consult.accounts.models import Person
from consult.analysis.assignment import actions as filing
from consult.analysis.models import Theme, ThemeState
from consult.analysis.theme_models import CurationChange
from consult.analysis.themes import undo as undoing
from consult.comments.models import CommentType
from consult.core import clock
from consult.core.audit_log import record
from consult.core.bulk_sql import insert_rows
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.responses.assignments.models import WorkAssignment
from consult.responses.assignments.rules import may_be_assigned
from consult.responses.bulk.answering import gone, points_of_act
from consult.responses.bulk.models import BulkAct, BulkItem, BulkKind, PointType
from consult.responses.bulk.outcomes import LeftAlone, Outcome, Outcomes

W = WorkAssignment


def _standing(ids: Sequence[int]) -> dict[int, WorkAssignment]:
    found = db.session.scalars(select(W).where(W.point_id.in_(ids), W.ended_at.is_(None)))
    return {given.point_id: given for given in found if given.point_id is not None}


def assign_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """To a member of the team, or to nobody."""
    number, due = act.asked.get("assignee"), act.asked.get("due_on")
    assignee = db.session.get(Person, number) if number else None
    if assignee is not None:
        may_be_assigned(membership_of(assignee, act.guideline)).enforce()
    points = points_of_act(act, ids)
    due_on, old, found = date.fromisoformat(due) if due else None, _standing(ids), gone(ids, points)
    was = {number: _as_it_was(old.get(number)) for number in points}
    _end(old)
    if assignee is not None:
        of_each = {"guideline_id": act.guideline_id, "assignee_id": assignee.id, "due_on": due_on}
        made = {"by_id": by.id, "at": clock.now()}
        insert_rows(W, [{**of_each, **made, "point_id": number} for number in sorted(points)])
    if points:
        record(Verb.BULK_ASSIGNED, act, by=by, guideline_id=act.guideline_id, points=sorted(points), to=number)
    return found | {number: Outcome(was[number]) for number in points}


def _as_it_was(given: WorkAssignment | None) -> dict[str, object]:
    if given is None:
        return {}
    return {"assignee": given.assignee_id, "due_on": given.due_on.isoformat() if given.due_on else None}


def _end(old: dict[int, WorkAssignment]) -> None:
    db.session.execute(update(W).where(W.id.in_([given.id for given in old.values()])).values(ended_at=clock.now()))


def give_many_back(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    """To whose it was; what was given on since stays."""
    now = _standing([item.subject_id for item in items])
    to, found, back = act.asked.get("assignee"), dict[int, Outcome](), list[dict[str, object]]()
    ended = {}
    points = points_of_act(act, [item.subject_id for item in items])
    for item in items:
        given = now.get(item.subject_id)
        if (given.assignee_id if given is not None else None) != to:
            found[item.subject_id] = Outcome(why=LeftAlone.CHANGED)
            continue
        found[item.subject_id] = Outcome()
        if given is not None:
            ended[item.subject_id] = given
        if item.was and item.subject_id in points:
            due = item.was["due_on"]
            more = {"by_id": by.id, "at": clock.now(), "due_on": date.fromisoformat(due) if due else None}
            row = {"guideline_id": act.guideline_id, "assignee_id": item.was["assignee"], "point_id": item.subject_id}
            back.append({**row, **more})
    _end(ended)
    insert_rows(W, back)
    record(Verb.BULK_UNDONE, act, by=by, guideline_id=act.guideline_id, points=sorted(found))
    return found


def file_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """Under one theme and no other, as if each had been ticked on the page of points."""
    theme = db.session.get(Theme, act.asked["theme"])
    points = points_of_act(act, ids)
    found = gone(ids, points)
    if theme is None or theme.state == ThemeState.MERGED:
        return found | {number: Outcome(why=LeftAlone.NO_THEME) for number in points}
    if points:
        change = filing.file_points(list(points.values()), theme, by=by, teaching=False)
        found |= {number: Outcome({"act": change.id}) for number in points}
    return found


def unfile_many(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    """Back to where each was; what was decided again since stays."""
    points, found = points_of_act(act, [item.subject_id for item in items]), dict[int, Outcome]()
    filed = select(CurationChange).where(CurationChange.id.in_({item.was["act"] for item in items}))
    last: dict[int, CurationChange] = {}
    for change in db.session.scalars(filed):
        last |= undoing.decisions_of(change)[0]
    back = []
    for item in items:
        if item.subject_id not in points:
            found[item.subject_id] = Outcome(why=LeftAlone.GONE)
        elif item.subject_id not in last:
            found[item.subject_id] = Outcome(why=LeftAlone.CHANGED)
        else:
            found[item.subject_id] = Outcome()
            back.append((points[item.subject_id], last[item.subject_id]))
    filing.restore_all(back, by=by)
    return found


def follow_filing(act: BulkAct) -> None:
    """When all are filed, or back: what people decided is followed once, not after each portion."""
    if act.kind == BulkKind.FILE and act.done:
        filing.teach(act.guideline)


def retype_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """What its author said stays with the comment; the desk and the way to publication go by the team's word."""
    points = points_of_act(act, ids)
    known = _types(points)
    _set_types(dict.fromkeys(points, act.asked["type"]), by)
    if points:
        facts = {"points": sorted(points), "type": act.asked["type"]}
        record(Verb.BULK_RETYPED, act, by=by, guideline_id=act.guideline_id, **facts)
    return gone(ids, points) | {number: Outcome({"type": known.get(number)}) for number in points}


def untype_many(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    points = points_of_act(act, [item.subject_id for item in items])
    known, found, back = _types(points), dict[int, Outcome](), dict[int, str | None]()
    for item in items:
        if known.get(item.subject_id) != act.asked["type"]:
            found[item.subject_id] = Outcome(why=LeftAlone.CHANGED)
        else:
            found[item.subject_id], back[item.subject_id] = Outcome(), item.was["type"]
    _set_types(back, by)
    record(Verb.BULK_UNDONE, act, by=by, guideline_id=act.guideline_id, points=sorted(back))
    return found


def _types(points: Iterable[int]) -> dict[int, str]:
    query = select(PointType.point_id, PointType.type).where(PointType.point_id.in_(points))
    return {number: type_.value for number, type_ in db.session.execute(query)}


def _set_types(types: Mapping[int, str | None], by: Person) -> None:
    db.session.execute(delete(PointType).where(PointType.point_id.in_(types)))
    now = clock.now()
    of_each = {"by_id": by.id, "at": now}
    insert_rows(PointType, [{"point_id": n, "type": CommentType(word), **of_each} for n, word in types.items() if word])
