"""The database: typed models, times in UTC, and a SQLite that never loses an acknowledged write."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, Table, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase
from werkzeug.routing import IntegerConverter, Map

from consult.settings import Settings

try:
    import pysqlite3 as sqlite
except ImportError:  # macOS and Windows: Python's own library, recent enough there
    import sqlite3 as sqlite


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


db = SQLAlchemy(metadata=Model.metadata, disable_autonaming=True)

# A GET reads: it may begin without the write lock. Everything else takes the lock when it begins, because
# a transaction that reads first and writes later fails under load on SQLite.
reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def for_reading() -> Iterator[None]:
    token = reading.set(True)
    try:
        yield
    finally:
        reading.reset(token)


def engine_options(settings: Settings) -> dict[str, Any]:
    if not settings.on_sqlite:
        return {"pool_pre_ping": True}
    if sqlite.sqlite_version_info < (3, 40):
        raise RuntimeError(f"SQLite {sqlite.sqlite_version} is too old; 3.40 or later is needed.")
    return {"module": sqlite, "connect_args": {"timeout": 30}}


def prepare(engine: Engine) -> None:
    """Set what each SQLite connection needs: durability, waiting, foreign keys, our own BEGIN."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, record: Any) -> None:  # noqa: ARG001
    connection.isolation_level = None  # the driver must not begin for us
    cursor = connection.cursor()
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN" if reading.get() else "BEGIN IMMEDIATE")


def read_on_get(app: Flask) -> None:
    """Let requests that only read begin without the write lock."""

    def say_whether_it_reads() -> None:
        reading.set(request.method in {"GET", "HEAD", "OPTIONS"})

    app.before_request(say_whether_it_reads)


class RowNumber(IntegerConverter):
    """A number in an address. One that no row can have leads nowhere, and never as far as the database."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(map, max=2**31 - 1)
