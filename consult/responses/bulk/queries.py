"""Bulk acts, found; and what is to be done next of one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, false, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment, CommentType
from consult.core.database import db
from consult.core.queue import OPEN, Job
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.bulk.models import BulkAct, BulkItem, BulkItemState
from consult.responses.clearance.queries import OPEN as OPEN_STAGES
from consult.responses.clearance.queries import WAITING
from consult.responses.models import AnswerDraft
from consult.responses.queries import type_of_point

BULK = "bulk"  # the job that does what was asked of many
SHOWN = 50
LEFT = (BulkItemState.SKIPPED, BulkItemState.KEPT)  # alone, each with its reason


def bulk_act_for(person: Person | None, act_id: int) -> tuple[BulkAct, Membership] | None:
    act = db.session.get(BulkAct, act_id)
    if act is None:
        return None
    membership = membership_of(person, act.guideline)
    return (act, membership) if membership.knows else None


def bulk_acts_of(guideline: Guideline) -> Select[Any]:
    """The last first."""
    query = select(BulkAct).where(BulkAct.guideline_id == guideline.id).options(joinedload(BulkAct.by))
    return query.order_by(BulkAct.id.desc())


def items_at(act: BulkAct, *states: BulkItemState, most: int = SHOWN) -> Sequence[BulkItem]:
    query = select(BulkItem).where(BulkItem.act_id == act.id, BulkItem.state.in_(states))
    return db.session.scalars(query.order_by(BulkItem.id).limit(most)).all()


def left_alone(act: BulkAct) -> Sequence[tuple[str, int]]:
    """(reason, how many): what was not done, or not undone."""
    query = select(BulkItem.why, func.count()).where(BulkItem.act_id == act.id, BulkItem.state.in_(LEFT))
    return [(why, count) for why, count in db.session.execute(query.group_by(BulkItem.why).order_by(BulkItem.why))]


def things_of_act(act: BulkAct) -> Select[BulkItem, Point, AnswerDraft]:
    """(item, point, draft): each with the point that it is, or the draft of an answer and the point that it is to.
    Those that were left alone lead."""
    query = select(BulkItem, Point, AnswerDraft)
    if act.of_drafts:
        query = query.outerjoin(AnswerDraft, AnswerDraft.id == BulkItem.subject_id)
        query = query.outerjoin(Point, Point.id == AnswerDraft.point_id)
    else:
        query = query.outerjoin(Point, Point.id == BulkItem.subject_id).outerjoin(AnswerDraft, false())
    told = (joinedload(Point.comment), joinedload(Point.campaign), joinedload(AnswerDraft.theme))
    first = case((BulkItem.state.in_(LEFT), 0), else_=1)
    return query.options(*told).where(BulkItem.act_id == act.id).order_by(first, BulkItem.id)


def things_left_alone(act: BulkAct) -> Sequence[Any]:
    """The first of them."""
    return db.session.execute(things_of_act(act).where(BulkItem.state.in_(LEFT)).limit(SHOWN)).unique().all()


def waits_for_clearance(act: BulkAct) -> bool:
    """Whether a second reader has yet to say yes to an answer that it gave, or somebody to make one public."""
    done = (BulkItem.act_id == act.id, BulkItem.state == BulkItemState.DONE)
    query = select(AnswerDraft.id).join(BulkItem, BulkItem.subject_id == AnswerDraft.point_id)
    there = (AnswerDraft.stage.in_(WAITING), AnswerDraft.reason == act.asked.get("reason"))
    return db.session.scalar(query.where(*done, *there).limit(1)) is not None


def is_being_done(act: BulkAct) -> bool:
    """Whether a job has it in hand; else somebody has to start it again."""
    query = select(Job.id).where(Job.kind == BULK, Job.subject_id == act.id, Job.state.in_(OPEN))
    return db.session.scalar(query.limit(1)) is not None


def drafted_by_others(points: Select[Any], person: Person) -> int:
    """Of these points (a select of numbers) those that a colleague is answering."""
    mine = select(func.count(AnswerDraft.id)).where(
        AnswerDraft.point_id.in_(points), AnswerDraft.stage.in_(OPEN_STAGES), AnswerDraft.by_id != person.id
    )
    return db.session.scalar(mine) or 0


def others_than_editorial(points: Select[Any]) -> int:
    query = select(func.count(Point.id)).join(Comment, Comment.id == Point.comment_id).where(Point.id.in_(points))
    return db.session.scalar(query.where(type_of_point() != CommentType.EDITORIAL)) or 0
