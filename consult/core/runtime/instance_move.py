"""A whole instance from SQLite to PostgreSQL: tables by the migrations, rows by COPY, all of it compared, or nothing.

All happens in one transaction of the target, while nobody can write to the source: whatever ends it before its end,
a kill too, leaves the target as empty as it was. Each row is then read from both by the types of the models; a table
is right when it has as many rows there and the sum of their digests is the same.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import alembic.command
import psycopg
from flask import current_app
from sqlalchemy import JSON, Column, Connection, Engine, Table, Text, cast, create_engine, inspect, select, text
from sqlalchemy import DateTime as DateTimeType
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from consult.core.carriers.procrastination import ProcrastinateQueue
from consult.core.database import Model, UTCDateTime, begin_writing
from consult.core.queue import OPEN, Job

OLDEST = 150000  # PostgreSQL 15
AT_ONCE = 2_000  # rows that are read at a time
AROUND = 1 << 256
FILL_OTHERS = {"search_entry"}  # their triggers make what PostgreSQL alone has: the lexemes of the search


class CannotMove(Exception):
    """Nothing was moved; the message says why, and what to do."""


@dataclass(frozen=True)
class MovedTable:
    name: str
    rows: int
    digest: str


Tell = Callable[[MovedTable], None]


def _target_engine(address: str) -> Engine:
    """An engine for what someone typed; CannotMove where that is no PostgreSQL."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise CannotMove(f"This is no address of a database: {address}. {EXAMPLE}") from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise CannotMove(f"Only to PostgreSQL, and this is {url.get_backend_name()}. {EXAMPLE}")
    return create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 5})


EXAMPLE = "It looks like this: postgresql://consult@db.example.org/consult."


def move_instance(source: Engine, address: str, tell: Tell) -> list[MovedTable]:
    """Copy everything: both hold the same when this returns, and the target holds nothing if it raises."""
    target = _target_engine(address)
    try:
        return _move(source, target, tell)
    finally:
        target.dispose()


def _move(source: Engine, target: Engine, tell: Tell) -> list[MovedTable]:
    with source.connect() as old, old.begin(), _refusals_of(target), target.begin() as new:
        begin_writing(old)  # nobody else does meanwhile; whoever reads goes on
        _fit_for_it(new, target.url)
        tables = _tables(old)
        config = current_app.extensions["migrate"].migrate.get_config()
        config.attributes["connection"] = new
        alembic.command.upgrade(config, "head")
        keys = _without_keys(new)
        moved = [_moved(old, new, table, tell) for table in tables]
        for key in keys:
            new.exec_driver_sql(key)
        _have_carried(new, target.url)
        return moved


