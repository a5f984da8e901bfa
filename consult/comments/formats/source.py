"""A file as rows of text: a workbook, a Word document with its tables, a text with separators, Markdown, JSON. Pure."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from consult.comments.formats.protocol import SourceFile, SourceRow
from consult.comments.register.rows import Tick, as_text
from consult.comments.register.workbook import reading as workbooks
from consult.core.csv_files.reading import MOST_ROWS, SEPARATORS, UnreadableText, decoded
from consult.core.csv_files.safety import armed
from consult.core.word.archive import UnreadableForm, is_word
from consult.core.word.file_kinds import kind_of_file
from consult.core.word.reading import WordDocument, read_word

RULE_OF_TABLE = re.compile(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*")  # below its headings, in Markdown
LINK = re.compile(r"\[([^\]\[]*(?:\[[^\]\[]*\][^\]\[]*)*)\]\(([^()\s]*)\)")
LOOKED_AT = 2000  # lines in which a table of Markdown may begin
NUMBER = 8  # letters of what is linked and is but a number


def open_source(content: bytes, tick: Tick = lambda: None, *, sheet: str = "comments") -> SourceFile:
    """`sheet`: of a workbook, or else its first. Raises UnreadableForm with one sentence, or UnreadableText with the
    line as well."""
    if content.startswith(b"PK\x03\x04") and is_word(content):
        return _of_word(read_word(content, tick))
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(content, tick, sheet)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableForm(_("This is an old Office form, or protected by a password. Save it as .docx or .xlsx."))
    if not content.strip():
        raise UnreadableForm(_("The file is empty."))
    _refuse_other_files(content)
    text = decoded(content, workbooks=True)
    if text.lstrip()[:1] == "{":
        return SourceFile(_rows_of_json(text))
    lines = text.splitlines()
    rule = next((place for place, line in enumerate(lines[:LOOKED_AT]) if RULE_OF_TABLE.fullmatch(line)), 0)
    return SourceFile(_rows_of_markdown(lines, rule) if rule else _rows_of(text))


def _refuse_other_files(content: bytes) -> None:
    """What is no table and no text: said by its name, not as letters in a wrong encoding."""
    kind = kind_of_file(content)
    if kind == "PDF":
        raise UnreadableForm(
            _("This is a PDF, not a table of comments. Attach it to a comment as a position paper, or save its table.")
        )
    if kind:
        raise UnreadableForm(_("This is a file of %(kind)s, not a table of comments. Save it as .xlsx.", kind=kind))
    if content.lstrip()[:1] == b"<":
        raise UnreadableForm(_("This is a web page or XML, not a table of comments. Save its table as .xlsx or CSV."))


def _of_workbook(content: bytes, tick: Tick, name: str) -> SourceFile:
    try:
        sheet = workbooks.read(content, name=name, tick=tick)
    except workbooks.Unreadable as unreadable:
        raise UnreadableForm(str(unreadable)) from unreadable
    rows = [SourceRow(number, [armed(cell) for cell in cells]) for number, cells in sheet.rows]
    return SourceFile(rows, sheet.faults, sheet.notices, sheet=sheet.name, other_sheets=sheet.others)


def _of_word(document: WordDocument) -> SourceFile:
    """Its tables; before them, as row 0, the headings that stand in a page header as wide as one of them."""
    wide = {len(row) for table in document.tables for row in table.rows}
    from_tables = [SourceRow(0, row) for table in document.in_headers for row in table.rows if len(row) in wide]
    faults, number = list[tuple[int, int, str]](), 0
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


def _rows_of_markdown(lines: Sequence[str], rule: int) -> list[SourceRow]:
    """The first table, from the line above its rule to the first line that is none of its rows."""
    rows = [SourceRow(rule, _cells_of_markdown(lines[rule - 1]))]
    for number, line in enumerate(lines[rule + 1 :], start=rule + 2):
        if "|" not in line:
            break
        rows.append(SourceRow(number, _cells_of_markdown(line)))
    return rows


def _cells_of_markdown(line: str) -> list[str]:
    bare = line.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", bare)]
    return [LINK.sub(_linked, re.sub(r"<br ?/?>", "\n", cell)) for cell in cells]


def _linked(found: re.Match[str]) -> str:
    """The words, and where they lead; of a number in a list only the number."""
    return found[1] if len(found[1]) <= NUMBER or not found[2] else f"{found[1]} ({found[2]})"


def _rows_of_json(text: str) -> list[SourceRow]:
    """Objects, one a line, under all the names that they use. Raises UnreadableText with the line."""
    given: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableText(number, _("This line is not JSON.")) from error
        if isinstance(one, dict):
            given.append((number, one))
    names = list(dict.fromkeys(name for _number, one in given for name in one))
    rows = [SourceRow(number, [_json_cell(one.get(name)) for name in names]) for number, one in given]
    return [SourceRow(0, names), *rows] if rows else []


def _json_cell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) and value else as_text(value or "")
