"""A file as rows of text: a workbook, a Word document with its tables, or a text with separators. Pure."""

import csv
import io

from flask_babel import gettext as _

from consult.comments.formats.protocol import SourceFile, SourceRow
from consult.comments.register.rows import Tick
from consult.comments.register.workbook import reading as workbooks
from consult.core.csv_files.reading import MOST_ROWS, SEPARATORS, UnreadableText, decoded
from consult.core.csv_files.safety import armed
from consult.core.word.archive import UnreadableForm, is_word
from consult.core.word.reading import WordDocument, read_word


def open_source(content: bytes, tick: Tick = lambda: None) -> SourceFile:
    """Raises UnreadableForm with one sentence, or UnreadableText with the line as well."""
    if content.startswith(b"PK\x03\x04") and is_word(content):
        return _of_word(read_word(content, tick))
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(content, tick)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableForm(_("This is an old Office form, or protected by a password. Save it as .docx or .xlsx."))
    if not content.strip():
        raise UnreadableForm(_("The file is empty."))
    return SourceFile(_rows_of(decoded(content, workbooks=True)))


def _of_workbook(content: bytes, tick: Tick) -> SourceFile:
    try:
        sheet = workbooks.read(content, name="comments", tick=tick)
    except workbooks.Unreadable as unreadable:
        raise UnreadableForm(str(unreadable)) from unreadable
    rows = [SourceRow(number, [armed(cell) for cell in cells]) for number, cells in sheet.rows]
    return SourceFile(rows, sheet.faults, sheet.notices)


def _of_word(document: WordDocument) -> SourceFile:
    from_tables, faults, number = list[SourceRow](), list[tuple[int, int, str]](), 0
    says = str(workbooks.merged_cell())
    for table in document.tables:
        for place, cells in enumerate(table.rows):
            number += 1
            from_tables.append(SourceRow(number, cells))
            faults += [(number, column, says) for row, column in sorted(table.merged) if row == place]
    return SourceFile(from_tables, faults, word=document)


def _rows_of(text: str) -> list[SourceRow]:
    """The separator is the one that parts the first lines into most cells."""
    head = "\n".join(text.splitlines()[:20])
    separator = max(SEPARATORS, key=lambda sign: sum(len(row) for row in csv.reader(io.StringIO(head), delimiter=sign)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = list[SourceRow](), 0
    try:
        for number, cells in enumerate(reader, start=1):
            line = reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(SourceRow(number, [armed(cell) for cell in cells]))
            if len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        says = _("The quotation marks do not fit: one opens and is not closed, or stands single inside a cell.")
        raise UnreadableText(line + 1, says) from error
    return rows
