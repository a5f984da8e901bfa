"""Tables of open data: their columns, their rows as a visitor may read them, and their schema (Frictionless). Pure,
but for the rows, which are read as they are asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from consult.core.transparency.canonical import canonical_time


class ColumnType(StrEnum):
    """Types of Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


@dataclass(frozen=True)
class OpenColumn:
    name: str
    says: str = ""
    type: ColumnType = ColumnType.STRING


@dataclass(frozen=True)
class OpenTable:
    name: str
    title: str
    columns: Sequence[OpenColumn]
    rows: Iterable[Sequence[str]]
    key: str = ""  # the column that names a row
    workbook: bool = False  # is written as a workbook, too

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class PackedFile:
    """A file of a pack: its name, what it is, its bytes counted and hashed; of a table, its rows without the heads."""

    name: str
    says: str
    size: int
    digest: str
    rows: int | None = None


@dataclass(frozen=True)
class WrittenPack:
    """What is in a pack, and in sentences what is not and why."""

    files: Sequence[PackedFile]
    left_out: Sequence[str]


def columns(described: str) -> list[OpenColumn]:
    """From lines "name: what it says" or "name integer: what it says"."""
    found = []
    for line in filter(None, map(str.strip, described.splitlines())):
        head, _colon, says = line.partition(":")
        name, _space, kind = head.strip().partition(" ")
        found.append(OpenColumn(name, says.strip(), ColumnType(kind or "string")))
    return found


def cell(value: Any) -> str:
    """ISO 8601 for what is a time, true and false as Table Schema has them, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return canonical_time(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def cells(rows: Iterable[Iterable[Any]]) -> Iterator[list[str]]:
    for row in rows:
        yield [cell(value) for value in row]


def table_schema(table: OpenTable) -> dict[str, Any]:
    """https://specs.frictionlessdata.io/table-schema/"""
    fields = []
    for column in table.columns:
        field: dict[str, Any] = {"name": column.name, "type": column.type.value}
        if column.type == ColumnType.DATETIME:
            field["format"] = "any"
        if column.says:
            field["description"] = column.says
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    return {**schema, "primaryKey": table.key} if table.key else schema
