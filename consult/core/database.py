"""The database: typed models, times in UTC, and a SQLite that never loses an acknowledged write."""

import enum
import os
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Insert,
    MetaData,
    Table,
    TypeDecorator,
    Update,
    event,
    insert,
    inspect,
)
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import MANYTOONE, DeclarativeBase, Session, make_transient_to_detached
from werkzeug.routing import IntegerConverter, Map

from consult.settings import Settings, private_file

try:
    import pysqlite3 as sqlite
except ImportError:  # macOS and Windows: Python's own library, recent enough there
    import sqlite3 as sqlite

sqlite_driver: Any = sqlite  # the one library that opens our files: two of them on one file in a process harm it


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table: named constraints, enumerations as checked words."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime(),
        dict[str, Any]: JSON,
        list[Any]: JSON,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            validate_strings=True,
            length=40,
            values_callable=lambda choices: [choice.value for choice in choices],
        ),
    }

    def __init_subclass__(cls, **given: Any) -> None:
        """A number is given once: what is gone leaves it to nobody, for addresses and the journal name rows by it."""
        super().__init_subclass__(**given)
        if isinstance(cls.__table__, Table) and "id" in cls.__table__.columns:
            cls.__table__.dialect_kwargs["sqlite_autoincrement"] = True


def default_values(model: type[Model], *, apart_from: Container[str] = ()) -> dict[str, Any]:
    """What its columns hold where nothing is said of them, for a row that is read before it is written."""
    known = _DEFAULTS.get(model)
    if known is None:
        of_columns = [(column.key, column.default) for column in model.__table__.columns]
        known = {key: default.arg for key, default in of_columns if default is not None and default.is_scalar}
        _DEFAULTS[model] = known
    return {key: value for key, value in known.items() if key not in apart_from}


def insert_at_once(row: Model) -> None:
    """A row that nothing waits for, written by one statement where a flush would order the whole session.

    For what refers to rows that are written already, and of models whose leaves no flush makes (`tracked`). The object
    is the session's afterwards, as after a flush.
    """
    every = _values_of(row)
    made = db.session.connection().execute(_insert_of(type(row)), every)
    _is_written(row, every, (made.inserted_primary_key or (None,))[0])


def insert_all_at_once(rows: Sequence[Model]) -> None:
    """Likewise many of one model, in few statements, numbered in their order."""
    if not rows:
        return
    every, table = [_values_of(row) for row in rows], type(rows[0]).__table__
    number = table.c["id"]
    made = db.session.connection().execute(
        insert(table).returning(number, sort_by_parameter_order=True),  # type: ignore[arg-type]
        every,
    )
    for row, values, id_ in zip(rows, every, made.scalars().all(), strict=True):
        _is_written(row, values, id_)


def _values_of(row: Model) -> dict[str, Any]:
    model = type(row)
    given = {name: value for name, value in row.__dict__.items() if name in model.__table__.columns}
    keys = {key: getattr(row.__dict__[name], to) for name, key, to in _references(model) if row.__dict__.get(name)}
    every = {**dict.fromkeys(model.__table__.columns.keys()), **default_values(model), **given, **keys}
    del every["id"]
    return every


def _is_written(row: Model, values: Mapping[str, Any], id_: int | None) -> None:
    """What was not said of it is what the statement wrote; all of it is then as it stands in the database."""
    row.__dict__.update({**values, "id": id_, **row.__dict__})
    row.__dict__["id"] = id_
    make_transient_to_detached(row)
    db.session.add(row)


@cache
def _insert_of(model: type[Model]) -> Insert:
    return insert(model.__table__)  # type: ignore[arg-type]


@cache
def _references(model: type[Model]) -> list[tuple[str, str, str]]:
    """Relationships to one row: their name, the column that holds its key, and that key's name."""
    to_one = [relation for relation in inspect(model).relationships if relation.direction is MANYTOONE]
    pairs = [(relation.key, *relation.local_remote_pairs[0]) for relation in to_one if relation.local_remote_pairs]
    return [(name, str(here.key), str(there.key)) for name, here, there in pairs]


_DEFAULTS: dict[type[Model], dict[str, Any]] = {}

