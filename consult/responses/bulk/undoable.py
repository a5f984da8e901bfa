"""What would become of a bulk act that is undone now: how many drafts would be dropped, how many answers taken back."""

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select

from consult.core.database import db
from consult.responses.bulk.models import BulkAct, BulkItem, BulkItemState, BulkKind
from consult.responses.clearance.queries import OPEN
from consult.responses.models import Answer, AnswerDraft, AnswerStage

GIVES_ANSWERS = {BulkKind.ANSWER, BulkKind.DUPLICATE}


class Undoable(NamedTuple):
    """`public`: answers that everyone reads; `others`: all else."""

    public: int
    others: int

    def __bool__(self) -> bool:
        return bool(self.public or self.others)


def what_can_be_undone(act: BulkAct) -> Undoable:
    done = (BulkItem.act_id == act.id, BulkItem.state == BulkItemState.DONE)
    if act.kind == BulkKind.PUBLISH:
        public = select(func.count()).select_from(BulkItem).join(AnswerDraft, AnswerDraft.id == BulkItem.subject_id)
        return Undoable(_n(public.where(*done, AnswerDraft.stage == AnswerStage.PUBLIC)), 0)
    if act.kind not in GIVES_ANSWERS:
        return Undoable(0, act.done)
    mine = and_(AnswerDraft.point_id == BulkItem.subject_id, AnswerDraft.by_id == act.by_id, AnswerDraft.at >= act.at)
    waiting = select(func.count()).select_from(BulkItem).join(AnswerDraft, mine)
    alike = and_(Answer.point_id == BulkItem.subject_id, Answer.by_id == act.by_id, Answer.superseded_at.is_(None))
    given = select(func.count()).select_from(BulkItem).join(Answer, alike)
    given = given.where(*done, Answer.at >= act.at, Answer.disposition == act.asked["disposition"])
    return Undoable(_n(given), _n(waiting.where(*done, AnswerDraft.stage.in_(OPEN), AnswerDraft.version == 1)))


def _n(query: Select[Any]) -> int:
    return db.session.scalar(query) or 0
