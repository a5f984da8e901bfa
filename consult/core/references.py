"""Whether anything in the database refers to a row, whatever later stage it belongs to: the foreign keys say."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, select

from consult.core.database import Model, db

AT_ONCE = 2_000


def is_referred_to(row: Any, *, apart_from: Sequence[str] = ()) -> bool:
    """`apart_from`: columns, as "table.column", that do not count."""
    return bool(referred_to(type(row), [row.id], apart_from=apart_from))


def referred_to(model: type[Model], ids: Iterable[int], *, apart_from: Sequence[str] = ()) -> set[int]:
    """Which of these rows of a table others point to."""
    db.session.flush()
    numbers = list(ids)
    columns = [column for column in _referring(model.__table__) if str(column) not in apart_from]
    return {
        number
        for column in columns
        for start in range(0, len(numbers), AT_ONCE)
        for number in db.session.scalars(select(column).where(column.in_(numbers[start : start + AT_ONCE])).distinct())
    }


def _referring(table: Any) -> list[Column[Any]]:
    """The columns of all tables that hold the number of a row of this one."""
    return [
        column
        for other in Model.metadata.sorted_tables
        for column in other.columns
        if any(key.references(table) for key in column.foreign_keys)
    ]
