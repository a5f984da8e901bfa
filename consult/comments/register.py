"""The register as a table: one comment a row, columns by name, as CSV, XLSX or JSON Lines. Pure.

Reading finds every fault of form and says where it is; what the cells mean is for `register_rows`.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _

from consult.comments import sheets
from consult.comments.register_names import notices_of

# The common form first; after `response` what only we have. Order on reading is free.
COLUMNS = (
    *("reference", "consultation", "draft", "clause", "quote", "line_from", "line_to", "type", "stance", "comment"),
    *("proposed_text", "language", "author_name", "organisation", "stakeholder_type", "country", "capacity"),
    *("received_at", "channel", "source_id", "disposition", "response"),
    *("pillar", "title", "in_reply_to", "endorsements", "evidence_url", "named", "quote_prefix", "quote_suffix"),
)
MOST_ROWS = 100_000
csv.field_size_limit(16 * 1024 * 1024)  # a comment that is too long is told so with its row, not refused as a file

# What a spreadsheet would run as a formula. Apostrophes in front are counted in, so that taking one away undoes it.
_RUNS = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell, and what to do. `row` as a spreadsheet or editor numbers it; `column` may be empty."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Row:
    """The cells of our columns that hold something."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """What a file holds. `notices` are not faults: columns that are not ours, and the like."""

    rows: Sequence[Row] = ()
    faults: Sequence[Fault] = ()
    notices: Sequence[str] = field(default=())
    columns: Sequence[str] = ()  # in the order of the file

    def in_order(self, faults: Iterable[Fault]) -> list[Fault]:
        """By row, in a row as the columns stand in the file; what is about the whole row comes first."""
        place = {name: number for number, name in reversed([*enumerate(self.columns)])} | {"": -1}
        return sorted(faults, key=lambda fault: (fault.row, place.get(fault.column, len(place))))


def defused(cell: str) -> str:
    """With an apostrophe in front where a spreadsheet would run it."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def armed(cell: str) -> str:
    """The cell before it was defused."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def read(content: bytes) -> Reading:
    """A file by what is in it, whatever its name: a workbook, JSON Lines, or else CSV."""
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _broken(1, _("This is the old Excel form, or protected by a password. Save it as .xlsx without one."))
    text = _decoded(content)
    if isinstance(text, Fault):
        return Reading(faults=[text])
    if not text.strip():
        return _broken(1, _("The file is empty."))
    return _read_json_lines(text) if text.lstrip()[0] in "{[" else _read_csv(text)


def _decoded(content: bytes) -> str | Fault:
    how = _("In the spreadsheet, save it again as “CSV UTF-8”, or as .xlsx.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:1000]:
        return Fault(1, "", _("The file is in UTF-16 (“Unicode text”), not in UTF-8. %(how)s", how=how))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        says = _("This line is not in UTF-8, perhaps in Windows-1252: its letters would be lost. %(how)s", how=how)
        return Fault(line, "", says)


def _broken(row: int, says: str, column: str = "") -> Reading:
    return Reading(faults=[Fault(row, column, says)])


def _read_workbook(content: bytes) -> Reading:
    try:
        numbered, faults = sheets.read(content, name="register", most=MOST_ROWS + 1)
    except sheets.Unreadable as unreadable:
        return _broken(1, str(unreadable))
    return _table(numbered, [Fault(row, _column(numbered, place), says) for row, place, says in faults])


def _column(numbered: Sequence[tuple[int, Sequence[str]]], place: int) -> str:
    header = numbered[0][1] if numbered else []
    return _name(header[place]) if place < len(header) else ""


def _read_csv(text: str) -> Reading:
    first = next(line for line in text.splitlines() if line.strip())
    parted_by = max(",;\t", key=lambda sign: sum(_name(part.strip('"')) in COLUMNS for part in first.split(sign)))
    numbered: list[tuple[int, Sequence[str]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=parted_by, strict=True), 1):
            numbered.append((number, cells))
    except csv.Error:
        says = _("The quotation marks do not fit: one opens and is not closed, or stands single inside a cell.")
        return _broken(len(numbered) + 1, says)
    return _table(numbered, [])


def _table(numbered: Sequence[tuple[int, Sequence[str]]], faults: list[Fault]) -> Reading:
    """Rows of cells as rows of named cells: the first row that holds something names the columns."""
    filled = [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    if not filled:
        return _broken(1, _("The file is empty."))
    (first, header), body = filled[0], filled[1:]
    names = [_name(cell) for cell in header]
    wrong = _faults_of_header(first, names)
    if wrong:  # the rows would only repeat it
        return Reading(faults=wrong)
    rows = []
    for number, cells in body:
        beyond = [cell for cell in cells[len(names) :] if cell.strip()]
        if beyond:
            faults.append(Fault(number, "", _("This row has more cells than the first row has names.")))
        named = {name: armed(cell) for name, cell in zip(names, cells, strict=False) if name in COLUMNS}
        rows.append(Row(number, {name: cell for name, cell in named.items() if cell.strip()}))
    return _checked(rows, faults, list(zip((cell.strip() for cell in header), names, strict=True)))


def _name(cell: str) -> str:
    return re.sub(r"[\s_-]+", "_", cell.strip().lower())


def _faults_of_header(row: int, names: Sequence[str]) -> list[Fault]:
    if not set(names) & set(COLUMNS):
        says = _("The first row must name the columns: comment, clause, type and so on. None of its cells does.")
        return [Fault(row, "", says)]
    faults = [
        Fault(row, name, _("Two columns have this name. Keep one."))
        for name in dict.fromkeys(names)
        if name in COLUMNS and names.count(name) > 1
    ]
    if "comment" not in names:
        faults.append(Fault(row, "comment", _("There is no column named “comment”, and every row needs one.")))
    return faults


def _checked(rows: list[Row], faults: list[Fault], headings: Sequence[tuple[str, str]]) -> Reading:
    """`headings`: each as it stands in the file, and made plain."""
    if len(rows) > MOST_ROWS:
        says = _("There are more than %(most)s rows. Split the file.", most=f"{MOST_ROWS:,}")
        return _broken(MOST_ROWS + 2, says)
    if not rows and not faults:
        faults.append(Fault(2, "comment", _("There is no comment in the file.")))
    notices = notices_of(((heading, name) for heading, name in headings if name not in COLUMNS), COLUMNS)
    reading = Reading(rows, faults, notices, [name for _heading, name in headings])
    return replace(reading, faults=reading.in_order(faults))


def _read_json_lines(text: str) -> Reading:
    rows: list[Row] = []
    faults: list[Fault] = []
    headings: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        given = _object(line)
        if isinstance(given, str):
            faults.append(Fault(number, "", given))
            continue
        named = {_name(key): value for key, value in given.items()}
        headings |= {key: _name(key) for key in given}
        nested = [name for name, value in named.items() if name in COLUMNS and isinstance(value, list | dict)]
        faults += [Fault(number, name, _("Give one text or number, not a list.")) for name in nested]
        cells = {name: as_text(value) for name, value in named.items() if name in COLUMNS and name not in nested}
        rows.append(Row(number, {name: cell for name, cell in cells.items() if cell.strip()}))
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


def rows_from(given: Iterable[Row | Mapping[str, Any]]) -> Sequence[Row]:
    """Rows as they are, or mappings of our columns, numbered from 2 as if a first row named the columns."""
    return [
        one
        if isinstance(one, Row)
        else Row(number, {name: text for name, value in one.items() if (text := as_text(value)).strip()})
        for number, one in enumerate(given, start=2)
    ]


def write(rows: Iterable[Mapping[str, str]], form: str) -> bytes:
    """The rows as "csv", "xlsx" or "jsonl". A cell that a spreadsheet would run is defused."""
    if form == "jsonl":
        lines = (json.dumps({n: row[n] for n in COLUMNS if row.get(n)}, ensure_ascii=False) + "\n" for row in rows)
        return "".join(lines).encode()
    table = ([defused(row.get(name, "")) for name in COLUMNS] for row in rows)
    if form == "xlsx":
        return sheets.write({"register": (COLUMNS, table)})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(table)
    return out.getvalue().encode()
