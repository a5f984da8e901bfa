"""Templates of a desk, found; where one was used."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import membership_of
from consult.responses.answer_templates.models import AnswerTemplate, TemplateUse


def templates_of(guideline: Guideline, *, archived: bool = False) -> Sequence[AnswerTemplate]:
    kept = AnswerTemplate.archived_at.is_not(None) if archived else AnswerTemplate.archived_at.is_(None)
    query = select(AnswerTemplate).where(AnswerTemplate.guideline_id == guideline.id, kept)
    return db.session.scalars(query.order_by(AnswerTemplate.name)).all()


def template_for(person: Any, template_id: int) -> tuple[AnswerTemplate, Membership] | None:
    template = db.session.get(AnswerTemplate, template_id)
    if template is None:
        return None
    membership = membership_of(person, template.guideline)
    return (template, membership) if membership.knows else None


def template_named(guideline: Guideline, number: int) -> AnswerTemplate | None:
    """One that answers here may begin with."""
    template = db.session.get(AnswerTemplate, number) if number else None
    stands = template is not None and template.guideline_id == guideline.id and template.archived_at is None
    return template if stands else None


def uses_counted(templates: Sequence[AnswerTemplate]) -> dict[int, int]:
    """How many answers began with each; an act upon many points is one."""
    query = select(TemplateUse.template_id, func.count()).group_by(TemplateUse.template_id)
    numbers = [template.id for template in templates]
    return dict(db.session.execute(query.where(TemplateUse.template_id.in_(numbers))).all())


def uses_of(template: AnswerTemplate) -> Select[TemplateUse]:
    """The latest first."""
    query = select(TemplateUse).where(TemplateUse.template_id == template.id)
    query = query.options(joinedload(TemplateUse.by), joinedload(TemplateUse.theme), joinedload(TemplateUse.act))
    query = query.options(joinedload(TemplateUse.point).joinedload(Point.comment), joinedload(TemplateUse.ask))
    return query.order_by(TemplateUse.id.desc())
