"""Workbooks (XLSX) as rows of text, and back. Pure.

What is inflated is counted before anything is parsed: a file of 600 kB can hold a core for minutes otherwise.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from consult.core.csv_safety import defused

INFLATED = 64 * 1024 * 1024
MEMBERS = 2000
CHUNK = 1 << 16
COLUMNS = 100
GAP = 10_000  # empty rows that are looked past
EXCEL_ROWS = 1_048_576

Table = tuple[Sequence[str], Iterable[Sequence[str]]]
CellFault = tuple[int, int, str]  # row from 1, column from 0, what is wrong


class Unreadable(ValueError):
    """No workbook that can be read; the message says what to do."""


def read(content: bytes, *, name: str, most: int) -> tuple[Sequence[tuple[int, Sequence[str]]], Sequence[CellFault]]:
    """Rows that hold something, with their numbers, of the sheet called `name` or else the first; and faults of cells.

    Reading stops after `most` rows. Raises Unreadable.
    """
    count_inflated(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are of no concern here
        try:
            return _read(content, name, most)
        except Unreadable:
            raise
        except Exception as error:  # a broken workbook fails in more ways than can be named
            raise Unreadable(_("The workbook is damaged. Open it in a spreadsheet and save it again.")) from error


def count_inflated(content: bytes) -> None:
    """Raises Unreadable where unpacking would take more than a register ever needs, or hides entities."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MEMBERS:
                raise Unreadable(_("This workbook has too many parts. Copy the sheet into a new one."))
            for member in archive.infolist():
                total = _count(archive, member, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Unreadable(_("The workbook is damaged. Open it in a spreadsheet and save it again.")) from error
    except RuntimeError as error:
        raise Unreadable(_("The workbook is protected by a password. Save it without one.")) from error


def _count(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int) -> int:
    end_of_last = b""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > INFLATED:
                most = INFLATED // 1024**2
                raise Unreadable(_("Unpacked, this workbook is larger than %(most)s MB. Split it.", most=most))
            if b"<!ENTITY" in end_of_last + chunk:
                raise Unreadable(_("This workbook defines entities, which no spreadsheet does. It was not read."))
            end_of_last = chunk[-16:]
    return total


def _read(content: bytes, name: str, most: int) -> tuple[list[tuple[int, Sequence[str]]], list[CellFault]]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheet = book[name] if name in book.sheetnames else book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    rows: list[tuple[int, Sequence[str]]] = []
    faults: list[CellFault] = []
    gap = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS, max_row=EXCEL_ROWS), start=1):
        if not any(cell.value is not None for cell in cells):
            gap += 1
            if gap > GAP:
                raise Unreadable(_("Thousands of empty rows stand before a row. Delete the empty rows."))
            continue
        gap = 0
        faults += [(number, place, says) for place, cell in enumerate(cells) if (says := _fault(cell))]
        rows.append((number, _trimmed([_text(cell.value) for cell in cells])))
        if len(rows) > most:
            break
    book.close()
    return rows, faults


def _fault(cell: Any) -> str:
    if cell.data_type == "f":
        return str(_("This cell is a formula. Copy the cell and paste it as a value, or write the text."))
    if cell.data_type == "e":
        return str(_("The spreadsheet shows an error in this cell. Write the text."))
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def write(tables: Mapping[str, Table]) -> bytes:
    """A workbook with a sheet for each table (names of columns, rows); every cell is text, and none is run."""
    book = Workbook(write_only=True)
    for title, (names, rows) in tables.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append([_bold(sheet, name) for name in names])
        for row in rows:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", defused(cell)) or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    return cell
