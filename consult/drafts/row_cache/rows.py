"""Rows and values of a guideline as the process holds them, of the version that its row stands under."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, event, inspect, select
from sqlalchemy.engine import IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, RelationshipProperty, Session, joinedload
from sqlalchemy.orm.interfaces import MANYTOONE
from sqlalchemy.orm.util import identity_key

from consult.core.database import Model, db
from consult.core.derived.row_cache import HELD, held_row, held_rows, held_value, is_read, while_filling
from consult.core.request_memo import once_a_page, remember
from consult.drafts.models import Clause, Draft, Guideline, Part, Pillar, Wording
from consult.drafts.row_cache.models import GuidelineVersion

MOST_KEYS = 100_000

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@once_a_page
def guideline_named(slug: str) -> Guideline | None:
    rows = db.session.execute(guidelines_with_version().where(Guideline.slug == bindparam("slug")), {"slug": slug})
    return next(with_version(rows), None)


def guideline_by_key(number: int) -> Guideline | None:
    """By its key: as it was read, or with its version."""
    known = db.session.identity_map.get(identity_key(Guideline, number))
    if known is not None:
        return known
    rows = db.session.execute(guidelines_with_version().where(Guideline.id == bindparam("number")), {"number": number})
    return next(with_version(rows), None)


@cache
def guidelines_with_version() -> Select[Guideline, str]:
    """Each with the version of what the process holds of it."""
    version = GuidelineVersion.guideline_id == Guideline.id
    return select(Guideline, GuidelineVersion.token).outerjoin(GuidelineVersion, version)


def with_version(rows: Iterable[Any]) -> Iterator[Guideline]:
    for guideline, version in rows:
        remember_guideline(guideline, version)
        yield guideline


def remember_guideline(guideline: Guideline, version: str | None) -> None:
    """For this page, which has read both along with something else."""
    remember(version_of_guideline, version or "", guideline)
    remember(guideline_named, guideline, guideline.slug)


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


def _from_held(asked: ORMExecuteState) -> Result[Any] | None:
    """What a page reads along a relationship, where the process holds it: `guideline.pillars`, `comment.clause`."""
    if not asked.is_relationship_load or asked.lazy_loaded_from is None or not is_read():
        return None
    state, model = asked.lazy_loaded_from, asked.bind_mapper and asked.bind_mapper.class_
    if model in _by_key or model is Guideline:
        name = _key_of(asked.loader_strategy_path)
        if name in state.dict:
            row = guideline_by_key(state.dict[name]) if model is Guideline else _row_with(model, state.dict[name])
            return None if row is None else _result(row)
    guideline = state.obj()
    if model not in {Pillar, Part} or not isinstance(guideline, Guideline):
        return None
    return _result(*rows_held(guideline, model.__tablename__, _in_order(model, inspect(guideline).identity)))


def _result(*rows: Model) -> Result[Any]:
    return IteratorResult(SimpleResultMetaData(["row"]), iter([(row,) for row in rows]))


def _in_order(model: type[Any], key: tuple[Any, ...] | None) -> Select[Any]:
    return select(model).where(model.guideline_id == (key or (0,))[0]).order_by(model.position)


def _key_of(path: Any) -> str:
    """The attribute that holds the key of the one row that a relationship leads to; nothing of others."""
    return _key_along(next(one for one in reversed(path.path) if isinstance(one, RelationshipProperty)))


@cache
def _key_along(relationship: RelationshipProperty[Any]) -> str:
    alone = relationship.direction is MANYTOONE and relationship.remote_side == set(relationship.mapper.primary_key)
    if not alone or len(relationship.local_columns) != 1:
        return ""
    (column,) = relationship.local_columns
    return str(relationship.parent.get_property_by_column(column).key)


@dataclass(frozen=True)
class _Keyed:
    """How rows of a model are held by their key, a group of them together."""

    group: Any  # its column: the guideline, or what belongs to one
    guideline: Callable[[int], Select[int]]  # whose a group is
    also: tuple[str, ...]


_by_key: dict[type[Any], _Keyed] = {}
# (group, guideline) of a row: neither ever changes, and what has gone is not among the rows that are held.
_whose: dict[tuple[type[Any], int], tuple[int, int]] = {}


def hold_by_key(model: type[Any], group: Any, guideline: Callable[[int], Select[int]], *also: str) -> None:
    """Declare that one row of the model, led to by a key, comes from what the process holds."""
    _by_key[model] = _Keyed(group, guideline, also)


def _row_with(model: type[Any], number: int) -> Any | None:
    keyed = _by_key[model]
    groups = _whose.get((model, number)) or _whose_is(model, number)
    guideline = guideline_by_key(groups[1]) if groups is not None else None
    if groups is None or guideline is None:
        _whose.pop((model, number), None)
        return None
    query = select(model).where(keyed.group == groups[0])
    for also in keyed.also:
        query = query.options(joinedload(getattr(model, also)))
    name = ("by key", model.__tablename__, groups[0])
    row = held_row((groups[1], name), version_of_guideline(guideline), query, number, *keyed.also)
    if row is None:
        _whose.pop((model, number), None)
    return row


def _whose_is(model: type[Any], number: int) -> tuple[int, int] | None:
    with while_filling(HELD):
        group = db.session.scalar(select(_by_key[model].group).where(model.id == number))
        guideline_id = db.session.scalar(_by_key[model].guideline(group)) if group is not None else None
    if group is None or guideline_id is None:
        return None
    if len(_whose) > MOST_KEYS:
        _whose.clear()
    _whose[model, number] = (group, guideline_id)
    return group, guideline_id


def guideline_itself(guideline_id: int) -> Select[int]:
    return select(Guideline.id).where(Guideline.id == guideline_id)


def _of_draft(draft_id: int) -> Select[int]:
    return select(Draft.guideline_id).where(Draft.id == draft_id)


for _model in (Clause, Pillar, Part, Draft):
    hold_by_key(_model, _model.guideline_id, guideline_itself)
hold_by_key(Wording, Wording.draft_id, _of_draft)
event.listen(Session, "do_orm_execute", _from_held, retval=True)
