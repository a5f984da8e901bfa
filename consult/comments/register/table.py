"""The register as a table: one comment a row, columns by name, as CSV, XLSX or JSON Lines. Pure.

Reading finds every fault of form and says where it is; what the cells mean is for `row_parser`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from consult.comments.register import workbook_reading as workbooks
from consult.comments.register import workbook_writing
from consult.comments.register.column_aliases import notices_of
from consult.comments.register.columns import NAMES
from consult.core.csv_reading import Record, Table, UnreadableText, decoded, plain_name, read_csv, table_of
from consult.core.csv_safety import csv_lines

AUDIENCE = "audience"  # who a file is for, where it is not for everyone; said on the way out, not read
WRITTEN = (*NAMES, AUDIENCE)
SMALL = 512 * 1024
SMALL_ROWS = 1000

Tick = Callable[[], None]


@dataclass(frozen=True)
class CellFault:
    """What is wrong in a cell, and what to do. `row` as a spreadsheet or editor numbers it; `column` may be empty."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class RegisterRow:
    """The cells of our columns that hold something."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class ParsedRegister:
    """What a file holds. `notices` are not faults: columns that are not ours, and the like."""

    rows: Sequence[RegisterRow] = ()
    faults: Sequence[CellFault] = ()
    notices: Sequence[str] = field(default=())
    columns: Sequence[str] = ()  # in the order of the file

    def in_order(self, faults: Iterable[CellFault]) -> list[CellFault]:
        """By row, in a row as the columns stand in the file; what is about the whole row comes first."""
        place = {name: number for number, name in reversed([*enumerate(self.columns)])} | {"": -1}
        return sorted(faults, key=lambda fault: (fault.row, place.get(fault.column, len(place))))


def read_register(content: bytes, tick: Tick = lambda: None) -> ParsedRegister:
    """A file by what is in it, whatever its name: a workbook, JSON Lines, or else CSV. `tick` may raise."""
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content, tick)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _broken(1, _("This is the old Excel form, or protected by a password. Save it as .xlsx without one."))
    try:
        text = decoded(content, workbooks=True)
    except UnreadableText as unreadable:
        return _broken(unreadable.line, str(unreadable))
    if not text.strip():
        return _broken(1, _("The file is empty."))
    return _read_json_lines(text) if text.lstrip()[0] in "{[" else _reading(read_csv(text, known=NAMES), [])


def is_small(content: bytes) -> bool:
    """Whether it is read and checked in less time than a page may take."""
    if content.startswith(b"PK"):
        return workbooks.inflated(content) <= SMALL
    return len(content) <= SMALL and content.count(b"\n") + content.count(b"\r") <= SMALL_ROWS


def _broken(row: int, says: str, column: str = "") -> ParsedRegister:
    return ParsedRegister(faults=[CellFault(row, column, says)])


def _read_workbook(content: bytes, tick: Tick) -> ParsedRegister:
    try:
        sheet = workbooks.read(content, name="register", tick=tick)
    except workbooks.Unreadable as unreadable:
        return _broken(1, str(unreadable))
    table = table_of((Record(number, number, cells) for number, cells in sheet.rows), known=NAMES)
    placed = [CellFault(row, _column(table, place), says) for row, place, says in sheet.faults]
    reading = _reading(table, [fault for fault in placed if fault.column in NAMES])
    return replace(reading, notices=[*sheet.notices, *reading.notices])


def _column(table: Table, place: int) -> str:
    return table.names[place] if place < len(table.names) else ""


def _reading(table: Table, of_cells: Sequence[CellFault]) -> ParsedRegister:
    """The rows of a table as rows of the register; `of_cells`: faults found while its cells were read."""
    faults = [CellFault(fault.row, fault.column, fault.message) for fault in table.faults]
    if faults and not table.records:
        return ParsedRegister(faults=faults)
    wrong = _faults_of_header(table)
    if wrong:  # the rows would only repeat it
        return ParsedRegister(faults=wrong)
    rows = []
    for record in table.records:
        cells = table.cells_of(record)
        rows.append(RegisterRow(record.row, {n: cell for n in NAMES if (cell := cells.get(n, "")).strip()}))
    return _checked(rows, [*faults, *of_cells], list(zip(table.headings, table.names, strict=True)))


def _faults_of_header(table: Table) -> list[CellFault]:
    row = table.row
    if not set(table.names) & set(NAMES):
        says = _("The first row must name the columns: comment, clause, type and so on. None of its cells does.")
        return [CellFault(row, "", says)]
    if "comment" not in table.names:
        return [CellFault(row, "comment", _("There is no column named “comment”, and every row needs one."))]
    return []


def _checked(rows: list[RegisterRow], faults: list[CellFault], headings: Sequence[tuple[str, str]]) -> ParsedRegister:
    """`headings`: each as it stands in the file, and made plain."""
    if not rows and not faults:
        faults.append(CellFault(2, "comment", _("There is no comment in the file.")))
    notices = notices_of(((heading, name) for heading, name in headings if name not in WRITTEN), NAMES)
    reading = ParsedRegister(rows, faults, notices, [name for _heading, name in headings])
    return replace(reading, faults=reading.in_order(faults))


def _read_json_lines(text: str) -> ParsedRegister:
    rows: list[RegisterRow] = []
    faults: list[CellFault] = []
    headings: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        given = _object(line)
        if isinstance(given, str):
            faults.append(CellFault(number, "", given))
            continue
        named = {plain_name(key): value for key, value in given.items()}
        headings |= {key: plain_name(key) for key in given}
        nested = [name for name, value in named.items() if name in NAMES and isinstance(value, list | dict)]
        faults += [CellFault(number, name, _("Give one text or number, not a list.")) for name in nested]
        cells = {name: as_text(value) for name, value in named.items() if name in NAMES and name not in nested}
        rows.append(RegisterRow(number, {name: cell for name, cell in cells.items() if cell.strip()}))
    return _checked(rows, faults, list(headings.items()))


def _object(line: str) -> dict[str, Any] | str:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError, ValueError):
        return str(_("This line is not JSON. Each line must be one whole object, {…}, without a line break inside."))
    return (
        given if isinstance(given, dict) else str(_("Each line must be an object, {…}, whose names are our columns."))
    )


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


def write_register(rows: Iterable[Mapping[str, str]], form: str) -> bytes:
    """The rows as "csv", "xlsx" or "jsonl", whole."""
    if form == "xlsx":
        return workbook_writing.write({"register": tabled(rows)})
    return "".join(lines(rows, form)).encode()


def lines(rows: Iterable[Mapping[str, str]], form: str) -> Iterator[str]:
    """The rows as lines of "csv" or "jsonl", one at a time."""
    if form == "csv":
        names, table = tabled(rows)
        return csv_lines(chain([names], table))
    return (json.dumps({n: row[n] for n in WRITTEN if row.get(n)}, ensure_ascii=False) + "\n" for row in rows)


def tabled(rows: Iterable[Mapping[str, str]]) -> workbook_writing.Table:
    """Names of columns, and cells. Who the rows are for is said where they are not for everyone."""
    rest = iter(rows)
    first = next(rest, None)
    names = WRITTEN if first is not None and AUDIENCE in first else NAMES
    begun = [] if first is None else [first]
    return names, ([row.get(name, "") for name in names] for row in chain(begun, rest))
