"""Drafts of answers, found: of a point or theme, of a guideline by stage."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.analysis.asks.models import Ask
from consult.analysis.models import Point, Theme
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.models import AnswerDraft, AnswerStage, ClearancePolicy

OPEN = (AnswerStage.DRAFT, AnswerStage.FOR_CLEARANCE, AnswerStage.CLEARED)


def clearance_required(guideline: Guideline) -> bool:
    policy = db.session.get(ClearancePolicy, guideline.id)
    return policy is None or policy.required


def open_draft(*, point: Point | None = None, theme: Theme | None = None, ask: Ask | None = None) -> AnswerDraft | None:
    """The one that is on its way for this very point, theme or ask."""
    if point is not None:
        about = AnswerDraft.point_id == point.id
    elif ask is not None:
        about = AnswerDraft.ask_id == ask.id
    else:
        of_theme = AnswerDraft.theme_id == (theme.id if theme is not None else None)
        about = and_(of_theme, AnswerDraft.ask_id.is_(None))
    return db.session.scalars(select(AnswerDraft).where(about, AnswerDraft.stage.in_(OPEN))).one_or_none()


def open_drafts_to(theme_ids: Sequence[int]) -> dict[int, AnswerDraft]:
    """By theme."""
    query = select(AnswerDraft).where(AnswerDraft.theme_id.in_(theme_ids), AnswerDraft.stage.in_(OPEN))
    query = query.where(AnswerDraft.ask_id.is_(None))
    return {draft.theme_id: draft for draft in db.session.scalars(query) if draft.theme_id is not None}


def drafts_at(guideline: Guideline, stage: AnswerStage) -> Sequence[AnswerDraft]:
    """The longest waiting leading."""
    told = (
        joinedload(AnswerDraft.by),
        joinedload(AnswerDraft.cleared_by),
        joinedload(AnswerDraft.theme),
        joinedload(AnswerDraft.ask).joinedload(Ask.quote),
        joinedload(AnswerDraft.point).joinedload(Point.comment),
    )
    query = select(AnswerDraft).where(AnswerDraft.guideline_id == guideline.id, AnswerDraft.stage == stage)
    return db.session.scalars(query.options(*told).order_by(AnswerDraft.at, AnswerDraft.id)).unique().all()


def draft_on_desk(person: Person | None, draft_id: int) -> tuple[AnswerDraft, Membership] | None:
    draft = db.session.get(AnswerDraft, draft_id)
    if draft is None:
        return None
    membership = membership_of(person, draft.guideline)
    return (draft, membership) if draft.guideline.public or membership.inside else None
