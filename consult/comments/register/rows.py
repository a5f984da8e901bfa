"""A register as it was read: rows of cells as text, faults with their place, notices. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Tick = Callable[[], None]


@dataclass(frozen=True)
class CellFault:
    """What is wrong in a cell, and what to do. `row` as a spreadsheet or editor numbers it; `column` may be empty."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class RegisterRow:
    """The cells of our columns that hold something.

    `doubt`: what the file says of a place that is not sure, with `candidates` (clause number, confidence 0–1).
    `at`: the row of the file, where several come from one.
    """

    number: int
    cells: Mapping[str, str]
    doubt: str = ""
    candidates: Sequence[tuple[str, float]] = ()
    at: int | None = None


@dataclass(frozen=True)
class ParsedRegister:
    """What a file holds. `notices` are not faults: columns that are not ours, and the like."""

    rows: Sequence[RegisterRow] = ()
    faults: Sequence[CellFault] = ()
    notices: Sequence[str] = field(default=())
    columns: Sequence[str] = ()  # in the order of the file
    named: Mapping[str, str] = field(default_factory=dict)  # our columns as the file names them
    file_format: str = "register"
    # What closed questions were answered with, by the file's number of the person and the heading of the column.
    closed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    questions: Sequence[Mapping[str, Any]] = ()  # of a questionnaire, each column as a person is asked about it

    def in_order(self, faults: Iterable[CellFault]) -> list[CellFault]:
        """By row, in a row as the columns stand in the file; what is about the whole row comes first."""
        place = {name: number for number, name in reversed([*enumerate(self.columns)])} | {"": -1}
        return sorted(faults, key=lambda fault: (fault.row, place.get(fault.column, len(place))))


def as_text(value: object) -> str:
    """A value of JSON, or of a program, as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def rows_from(given: Iterable[RegisterRow | Mapping[str, Any]]) -> Sequence[RegisterRow]:
    """Rows as they are, or mappings of our columns, numbered from 2 as if a first row named the columns."""
    return [
        one
        if isinstance(one, RegisterRow)
        else RegisterRow(number, {name: text for name, value in one.items() if (text := as_text(value)).strip()})
        for number, one in enumerate(given, start=2)
    ]
