"""Tables that people send: text in a known encoding, rows with their place, every fault of form named. Pure.

One home for what a reader of CSV does, whichever columns it wants: the separator is recognised, a bad quotation
mark or cells too many are refused with their line, empty rows are skipped, two columns of one name are refused.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from flask_babel import gettext as _

from consult.core.csv_files.safety import armed
from consult.core.word.file_kinds import kind_of_file, says_other_kind

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_FAULTS = 1000  # after so many, a longer list helps nobody
SEPARATORS = ",;\t"
HEAD = 64 * 1024  # characters in which the first row is looked for
csv.field_size_limit(16 * 1024 * 1024)  # a text that is too long is told so with its row, not refused as a file

_SAYS_SEPARATOR = re.compile(r"sep=([,;\t])[ ,;\t]*(?:\r\n|\r|\n)", re.IGNORECASE)


class TableFault(NamedTuple):
    """What is wrong and what to do. `row` as a spreadsheet counts, `line` as an editor does; `column` may be empty."""

    row: int
    line: int
    column: str
    message: str


class Record(NamedTuple):
    """The cells of one row as they stand in the file, with its row and the line in which it begins."""

    row: int
    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Table:
    """Rows below their headings; a record has no more cells than there are headings, and may have fewer."""

    headings: Sequence[str] = ()  # as they stand in the file
    row: int = 1  # where they stand
    records: Sequence[Record] = ()
    faults: Sequence[TableFault] = ()

    @property
    def names(self) -> list[str]:
        return [plain_name(heading) for heading in self.headings]

    def cells_of(self, record: Record) -> dict[str, str]:
        """By plain name, as they were before they were defused for a spreadsheet."""
        return {name: armed(cell) for name, cell in zip(self.names, record.cells, strict=False) if name}


class UnreadableText(ValueError):
    """Bytes that are no text we read; `line` says where, the message what to do."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line = line


def decoded(content: bytes, *, workbooks: bool = False, table: bool = True) -> str:
    """UTF-8, with or without a mark, or UTF-16 with one. Raises UnreadableText.

    `workbooks`: .xlsx is read too; `table`: it comes from a spreadsheet, and not from an editor.
    """
    if kind := kind_of_file(content):
        raise UnreadableText(1, says_other_kind(kind))
    text = _decoded(content, workbooks=workbooks, table=table)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableText(line, _("This line holds a zero byte, which no text does: the file is damaged."))
    return text


def _decoded(content: bytes, *, workbooks: bool, table: bool) -> str:
    how = _("In the spreadsheet, save it again as “CSV UTF-8”.") if table else _("Save it again in UTF-8.")
    if workbooks:
        how = _("In the spreadsheet, save it again as “CSV UTF-8”, or as .xlsx.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            says = _("The file says that it is in UTF-16 (“Unicode text”), and is not. %(how)s", how=how)
            raise UnreadableText(1, says) from error
    if b"\x00" in content[:1000]:
        says = _("The file is in UTF-16 (“Unicode text”) and does not say so, or is no text. %(how)s", how=how)
        raise UnreadableText(1, says)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        says = _("This line is not in UTF-8, perhaps in Windows-1252: its letters would be lost. %(how)s", how=how)
        raise UnreadableText(line, says) from error


def plain_name(heading: str) -> str:
    """A heading as columns are compared: small letters, one kind of blank, composed."""
    return re.sub(r"[\s_-]+", "_", unicodedata.normalize("NFC", heading).strip().lower())


def read_csv(text: str, *, known: Collection[str]) -> Table:
    """The table in a text. `known`: the names of our columns, by which the separator is recognised."""
    text = text.removeprefix("\ufeff")
    said = _SAYS_SEPARATOR.match(text)  # Excel's own first line
    separator = said[1] if said else _separator(text, known)
    faults: list[TableFault] = []
    table = table_of(_records(text[said.end() :] if said else text, separator, 1 if said else 0, faults), known=known)
    if faults:  # what follows a bad quotation mark is not to be trusted, nor what came before it
        return replace(table, records=(), faults=faults)
    return table


def table_of(records: Iterable[Record], *, known: Collection[str]) -> Table:
    """The first row that holds something names the columns; empty rows are skipped; a fault for what is too much."""
    filled = (record for record in records if any(cell.strip() for cell in record.cells))
    first = next(filled, None)
    if first is None:
        return _refused(1, 1, _("The file is empty."))
    headings = _without_empty_ends(first.cells) if len(first.cells) > MOST_COLUMNS else [*map(str.strip, first.cells)]
    if len(headings) > MOST_COLUMNS:
        says = _("The first row names more than %(most)s columns. Keep those that are needed.", most=MOST_COLUMNS)
        return _refused(first.row, first.line, says)
    table = Table(headings, first.row)
    twice = [name for name in dict.fromkeys(table.names) if name in known and table.names.count(name) > 1]
    if twice:
        says = _("Two columns have this name. Keep one.")
        return replace(table, faults=[TableFault(first.row, first.line, name, says) for name in twice])
    return _with_rows(table, filled)


def _with_rows(table: Table, filled: Iterator[Record]) -> Table:
    width, kept, faults = len(table.headings), list[Record](), list[TableFault]()
    for record in islice(filled, MOST_ROWS + 1):
        if len(kept) == MOST_ROWS:
            says = _("There are more than %(most)s rows. Split the file.", most=f"{MOST_ROWS:,}")
            return replace(table, faults=[TableFault(record.row, record.line, "", says)])
        if len(record.cells) > width and len(faults) < MOST_FAULTS and any(map(str.strip, record.cells[width:])):
            says = _("This row has more cells than the first row has names.")
            quoted = _("A text that holds the separator stands between quotation marks.")
            faults.append(TableFault(record.row, record.line, "", f"{says} {quoted}"))
        kept.append(record._replace(cells=record.cells[:width]))
    return replace(table, records=kept, faults=faults)


def _refused(row: int, line: int, says: str) -> Table:
    return Table(faults=[TableFault(row, line, "", says)])


def _without_empty_ends(cells: Sequence[str]) -> list[str]:
    last = next((place for place in range(len(cells) - 1, -1, -1) if cells[place].strip()), -1)
    return [cell.strip() for cell in cells[: last + 1]]


def _separator(text: str, known: Collection[str]) -> str:
    """The sign that parts the first row into most of our columns, or else into most cells."""
    head = text.lstrip()[:HEAD]

    def parted(sign: str) -> tuple[int, int]:
        cells = next(csv.reader(io.StringIO(head, newline=""), delimiter=sign), [])
        return sum(plain_name(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=parted)


def _records(text: str, separator: str, before: int, faults: list[TableFault]) -> Iterator[Record]:
    """`before`: lines that were taken away in front. Stops at the first bad quotation mark, with a fault."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row, line = before, before + 1
    try:
        for row, cells in enumerate(reader, before + 1):
            yield Record(row, line, cells)
            line = before + reader.line_num + 1
    except csv.Error:
        says = _("The quotation marks do not fit: one opens and is not closed, or stands single inside a cell.")
        twice = _("Inside a cell between quotation marks, write each of them twice.")
        faults.append(TableFault(row + 1, line, "", f"{says} {twice}"))
