"""Whether anything in the database refers to a row, whatever later stage it belongs to: the foreign keys say.

What goes with the row, or lets go of it, does not hold it: keys with ON DELETE do not count.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, select

from consult.core.database import Model, db

AT_ONCE = 2_000


def is_referred_to(row: Any) -> bool:
    return bool(referred_to(type(row), [row.id]))


def tables_referring_to(row: Any, *, apart_from: Sequence[str] = ()) -> set[str]:
    """`apart_from`: columns, as "table.column", that do not count."""
    db.session.flush()
    columns = [column for column in _referring(row.__table__) if str(column) not in apart_from]
    return {
        column.table.name for column in columns if db.session.scalar(select(column).where(column == row.id).limit(1))
    }


def referred_to(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Which of these rows of a table others point to."""
    db.session.flush()
    numbers = list(ids)
    return {
        number
        for column in _referring(model.__table__)
        for start in range(0, len(numbers), AT_ONCE)
        for number in db.session.scalars(select(column).where(column.in_(numbers[start : start + AT_ONCE])).distinct())
    }


def _referring(table: Any) -> list[Column[Any]]:
    """The columns of all tables that hold the number of a row of this one, and keep it."""
    return [
        column
        for other in Model.metadata.sorted_tables
        for column in other.columns
        if any(key.references(table) and not key.ondelete for key in column.foreign_keys)
    ]
