"""The same answer for many points: drafts where a second reader is needed, else answers; and back."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Clause
from consult.responses.actions import withdraw_answer
from consult.responses.answer_templates.filling import by_words, words_for_points
from consult.responses.bulk.models import BulkAct, BulkItem
from consult.responses.bulk.outcomes import LeftAlone, Outcome, Outcomes
from consult.responses.clearance.queries import OPEN, clearance_required
from consult.responses.models import Answer, AnswerDraft, AnswerStage, Disposition
from consult.responses.queries import answerable_points


def points_of_act(act: BulkAct, ids: Sequence[int]) -> dict[int, Point]:
    """Those of them that still want an answer."""
    query = answerable_points(act.guideline).where(Point.id.in_(ids)).options(joinedload(Point.comment))
    return {point.id: point for point in db.session.scalars(query).unique()}


def gone(ids: Iterable[int], points: dict[int, Point]) -> Outcomes:
    """Withdrawn, hidden, or cut otherwise meanwhile."""
    return {number: Outcome(why=LeftAlone.GONE) for number in ids if number not in points}


def answer_many(act: BulkAct, ids: Sequence[int], by: Person) -> Outcomes:
    """None that has an answer of its own, or a draft, is written over."""
    points = points_of_act(act, ids)
    found = gone(ids, points)
    drafts = select(AnswerDraft.point_id, AnswerDraft.by_id).where(AnswerDraft.point_id.in_(points))
    drafted = dict(db.session.execute(drafts.where(AnswerDraft.stage.in_(OPEN))).all())
    own = select(Answer.point_id).where(Answer.point_id.in_(points), Answer.superseded_at.is_(None))
    answered = set(db.session.scalars(own))
    for number in points:
        if number in drafted:
            mine = drafted[number] == by.id
            found[number] = Outcome(why=LeftAlone.DRAFTED if mine else LeftAlone.COLLEAGUE)
        elif number in answered:
            found[number] = Outcome(why=LeftAlone.ANSWERED)
    left = [points[number] for number in sorted(points) if number not in found]
    words = words_for_points(act.asked["reason"], left)
    found |= {number: Outcome(why=LeftAlone.NOT_FILLED) for number, said in words.items() if said.missing}
    made = _drafts if clearance_required(act.guideline) else _answers
    for reason, these in by_words(left, words).items():
        found |= made(act, these, by, reason)
    return found


def _said(act: BulkAct, reason: str) -> dict[str, Any]:
    number = act.asked.get("referred_to")
    clause = db.session.get(Clause, number) if number else None
    return {"disposition": Disposition(act.asked["disposition"]), "reason": reason, "referred_to": clause}


def _drafts(act: BulkAct, points: Sequence[Point], by: Person, reason: str) -> Outcomes:
    """Each waits for a second reader. One entry of the record for all of them."""
    said, now = _said(act, reason), clock.now()
    more = {"guideline": act.guideline, "stage": AnswerStage.FOR_CLEARANCE, "version": 1, "members": []}
    made = {point.id: AnswerDraft(point=point, by=by, at=now, **said, **more) for point in points}
    db.session.add_all(made.values())
    if made:
        facts = {"points": sorted(made), "disposition": said["disposition"], "reason": said["reason"]}
        record(Verb.BULK_DRAFTED, act, by=by, guideline_id=act.guideline_id, **facts)
    return {number: Outcome({"draft": draft.id}) for number, draft in made.items()}


def _answers(act: BulkAct, points: Sequence[Point], by: Person, reason: str) -> Outcomes:
    said, now = _said(act, reason), clock.now()
    made = {point.id: Answer(point=point, by=by, at=now, **said) for point in points}
    db.session.add_all(made.values())
    if made:
        facts = {"points": sorted(made), "disposition": said["disposition"], "reason": said["reason"]}
        record(Verb.ANSWER_GIVEN_IN_BULK, act.guideline, by=by, guideline_id=act.guideline_id, **facts)
    return {number: Outcome({"answer": made_one.id}) for number, made_one in made.items()}


def take_answers_back(act: BulkAct, items: Sequence[BulkItem], by: Person) -> Outcomes:
    """Drafts that nobody changed since are dropped; answers that stand, and those that became of drafts, withdrawn."""
    found: Outcomes = {}
    dropped, because = [], act.asked.get("because") or ""
    numbers = [item.was["draft"] for item in items if "draft" in item.was]
    drafts = {draft.id: draft for draft in db.session.scalars(select(AnswerDraft).where(AnswerDraft.id.in_(numbers)))}
    for item in items:
        draft = drafts.get(item.was.get("draft", 0))
        given = _standing_answer(item, draft)
        if draft is not None and draft.stage in OPEN and draft.version == 1:
            draft.stage = AnswerStage.DROPPED
            dropped.append(item.subject_id)
        elif given is None or not because:  # made public while it is being undone, and nobody said why
            found[item.subject_id] = Outcome(why=LeftAlone.CHANGED)
            continue
        else:
            withdraw_answer(given, because, by=by)
        found[item.subject_id] = Outcome()
    if dropped:
        record(Verb.BULK_DRAFTS_DROPPED, act, by=by, guideline_id=act.guideline_id, points=dropped)
    return found


def _standing_answer(item: BulkItem, draft: AnswerDraft | None) -> Answer | None:
    """What the act gave, or what became of its draft with the same words, if it stands."""
    if "answer" in item.was:
        given = db.session.get(Answer, item.was["answer"])
        return given if given is not None and given.superseded_at is None else None
    if draft is None or draft.stage != AnswerStage.PUBLIC:
        return None
    alike = (Answer.disposition == draft.disposition, Answer.reason == draft.reason)
    stands = (Answer.point_id == item.subject_id, Answer.superseded_at.is_(None))
    return db.session.scalars(select(Answer).where(*stands, *alike)).one_or_none()
