"""Points that the machine put in one ask with others: what was decided about those is worth a look here, too."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from consult.analysis.asks.models import AskMember
from consult.analysis.models import Point
from consult.analysis.nearness.queries import Near
from consult.core.database import db
from consult.responses.clearance.queries import WAITING
from consult.responses.models import AnswerDraft
from consult.responses.queries import has_inherited_answer, has_own_answer

NO_LIKENESS = 0.0  # of a pair that is no pair of near points: they are in the same ask
LOOKED_AT = 40  # decided points of an ask, those with an answer of their own first


def decided_in_same_ask(numbers: Collection[int]) -> list[Near]:
    """Pairs of these points with others of their ask that have an answer, or one that waits. One query."""
    mine, first = aliased(AskMember), (~has_own_answer(), Point.id)
    waits = select(AnswerDraft.id).where(AnswerDraft.point_id == Point.id, AnswerDraft.stage.in_(WAITING))
    decided = or_(has_own_answer(), has_inherited_answer(), waits.correlate(Point).exists())
    rank = func.row_number().over(partition_by=AskMember.ask_id, order_by=first).label("rank")
    asks = select(mine.ask_id).where(mine.point_id.in_(numbers))
    others = select(AskMember.ask_id, AskMember.point_id, rank).join(Point, Point.id == AskMember.point_id)
    ranked = others.where(AskMember.ask_id.in_(asks), decided).subquery()
    query = select(mine.point_id, ranked.c.point_id).join(ranked, ranked.c.ask_id == mine.ask_id)
    query = query.where(mine.point_id.in_(numbers), ranked.c.point_id != mine.point_id, ranked.c.rank <= LOOKED_AT)
    rows = db.session.execute(query.order_by(mine.point_id, ranked.c.rank)) if numbers else ()
    return [Near(point, other, NO_LIKENESS) for point, other in rows]
