"""In which capacity many imported comments are read as spoken; and back. What their authors said stays with them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import update

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Capacity, Comment
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.verbs import Verb
from consult.responses.bulk.answering import gone, points_of_act
from consult.responses.bulk.models import BulkAct, BulkItem
from consult.responses.bulk.outcomes import LeftAlone, Outcome, Outcomes


def read_capacity_of_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """Of the comments that these points are of, where a file brought them and nobody here confirmed who speaks."""
    points, official = points_of_act(act, ids), act.asked["capacity"] == Capacity.OFFICIAL
    found, changed = gone(ids, points), list[int]()
    for number, point in points.items():
        if not point.comment.may_be_read_as_official:
            found[number] = Outcome(why=LeftAlone.OWN_WORD)
            continue
        # Another point of its comment may have been read so before: then there is nothing to go back to from here.
        same = point.comment.read_as_official == official
        found[number] = Outcome({"same": True} if same else {"official": point.comment.read_as_official})
        changed.append(number)
    _set(_comments(points, changed), official=official)
    if changed:
        facts = {"points": sorted(changed), "capacity": act.asked["capacity"]}
        record(Verb.BULK_CAPACITY_READ, act, by=by, guideline_id=act.guideline_id, **facts)
    return found


def take_capacity_back(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    official = act.asked["capacity"] == Capacity.OFFICIAL
    points = points_of_act(act, [item.subject_id for item in items])
    found, back = dict[int, Outcome](), dict[bool | None, list[int]]()
    for item in items:
        point = points.get(item.subject_id)
        if point is None:
            found[item.subject_id] = Outcome(why=LeftAlone.GONE)
        elif "same" in item.was:
            found[item.subject_id] = Outcome()
        elif point.comment.read_as_official != official:
            found[item.subject_id] = Outcome(why=LeftAlone.CHANGED)
        else:
            found[item.subject_id] = Outcome()
            back.setdefault(item.was["official"], []).append(item.subject_id)
    for was, numbers in back.items():
        _set(_comments(points, numbers), official=was)
    taken = sorted(number for numbers in back.values() for number in numbers)
    record(Verb.BULK_UNDONE, act, by=by, guideline_id=act.guideline_id, points=taken)
    return found


def _comments(points: dict[int, Point], numbers: Iterable[int]) -> set[int]:
    return {points[number].comment_id for number in numbers}


def _set(comments: set[int], *, official: bool | None) -> None:
    if comments:
        db.session.execute(update(Comment).where(Comment.id.in_(comments)).values(read_as_official=official))
