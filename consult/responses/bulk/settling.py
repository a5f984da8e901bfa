"""Many drafts cleared, or made public and taken back: each by itself, so that one that is stale holds up no other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from consult.accounts.models import Person
from consult.analysis.models import ThemeState
from consult.core.database import db
from consult.core.locking import GoneMeanwhile, Stale
from consult.core.ruling import Refused
from consult.responses.actions import withdraw_answer
from consult.responses.bulk.models import BulkAct, BulkItem
from consult.responses.bulk.outcomes import LeftAlone, Outcome, Outcomes
from consult.responses.clearance import actions
from consult.responses.clearance.queries import open_draft
from consult.responses.models import Answer, AnswerDraft, AnswerStage

Was = Mapping[str, Any]


def clear_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """The words that were read: a draft that was changed since waits on."""

    def clear_as_read(draft: AnswerDraft) -> Was:
        if (draft.disposition.value, draft.reason) != (act.asked["disposition"], act.asked["reason"]):
            raise Stale(act.asked["reason"], theirs=draft.reason)
        actions.clear(draft, by=by)
        return {}

    return _each(ids, by, clear_as_read)


def publish_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:  # noqa: ARG001 - one shape for all
    def make_one_public(draft: AnswerDraft) -> Was:
        return {"answer": actions.make_public(draft, by=by).id, "replaced": draft.base_id is not None}

    return _each(ids, by, make_one_public)


def _each(ids: Sequence[int], by: Person, do: Callable[[AnswerDraft], Was]) -> Outcomes:
    return {number: _one(db.session.get(AnswerDraft, number), by, do) for number in ids}


def _one(draft: AnswerDraft | None, by: Person, do: Callable[[AnswerDraft], Was]) -> Outcome:
    if draft is None:
        return Outcome(why=LeftAlone.GONE)
    try:
        with db.session.begin_nested():
            return Outcome(do(draft))
    except GoneMeanwhile:
        return Outcome(why=LeftAlone.GONE)
    except Stale:
        return Outcome(why=LeftAlone.NO_THEME if _without_theme(draft) else LeftAlone.STALE)
    except Refused:
        return Outcome(why=_why_refused(draft, by))


def _without_theme(draft: AnswerDraft) -> bool:
    """It was merged or set aside."""
    return draft.theme is not None and draft.theme.state != ThemeState.ACTIVE


def _why_refused(draft: AnswerDraft, by: Person) -> LeftAlone:
    if _without_theme(draft):
        return LeftAlone.NO_THEME
    return LeftAlone.OWN if draft.by_id == by.id else LeftAlone.NOT_WAITING


def take_publication_back(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    """Answers that still stand are withdrawn and wait as cleared again; one that took the place of another stays."""
    because = act.asked.get("because") or ""
    return {item.subject_id: Outcome(why=_taken_back(item, because, by)) for item in items}


def _taken_back(item: BulkItem, because: str, by: Person) -> LeftAlone | None:
    given = db.session.get(Answer, item.was.get("answer", 0))
    draft = db.session.get(AnswerDraft, item.subject_id)
    if given is None or given.superseded_at is not None or draft is None:
        return LeftAlone.CHANGED
    if item.was["replaced"]:
        return LeftAlone.REPLACED
    try:
        with db.session.begin_nested():
            withdraw_answer(given, because, by=by)
    except Stale:
        return LeftAlone.CHANGED
    if open_draft(point=draft.point, theme=draft.theme, ask=draft.ask) is None:
        draft.stage = AnswerStage.CLEARED
    return None
