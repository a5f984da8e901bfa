"""Locks. Pessimistic, held until the transaction ends: on a row, on a row for all that belongs to it, on a name.
Optimistic: a form carries the version that its reader read (`base_version`), and the action checks that it stands.

SQLite has one writer anyway: there they begin to write, and what was read before is read again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from flask_babel import gettext as _
from sqlalchemy import Row, ScalarSelect, Select, bindparam, event, func, inspect, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import InstanceState, Session, SessionTransaction
from sqlalchemy.orm.attributes import instance_state

from consult.core.database import Model, begin_writing, db

M = TypeVar("M", bound=Model)
_HELD, _HELD_VALUES = "rows held", "values of rows held"


class GoneMeanwhile(LookupError):
    """What was to be changed was deleted while one waited for it; becomes a 404."""


class Stale(Exception):
    """Someone else changed it meanwhile; carries what is there now so that the page can show both. Becomes a 409.

    `go` leads on: an endpoint, its values, the words of the link. Not `again`: sent once more it is refused once more.
    """

    def __init__(
        self,
        says: str,
        *,
        theirs: str = "",
        yours: str = "",
        go: tuple[str, dict[str, Any], str] | None = None,
        again: bool = True,
    ) -> None:
        super().__init__(says)
        self.theirs, self.yours, self.go, self.again = theirs, yours, go, again


def version_of(*read: object) -> str:
    """What names the state that was read: other values, another version. Rows are given by what they hold."""
    said = json.dumps(read, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def enforce_base_version(
    base_version: str | None, now: str, says: str | None = None, *, theirs: str = "", yours: str = ""
) -> None:
    """Optimistic check: raises Stale unless the version that someone started from is the one that stands.

    None asks for no check: from a caller who read nothing before (the demo, a script). The row is held already.
    """
    if base_version is not None and base_version != now:
        says = says or _("Someone else changed this while you were writing. Compare, and enter your change again.")
        raise Stale(says, theirs=theirs, yours=yours)


def held(row: M) -> M:
    """Row lock: the row as it is now, nobody else's until the transaction ends.

    Whoever decides by what a row says, and then changes it, holds it first: it was read before anyone waited. What is
    no row yet is nobody else's.
    """
    state = instance_state(row)  # also where it is given through a proxy: whoever is signed in
    if state.transient:
        return cast("M", state.obj())
    db.session.flush()
    of_it = {"of": state.class_}  # and not of what is read along with it
    try:
        found = db.session.get_one(state.class_, state.identity, with_for_update=of_it, populate_existing=True)
    except NoResultFound as gone:
        raise GoneMeanwhile from gone
    db.session().info.setdefault(_HELD, set()).add(state.key)
    return found


def held_once(row: M) -> M:
    """Row lock, unless this transaction has the row already: then it is as this transaction left it."""
    state = instance_state(row)
    return cast("M", state.obj()) if state.key in db.session().info.get(_HELD, ()) else held(row)


def held_values(row: Model, *columns: Any) -> Sequence[Any]:
    """Row lock, and some columns as they are now, once in a transaction; what else was read of the row stays."""
    state = instance_state(row)
    told: dict[Any, Sequence[Any]] = db.session().info.setdefault(_HELD_VALUES, {})
    key = (state.key, columns)
    if key not in told:
        told[key] = _held_row(state, columns, {})
    return told[key]


def held_along(row: Model, *columns: Any, also: ScalarSelect[Any], **asked: Any) -> Any:
    """The same, and what `also` finds as the statement began: it may not see what was written while it waited."""
    state = instance_state(row)
    found = _held_row(state, (*columns, also), asked)
    db.session().info.setdefault(_HELD_VALUES, {})[state.key, columns] = found[:-1]
    return found[-1]


def _held_row(state: InstanceState[Any], columns: tuple[Any, ...], asked: Mapping[str, Any]) -> Row[Any]:
    number, model = (state.identity or (None,))[0], cast("type[Model]", state.class_)
    found = db.session.execute(_values_held(model, columns), {"number": number, **asked}).one_or_none()
    if found is None:
        raise GoneMeanwhile
    return found


@cache
def _values_held(model: type[Model], columns: tuple[Any, ...]) -> Select[Any]:
    (key,) = inspect(model).primary_key
    return select(*columns).where(key == bindparam("number")).with_for_update(of=model)


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, ended: SessionTransaction) -> None:
    """Of a savepoint, too: what was held since it began may be anybody's."""
    if ended.nested or ended.parent is None:  # and not of a flush within it
        session.info.pop(_HELD_VALUES, None)
        session.info.pop(_HELD, None)


def hold(whole: Model, *parts: Any) -> None:
    """Row lock on a whole, for its parts: wait for whoever is at work on any of them, then read these again.

    Other rows may go on referring to the whole meanwhile.
    """
    db.session.flush()
    table = inspect(type(whole))
    with_its_key = (
        column == value for column, value in zip(table.primary_key, inspect(whole).identity or (), strict=True)
    )
    db.session.execute(select(*table.primary_key).where(*with_its_key).with_for_update(key_share=True))
    for part in parts:
        db.session.refresh(part)


def alone(name: str) -> None:
    """Advisory lock, on something that has no row: whoever comes with the same name waits."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
    else:
        begin_writing(connection)
