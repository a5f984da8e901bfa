"""Whether anything in the database refers to a row, whatever later stage it belongs to: the foreign keys say."""

from typing import Any

from sqlalchemy import Column, select

from consult.core.database import Model, db


def is_referred_to(row: Any, *, apart_from: frozenset[str] = frozenset()) -> bool:
    """`apart_from`: columns, as "table.column", that do not count."""
    db.session.flush()
    for column in referring_columns(row.__table__):
        if f"{column.table.name}.{column.name}" in apart_from:
            continue
        if db.session.execute(select(column).where(column == row.id).limit(1)).first() is not None:
            return True
    return False


def referring_columns(table: Any) -> list[Column[Any]]:
    """The columns of all tables that hold the number of a row of this one."""
    return [
        column
        for other in Model.metadata.sorted_tables
        for column in other.columns
        if any(key.references(table) for key in column.foreign_keys)
    ]