@contextmanager
def _refusals_of(target: Engine) -> Iterator[None]:
    """The driver's errors as sentences."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        shown = target.url.render_as_string(hide_password=True)
        says = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
        raise CannotMove(f"{shown} did not take it: {says}. Nothing was moved.") from error


def _fit_for_it(new: Connection, url: URL) -> None:
    """A fresh database of a PostgreSQL that is recent enough, in the only encoding that holds every script."""
    version = int(new.scalar(text("SHOW server_version_num")) or 0)
    if version < OLDEST:
        raise CannotMove(f"PostgreSQL {version // 10000} is too old; 15 or later is needed.")
    encoding = new.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise CannotMove(
            f"Its encoding is {encoding}. Make one in UTF-8: createdb --encoding=UTF8 --template=template0."
        )
    there = inspect(new).get_table_names()
    if there:
        name = url.database
        raise CannotMove(
            f"{name} is not empty: it has {len(there)} tables, {min(there)} among them. Name an empty database"
            f" (createdb), or empty this one if nobody needs it."
        )


def _tables(old: Connection) -> Sequence[Table]:
    """Those of the models, each after those it points to. The source has them all, or is of another version."""
    there = set(inspect(old).get_table_names())
    missing = [table.name for table in Model.metadata.sorted_tables if table.name not in there]
    if missing:
        raise CannotMove(
            "The source has not the tables of this program. Bring it up to date first: consult db upgrade."
        )
    return Model.metadata.sorted_tables


def _without_keys(new: Connection) -> list[str]:
    """Foreign keys are away while rows come in, for some point to rows of their own table; what puts them back."""
    query = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        " AND conrelid::regclass::text NOT LIKE 'procrastinate%'"
    )
    found = new.execute(text(query)).all()
    for table, name, _definition in found:
        new.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in found]


def _moved(old: Connection, new: Connection, table: Table, tell: Tell) -> MovedTable:
    _emptied(new, table)
    _copied(old, new, table)
    _numbered(old, new, table)
    here, there = table_digest(old, table), table_digest(new, table)
    if here != there:
        raise CannotMove(
            f"{table.name} is not the same there: {here.rows} rows here, {there.rows} there. Nothing was moved."
        )
    tell(there)
    return there


def _emptied(new: Connection, table: Table) -> None:
    """Of what the migrations write into a fresh database. Tables that refuse it do so again afterwards."""
    with _triggers_off(new, table):
        new.execute(table.delete())


@contextmanager
def _triggers_off(new: Connection, table: Table) -> Iterator[None]:
    """What they would refuse, or note as changed, is neither written nor changed: it is moved."""
    new.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    yield
    new.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')


def _copied(old: Connection, new: Connection, table: Table) -> None:
    """As SQLite holds them: its text is PostgreSQL's input, but for the zone of times."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    times = [isinstance(column.type, UTCDateTime | DateTimeType) for column in table.columns]
    off = nullcontext() if table.name in FILL_OTHERS else _triggers_off(new, table)
    with off, new.connection.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in _raw_rows(old, f'SELECT {names} FROM "{table.name}"'):  # noqa: S608 - names of our own models
            copy.write_row([_fit(value, time) for value, time in zip(row, times, strict=True)])


def _raw_rows(old: Connection, query: str) -> Iterator[Any]:
    for portion in old.exec_driver_sql(query).partitions(AT_ONCE):
        yield from portion


def _fit(value: Any, time: bool) -> Any:
    if time and isinstance(value, str):
        told = datetime.fromisoformat(value)
        return told if told.tzinfo is not None else told.replace(tzinfo=UTC)
    return value


def _numbered(old: Connection, new: Connection, table: Table) -> None:
    """A number is given once, also that of a row which is gone."""
    if "id" not in table.columns:
        return
    given = {"table": f'"{table.name}"'}
    sequence = new.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), given)
    last = old.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar()
    if sequence is not None and last:
        new.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def table_digest(connection: Connection, table: Table) -> MovedTable:
    """How many rows, and the sum of their digests: in whatever order they come, for two engines sort differently."""
    total = rows = 0
    query = select(*(_comparable(column) for column in table.columns)).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(query):
        rows += 1
        total += int.from_bytes(hashlib.sha256(_canonical(row)).digest(), "big")
    return MovedTable(table.name, rows, f"{total % AROUND:064x}")


def _comparable(column: Column[Any]) -> Any:
    """JSON as its text, for a null in it is not a field that holds nothing."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _canonical(row: Sequence[Any]) -> bytes:
    return json.dumps([_said(value) for value in row], ensure_ascii=True, separators=(",", ":")).encode()


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _have_carried(new: Connection, url: URL) -> None:
    """Jobs that wait are put into the queue of their new place."""
    new.exec_driver_sql("DELETE FROM procrastinate_jobs")
    with Session(new, join_transaction_mode="create_savepoint") as session, session.begin():
        waiting = session.scalars(select(Job).where(Job.state.in_(OPEN)).order_by(Job.id)).all()
        there = ProcrastinateQueue(current_app._get_current_object(), url.render_as_string(hide_password=False))  # type: ignore[attr-defined] # noqa: SLF001 - Flask's proxy
        there.written(waiting, session)
