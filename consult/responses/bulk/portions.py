"""An act done portion by portion: what waits is taken up, done, and marked in the same transaction."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.locking import held
from consult.drafts.queries import membership_of
from consult.responses.bulk import answering, capacities, settling, sorting
from consult.responses.bulk.models import BulkAct, BulkItem, BulkItemState, BulkKind
from consult.responses.bulk.outcomes import Do, LeftAlone, Outcome, Outcomes, Undo
from consult.responses.bulk.queries import items_at
from consult.responses.rules import may_answer

DO: Mapping[BulkKind, Do] = {
    BulkKind.ANSWER: answering.answer_many,
    BulkKind.DUPLICATE: answering.answer_many,
    BulkKind.ASSIGN: sorting.assign_many,
    BulkKind.FILE: sorting.file_many,
    BulkKind.RETYPE: sorting.retype_many,
    BulkKind.CAPACITY: capacities.read_capacity_of_many,
    BulkKind.CLEAR: settling.clear_many,
    BulkKind.PUBLISH: settling.publish_many,
}
UNDO: Mapping[BulkKind, Undo] = {
    BulkKind.ANSWER: answering.take_answers_back,
    BulkKind.DUPLICATE: answering.take_answers_back,
    BulkKind.ASSIGN: sorting.give_many_back,
    BulkKind.FILE: sorting.unfile_many,
    BulkKind.RETYPE: sorting.untype_many,
    BulkKind.CAPACITY: capacities.take_capacity_back,
    BulkKind.PUBLISH: settling.take_publication_back,
}
AGAIN = 3
# How many are done in one transaction: what others wait for stays under a fifth of a second.
SIZES: Mapping[BulkKind, int] = {
    BulkKind.ANSWER: 100,
    BulkKind.DUPLICATE: 100,
    BulkKind.ASSIGN: 200,
    BulkKind.FILE: 40,
    BulkKind.RETYPE: 100,
    BulkKind.CAPACITY: 100,
    BulkKind.CLEAR: 25,
    BulkKind.PUBLISH: 10,
}


def next_portion(act: BulkAct) -> bool:
    """Do the next of what waits, or undo the next of what was done. False when nothing is left; then it is over."""
    act = held(act)
    if act.undo_at is not None:
        return _undo_some(act)
    items = [] if act.finished_at is not None else items_at(act, BulkItemState.WAITING, most=SIZES[act.kind])
    if not items:
        act.finished_at = act.finished_at or clock.now()
        sorting.follow_filing(act)
        return False
    outcomes = _allowed(act, items, act.by) or _done(act, [item.subject_id for item in items])
    _mark(items, outcomes, BulkItemState.DONE, BulkItemState.SKIPPED)
    act.done += sum(outcome.why is None for outcome in outcomes.values())
    act.skipped = _count(act, BulkItemState.SKIPPED)
    return True


def _done(act: BulkAct, ids: Sequence[int]) -> Outcomes:
    """Where somebody was quicker with one of them at this very moment, they are looked at again: theirs stands now."""
    for _time in range(AGAIN):
        try:
            with db.session.begin_nested():
                return DO[act.kind](act, ids, act.by)
        except IntegrityError:
            continue
    return DO[act.kind](act, ids, act.by)


def _undo_some(act: BulkAct) -> bool:
    items = items_at(act, BulkItemState.DONE, most=SIZES[act.kind])
    if not items:
        act.undone_at = act.undone_at or clock.now()
        sorting.follow_filing(act)
        return False
    by = act.undo_by or act.by
    outcomes = _allowed(act, items, by) or UNDO[act.kind](act, items, by)
    _mark(items, outcomes, BulkItemState.UNDONE, BulkItemState.KEPT)
    act.undone += sum(outcome.why is None for outcome in outcomes.values())
    act.kept = _count(act, BulkItemState.KEPT)
    return True


def _allowed(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    """Who left the team meanwhile goes on with nothing: an outcome for each, or nothing if they may."""
    if may_answer(membership_of(by, act.guideline)):
        return {}
    return {item.subject_id: Outcome(why=LeftAlone.NOT_ALLOWED) for item in items}


def _mark(items: Sequence[BulkItem], outcomes: Outcomes, done: BulkItemState, left: BulkItemState) -> None:
    for item in items:
        outcome = outcomes.get(item.subject_id, Outcome(why=LeftAlone.GONE))
        item.state = done if outcome.why is None else left
        item.why = outcome.why or ""
        item.was = dict(outcome.was) if done == BulkItemState.DONE else item.was
    db.session.flush()


def _count(act: BulkAct, state: BulkItemState) -> int:
    here = (BulkItem.act_id == act.id, BulkItem.state == state)
    return db.session.scalar(select(func.count(BulkItem.id)).where(*here)) or 0