db = SQLAlchemy(metadata=Model.metadata, disable_autonaming=True)

# Set inside `for_reading`: a write there is a mistake of ours.
reading: ContextVar[bool] = ContextVar("reading", default=False)

# How long one waits for another who writes before it is told that the site is busy.
PATIENCE = timedelta(seconds=15)
LONGEST_LOOK = timedelta(milliseconds=110)  # a waiter of SQLite sleeps at most 100 between two tries
GLANCE = timedelta(milliseconds=20)  # for a lock on PostgreSQL, of what can be left undone: 0 would be for ever
# What SQLite says when another one holds the lock or its file is away, and PostgreSQL's codes for lock not available,
# deadlock, too many connections, shutting down, starting up.
_BUSY_WORDS = ("database is locked", "database table is locked", "unable to open database file")
# A database that answers and keeps nothing: no room, only to be read, a disk that fails.
_SHUT_WORDS = ("database or disk is full", "readonly database", "disk I/O error")
_SHUT_CODES = frozenset({"53100", "25006", "58030"})
_READS = (
    "SELECT",
    "WITH",
    "VALUES",
    "PRAGMA",
    "EXPLAIN",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "COMMIT",
    "SHOW",
)
_BUSY_CODES = frozenset({"55P03", "40P01", "40001", "53300", "57P01", "57P02", "57P03"})


class WroteWhileReading(RuntimeError):
    """A block that promised to read alone has written."""


@contextmanager
def for_reading() -> Iterator[None]:
    """What happens inside reads only: it holds up nobody who writes. A write inside is refused."""
    token = reading.set(True)
    try:
        yield
    finally:
        reading.reset(token)


@contextmanager
def on_its_own() -> Iterator[None]:
    """A short write on a connection of its own, also from within what else only reads: how far a job is."""
    token = reading.set(False)
    try:
        yield
    finally:
        reading.reset(token)


def let_others_write() -> None:
    """Between two portions of a long job, outside of a transaction: whoever waits for SQLite's one lock looks for it
    every tenth of a second, and would find it taken again each time. PostgreSQL hands locks on by itself."""
    if db.engine.dialect.name == "sqlite":
        time.sleep(LONGEST_LOOK.total_seconds())


def write_if_free(statement: Update) -> None:
    """A small write beside a page that was read, if nobody else writes: the page waits for no lock."""
    with writing_if_free() as connection:
        connection.execute(statement)


@contextmanager
def writing_if_free(patience: timedelta = timedelta(0)) -> Iterator[Connection]:
    """The same for several statements, all or none of them; where somebody else writes, and goes on for as long as
    `patience`, the rest is left undone."""
    with Session(db.engine, join_transaction_mode="create_savepoint") as own:
        try:
            with _waiting_for(own.connection(), patience) as connection:
                yield connection
            own.commit()
        except OperationalError:  # someone writes
            own.rollback()


@contextmanager
def _waiting_for(connection: Connection, patience: timedelta) -> Iterator[Connection]:
    """The connection waits as ever before the pool has it back: who takes it next has something to send."""
    a_millisecond = timedelta(milliseconds=1)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(patience, GLANCE) // a_millisecond}")
        yield connection
        connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience // a_millisecond}")
    try:
        yield connection
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE // a_millisecond}")


def engine_options(settings: Settings) -> dict[str, Any]:
    seconds = int(PATIENCE.total_seconds())
    pool = {"pool_timeout": seconds, "hide_parameters": True}  # an error is logged, what was typed is not
    if not settings.on_sqlite:
        waits = {"connect_timeout": 5, "options": f"-c lock_timeout={seconds}s"}
        return {**pool, "pool_pre_ping": True, "connect_args": waits}
    if sqlite.sqlite_version_info < (3, 40):
        raise RuntimeError(f"SQLite {sqlite.sqlite_version} is too old; 3.40 or later is needed.")
    # A file is opened by as many as ask: what bounds them is the number of threads.
    return {**pool, "max_overflow": -1, "module": sqlite, "connect_args": {"timeout": seconds}}


