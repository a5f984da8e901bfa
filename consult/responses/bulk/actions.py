"""A bulk act begun, gone on with, undone."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, insert, literal, select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, held
from consult.core.queue import queue
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.evidence.queries import citations_known
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.bulk.models import BulkAct, BulkItem, BulkKind
from consult.responses.bulk.portions import UNDO, next_portion
from consult.responses.bulk.queries import BULK, is_being_done
from consult.responses.bulk.sorting import follow_filing
from consult.responses.bulk.undoable import what_can_be_undone
from consult.responses.rules import may_answer, says_why_taken_back

AT_ONCE = 100  # things that a request does itself
MOST = 50_000


def begin_bulk_act(
    guideline: Guideline, kind: BulkKind, asked: dict[str, Any], subjects: Select[Any], *, by: Person
) -> BulkAct:
    """Write down which (a select of numbers, each once) and what; few are done at once, many by a job in portions.

    What comes in afterwards is not in it, what is in it was seen.
    """
    may_answer(membership_of(by, guideline)).enforce()
    citations_known(guideline, asked.get("reason") or "").enforce()
    act = BulkAct(guideline=guideline, kind=kind, asked=asked, by=by, at=clock.now())
    db.session.add(act)
    db.session.flush()
    each = subjects.order_by(None).limit(MOST + 1).subquery()
    named = select(literal(act.id), next(iter(each.c)))
    db.session.execute(insert(BulkItem).from_select(["act_id", "subject_id"], named))
    act.size = db.session.scalar(select(func.count(BulkItem.id)).where(BulkItem.act_id == act.id)) or 0
    if not act.size:
        raise Refused(_("Nothing was ticked, or it is gone. Nothing was changed."))
    if act.size > MOST:
        raise Refused(_("That is more than is done in one go. Narrow it with a filter first; nothing was changed."))
    record(Verb.BULK_BEGUN, act, by=by, guideline_id=guideline.id, kind=kind.value, asked=asked, size=act.size)
    _go_on(act)
    return act


def _go_on(act: BulkAct) -> None:
    if act.size > AT_ONCE:
        queue.add(BULK, act.id, guideline_id=act.guideline_id, by=act.undo_by or act.by)
        return
    while next_portion(act):
        pass


def resume_bulk_act(act: BulkAct, *, by: Person) -> None:
    """A job that failed or was cancelled is asked for again; nothing is done twice."""
    may_answer(membership_of(by, act.guideline)).enforce()
    act = held(act)
    if act.at_work and not is_being_done(act):
        queue.add(BULK, act.id, guideline_id=act.guideline_id, by=by)


def undo_bulk_act(act: BulkAct, *, by: Person, because: str = "") -> None:
    """Back to what was before, where nothing came of it since. Answers that are public are taken back `because`."""
    may_answer(membership_of(by, act.guideline)).enforce()
    act = held(act)
    if act.kind not in UNDO:
        raise Refused(_("This is not undone in one go: open what you want to change."))
    if act.undo_at is not None:
        raise Stale(_("This was undone already."))
    if act.finished_at is None:
        raise Refused(_("It is still being done. Stop it first, or wait for its end."))
    can = what_can_be_undone(act)
    if not can:
        raise Refused(_("Nothing of it can be undone any more: each was changed or taken back since."))
    if can.public:
        says_why_taken_back(because).enforce()
        act.asked = {**act.asked, "because": because.strip()}
    act.undo_by, act.undo_at = by, clock.now()
    record(Verb.BULK_UNDO_BEGUN, act, by=by, guideline_id=act.guideline_id, size=act.done)
    _go_on(act)


def stop_bulk_act(act: BulkAct, *, by: Person) -> None:
    """What was not done yet is left alone; what was done stays, and can be undone."""
    may_answer(membership_of(by, act.guideline)).enforce()
    act = held(act)
    if act.finished_at is None:
        act.finished_at = clock.now()
        follow_filing(act)
        record(Verb.BULK_STOPPED, act, by=by, guideline_id=act.guideline_id, done=act.done)
