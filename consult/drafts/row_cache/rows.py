"""Rows and values of a guideline as the process holds them, of the version that its row stands under."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Select, event, inspect, select
from sqlalchemy.engine import IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, Session

from consult.core.database import Model, db
from consult.core.derived.row_cache import held_rows, held_value, is_read
from consult.core.request_memo import once_a_page
from consult.drafts.models import Guideline, Part, Pillar
from consult.drafts.row_cache.models import GuidelineVersion

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@once_a_page
def version_of_guideline(guideline: Guideline) -> str:
    """Pages that load a guideline have mostly read it with that; what changes something holds nothing."""
    if not is_read():
        return ""
    asked = select(GuidelineVersion.token).where(GuidelineVersion.guideline_id == guideline.id)
    return db.session.scalar(asked) or ""


def rows_held(guideline: Guideline, name: Any, query: Select[M], *also: str) -> list[M]:
    return held_rows((guideline.id, name), version_of_guideline(guideline), query, *also)


def value_of(guideline: Guideline, name: Any, make: Callable[[], T]) -> T:
    """What follows from the guideline's frame, drafts, words, timeline, rounds and promises, and from nothing else."""
    return held_value((guideline.id, name), version_of_guideline(guideline), make)


def _frame_of(asked: ORMExecuteState) -> Result[Any] | None:
    """`guideline.pillars` and `guideline.parts`, where a page is the first to ask for them."""
    guideline = asked.lazy_loaded_from.obj() if asked.is_relationship_load and asked.lazy_loaded_from else None
    model = asked.bind_mapper.class_ if isinstance(guideline, Guideline) and asked.bind_mapper is not None else None
    if model not in {Pillar, Part} or not isinstance(guideline, Guideline):
        return None
    rows = rows_held(guideline, model.__tablename__, _in_order(model, inspect(guideline).identity))
    return IteratorResult(SimpleResultMetaData([model.__name__]), iter([(row,) for row in rows]))


def _in_order(model: type[Any], key: tuple[Any, ...] | None) -> Select[Any]:
    return select(model).where(model.guideline_id == (key or (0,))[0]).order_by(model.position)


event.listen(Session, "do_orm_execute", _frame_of, retval=True)
