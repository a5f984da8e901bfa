"""A file as rows of the register: CSV, XLSX or JSON Lines, by what is in it. Pure.

Every fault of the format is found and its place said; what the cells mean is for `row_parser`.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from consult.comments.register.column_aliases import notices_of
from consult.comments.register.columns import NAMES, WRITTEN
from consult.comments.register.rows import CellFault, ParsedRegister, RegisterRow, Tick, as_text
from consult.comments.register.workbook import reading as workbooks
from consult.core.csv_files.reading import Record, Table, UnreadableText, decoded, plain_name, read_csv, table_of

SMALL = 512 * 1024
SMALL_ROWS = 1000


def read_register(content: bytes, tick: Tick = lambda: None, *, sheet: str = "") -> ParsedRegister:
    """A file by what is in it, whatever its name: a workbook, JSON Lines, or else CSV. `tick` may raise.

    `sheet`: the one of a workbook that is read; else the one called “register”, or the first.
    """
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content, tick, sheet or "register")
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


def _read_workbook(content: bytes, tick: Tick, name: str) -> ParsedRegister:
    try:
        sheet = workbooks.read(content, name=name, tick=tick)
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
    if rows and "comment" not in headings.values():  # each row would only repeat it
        return _broken(1, _("No object has a “comment”, and every row needs one."), "comment")
    return _checked(rows, faults, list(headings.items()))


def _object(line: str) -> dict[str, Any] | str:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError, ValueError):
        return str(_("This line is not JSON. Each line must be one whole object, {…}, without a line break inside."))
    return (
        given if isinstance(given, dict) else str(_("Each line must be an object, {…}, whose names are our columns."))
    )
