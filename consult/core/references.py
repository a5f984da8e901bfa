"""Whether anything in the database refers to a row, whatever later stage it belongs to: the foreign keys say.

What goes with the row, or lets go of it, does not hold it: keys with ON DELETE do not count.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, literal, select, union, union_all

from consult.core.database import Model, db

AT_ONCE = 1_000  # numbers in one question, which names them once a table


def is_referred_to(row: Any) -> bool:
    return bool(referred_to(type(row), [row.id]))


def tables_referring_to(row: Any, *, apart_from: Sequence[str] = ()) -> set[str]:
    """`apart_from`: columns, as "table.column", that do not count."""
    db.session.flush()
    columns = [column for column in _referring(row.__table__) if str(column) not in apart_from]
    asked = [
        select(literal(column.table.name)).where(select(column).where(column == row.id).exists()) for column in columns
    ]
    return set(db.session.scalars(union_all(*asked))) if asked else set()


def referred_to(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Which of these rows of a table others point to."""
    db.session.flush()
    numbers, columns, found = list(ids), _referring(model.__table__), set[int]()
    for start in range(0, len(numbers) if columns else 0, AT_ONCE):
        named = numbers[start : start + AT_ONCE]
        found |= set(db.session.scalars(union(*(select(column).where(column.in_(named)) for column in columns))))
    return found


def _referring(table: Any) -> list[Column[Any]]:
    """The columns of all tables that hold the number of a row of this one, and keep it."""
    return [
        column
        for other in Model.metadata.sorted_tables
        for column in other.columns
        if any(key.references(table) and not key.ondelete for key in column.foreign_keys)
    ]
