"""Many rows in few statements."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from consult.core.database import Model, db

T = TypeVar("T")
CHUNK = 2_000  # rows a statement: far under what SQLite and PostgreSQL allow


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def rows_where(query: Any, column: InstrumentedAttribute[Any], values: Sequence[Any]) -> Iterator[Any]:
    """The rows of `query` whose `column` has one of the values, asked for in portions."""
    for portion in chunks(values):
        yield from db.session.execute(query.where(column.in_(portion)))


def insert_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    for portion in chunks(rows):
        db.session.connection().execute(insert(model), portion)


def insert_missing(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Rows that somebody else wrote in the meantime stay as they are."""
    of_dialect = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    for portion in chunks(rows):
        db.session.connection().execute(of_dialect(model).on_conflict_do_nothing(), portion)


def update_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Each row is a dictionary with `id` and the columns to set, the same columns in all of them."""
    table = model.__table__
    if not rows:
        return
    columns: dict[Any, Any] = {name: bindparam(f"to_{name}") for name in rows[0] if name != "id"}
    change = update(table).where(table.c.id == bindparam("of_id")).values(columns)  # type: ignore[arg-type]
    for portion in chunks(rows):
        given = [{"of_id" if name == "id" else f"to_{name}": value for name, value in row.items()} for row in portion]
        db.session.connection().execute(change, given)


def delete_rows(model: type[Model], column: InstrumentedAttribute[Any], values: Sequence[Any]) -> None:
    for portion in chunks(values):
        db.session.execute(delete(model).where(column.in_(portion)), execution_options={"synchronize_session": False})


def pointed_at(model: type[Model], ids: Sequence[int], *, apart_from: Sequence[type[Model]]) -> set[int]:
    """Which of these rows another table refers to, whatever later stage it belongs to: the foreign keys say."""
    own = [given.__table__ for given in apart_from]
    keys = [
        column
        for table in Model.metadata.tables.values()
        if table not in own
        for column in table.columns
        if any(key.references(model.__table__) for key in column.foreign_keys)  # type: ignore[arg-type]
    ]
    return {
        number
        for column in keys
        for portion in chunks(ids)
        for number in db.session.scalars(select(column).where(column.in_(portion)).distinct())
    }