def configure_engine(engine: Engine) -> None:
    """Set what each SQLite connection needs: durability, waiting, foreign keys, our own BEGIN."""
    event.listen(engine, "before_cursor_execute", _on_statement, named=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _FileOpener().before_connect)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "checkout", _on_checkout)
        event.listen(engine, "begin", _on_begin)


class _FileOpener:
    """SQLite makes its file for everyone to read, and a new one where it was taken away: an empty site.

    Ours is made for its owner alone, and once. What SQLite makes beside it has the rights of that file.
    """

    def __init__(self) -> None:
        self.opened = False

    def before_connect(self, _dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
        if not arguments or not arguments[0] or arguments[0].startswith((":", "file:")):
            return
        file = Path(arguments[0])
        if self.opened and not file.exists():
            raise sqlite.OperationalError(f"unable to open database file: {file} is not there any more")
        private_file(file)
        self.opened = True


def _on_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin for us
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    file = cursor.execute("PRAGMA database_list").fetchone()[2]
    record.info["file"] = (file, _file_number(file)) if file else None
    cursor.close()


def _on_checkout(_connection: Any, record: Any, _proxy: Any) -> None:
    """A file that was moved away or replaced is written to no more: what it kept would be seen by nobody."""
    file, number = record.info.get("file") or ("", None)
    if file and _file_number(file) != number:
        raise DisconnectionError("The database file is another one now.")


def _file_number(file: str) -> int | None:
    try:
        return os.stat(file).st_ino  # noqa: PTH116 - asked with every transaction: a tenth of the time
    except OSError:
        return None


# SQLite has one writer. A transaction that reads first and then writes fails there under load (its snapshot is
# old by then, and it may not wait), and one that takes the lock when it begins keeps everyone from writing while
# it reads, checks a password, draws up a page. So it begins without the lock, and at its first write, or where it
# asks for a row lock, it ends what it read and begins with the lock: it waits, it never fails, and what holds of
# rows that were read before is what holds on PostgreSQL (read committed): who must be sure locks the row.


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
    connection.info["writes"] = False


def _on_statement(conn: Connection, statement: str, context: ExecutionContext | None, **_more: Any) -> None:
    if _writes(statement, context):
        if reading.get():
            raise WroteWhileReading(statement)
        begin_writing(conn)
    elif statement.startswith("SAVEPOINT"):  # it would be gone with the transaction that only reads
        begin_writing(conn)


def _writes(statement: str, context: ExecutionContext | None) -> bool:
    """Whether it changes something or locks a row: SQLite's own SELECT does not say that it locks, the query does."""
    asked = getattr(context, "invoked_statement", None)
    locks = getattr(asked, "_for_update_arg", None) is not None
    return locks or getattr(asked, "is_dml", False) or not statement.lstrip()[:10].upper().startswith(_READS)


def begin_writing(connection: Connection) -> None:
    if connection.dialect.name != "sqlite" or connection.info.get("writes", True):
        return
    connection.info["writes"] = True  # so that the two statements below do not come back here
    try:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except DBAPIError:
        _on_begin(connection)  # whoever goes on after this error is still in a transaction
        raise


def is_writing(connection: Connection) -> bool:
    """Whether its transaction has changed anything yet."""
    if connection.dialect.name == "sqlite":
        return bool(connection.info.get("writes"))
    return connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()").scalar() is not None


def is_busy(error: Exception) -> bool:
    """Whether the database could not be reached, or another one held what was needed for too long: try again."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None)
    if code is None and type(error.orig).__module__.startswith("psycopg"):
        return isinstance(error, OperationalError)  # no answer at all: refused, or the line went dead
    return code in _BUSY_CODES or any(words in str(error.orig) for words in _BUSY_WORDS)


def keeps_nothing(error: Exception) -> bool:
    """Whether the database can be read and not written: trying again helps only when somebody has made room."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None)
    return code in _SHUT_CODES or any(words in str(error.orig) for words in _SHUT_WORDS)


def of_the_models(name: str | None, kind: str, _parents: Any) -> bool:
    """For Alembic: not the tables of the queue on PostgreSQL, which are Procrastinate's own."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


class RowNumber(IntegerConverter):
    """A number in an address. One that no row can have leads nowhere, and never as far as the database."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(map, max=2**31 - 1)
