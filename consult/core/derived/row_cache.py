"""Second-level cache: rows and values of what seldom changes, held by the process under the version that they are of.

The version is a stored word that triggers change in the transaction that changes a row, so that what is held under
another one is never shown. Held for pages that are read (GET); what changes something asks the database.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from flask import has_request_context, request
from sqlalchemy import Select, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from consult.core.database import Model, db, is_writing

M = TypeVar("M", bound=Model)
T = TypeVar("T")
HELD, KEPT = "held by the process", "kept as a report"
# What for, where something is read once and not by every page.
filling: ContextVar[str] = ContextVar("filling", default="")
MOST = 1_000  # entries; the one that was asked for longest ago goes first


class VersionedCache:
    """Entries by name, each with the version that it is of; shared by the threads of a process."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._entries: OrderedDict[Any, tuple[str, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Any, version: str) -> Any:
        """None where there is none of this version."""
        with self._lock:
            found = self._entries.get(name)
            if found is None or found[0] != version:
                return None
            self._entries.move_to_end(name)
            return found[1]

    def put(self, name: Any, version: str, value: Any) -> None:
        with self._lock:
            self._entries[name] = (version, value)
            self._entries.move_to_end(name)
            while len(self._entries) > self.most:
                self._entries.popitem(last=False)


_cache = VersionedCache()


def held_value(name: Any, version: str, make: Callable[[], T]) -> T:
    """What `make` gives, of rows that the version covers alone: not of the time, nor of whoever reads. Nobody changes
    it. Without a version it is made each time."""
    if not version or not is_read():
        return make()
    found = _cache.get(name, version)
    if found is None:
        with while_filling(HELD):
            found = make()
        _hold(name, version, found)
    made: T = found
    return made


def held_rows(name: Any, version: str, query: Select[M], *also: str) -> list[M]:
    """The rows of a query on one model, in its order, as this session's own; `also` are relationships that it loads."""
    if not version or not is_read():
        return list(db.session.scalars(query).unique())
    found = _cache.get(name, version)
    if found is None:
        # what this session read before the version was read may be older than it
        with while_filling(HELD):
            rows = db.session.scalars(query.execution_options(populate_existing=True)).unique().all()
        _hold(name, version, [_frozen(row, also) for row in rows])
        return list(rows)
    session = db.session()
    return [_thawed(session, one) for one in found]


def held_row(name: Any, version: str, query: Select[M], number: int, *also: str) -> M | None:
    """One of the rows of a query on one model, by its key; the others are held for whoever asks for them."""
    if not version or not is_read():
        return None
    found = _cache.get(name, version)
    if found is None:
        with while_filling(HELD):
            rows = db.session.scalars(query.execution_options(populate_existing=True)).unique().all()
        found = {row.id: _frozen(row, also) for row in rows}  # type: ignore[attr-defined]
        _hold(name, version, found)
    return _thawed(db.session(), found[number]) if number in found else None


def is_read() -> bool:
    """Whether this is a page that is read, which what is held is for."""
    return has_request_context() and request.method in {"GET", "HEAD"}


@contextmanager
def while_filling(what: str) -> Iterator[None]:
    """What is read inside is read once, and held or kept until it changes."""
    token = filling.set(what)
    try:
        yield
    finally:
        filling.reset(token)


def _hold(name: Any, version: str, value: Any) -> None:
    """On PostgreSQL a transaction has one word for all that it writes: what it reads itself is not held from it."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite" or not is_writing(connection):
        _cache.put(name, version, value)


@dataclass(frozen=True, slots=True)
class _FrozenRow:
    """A row as it was loaded, of no session."""

    mapper: Mapper[Any]
    key: Any
    values: dict[str, Any]
    related: tuple[tuple[str, Any], ...]


def _frozen(row: Model, also: Sequence[str] = ()) -> _FrozenRow:
    mapper, state = inspect(type(row)), instance_state(row)
    loaded = (one.key for one in mapper.column_attrs if one.key in state.dict)  # not what is deferred
    values = {name: state.dict[name] for name in loaded}
    related = tuple((name, _frozen_related(getattr(row, name))) for name in also)
    return _FrozenRow(mapper, state.key, values, related)


def _frozen_related(found: Any) -> Any:
    if isinstance(found, list):
        return [_frozen(one) for one in found]
    return _frozen(found) if found is not None else None


def _thawed(session: Session, frozen: _FrozenRow) -> Any:
    row = session.identity_map.get(frozen.key)
    if row is None:
        row = frozen.mapper.class_manager.new_instance()
        state = instance_state(row)  # as the loader does it: an addition by `add` costs as much as the query
        state.dict.update(frozen.values)
        state.key, state.session_id = frozen.key, session.hash_key
        session.identity_map.add(state)
    elif instance_state(row).expired_attributes:  # else it would be read again, alone
        for name in instance_state(row).expired_attributes & frozen.values.keys():
            set_committed_value(row, name, frozen.values[name])
    for name, related in frozen.related:
        many = isinstance(related, list)
        value = [_thawed(session, one) for one in related] if many else related and _thawed(session, related)
        if many:
            set_committed_value(row, name, value)
        else:
            instance_state(row).dict[name] = value
    return row
