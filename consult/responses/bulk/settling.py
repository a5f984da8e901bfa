"""Many drafts cleared, or made public: each by itself, so that one that is stale holds up none of the others."""

from collections.abc import Callable, Sequence

from consult.accounts.models import Person
from consult.core.database import db
from consult.core.locking import GoneMeanwhile, Stale
from consult.core.ruling import Refused
from consult.responses.bulk.models import BulkAct
from consult.responses.bulk.outcomes import LeftAlone, Outcome, Outcomes
from consult.responses.clearance import actions
from consult.responses.models import AnswerDraft


def clear_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """The words that were read: a draft that was changed since waits on."""

    def clear_as_read(draft: AnswerDraft) -> None:
        if (draft.disposition.value, draft.reason) != (act.asked["disposition"], act.asked["reason"]):
            raise Stale(act.asked["reason"], theirs=draft.reason)
        actions.clear(draft, by=by)

    return _each(ids, by, clear_as_read)


def publish_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:  # noqa: ARG001 - one shape for all
    return _each(ids, by, lambda draft: actions.make_public(draft, by=by))


def _each(ids: Sequence[int], by: Person, do: Callable[[AnswerDraft], object]) -> Outcomes:
    return {number: _one(db.session.get(AnswerDraft, number), by, do) for number in ids}


def _one(draft: AnswerDraft | None, by: Person, do: Callable[[AnswerDraft], object]) -> Outcome:
    if draft is None:
        return Outcome(why=LeftAlone.GONE)
    own = draft.by_id == by.id
    try:
        with db.session.begin_nested():
            do(draft)
    except GoneMeanwhile:
        return Outcome(why=LeftAlone.GONE)
    except Stale:
        return Outcome(why=LeftAlone.STALE)
    except Refused:
        return Outcome(why=LeftAlone.OWN if own else LeftAlone.NOT_WAITING)
    return Outcome()
