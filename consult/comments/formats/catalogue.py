"""Every form of comments that is read or written here, and which of them a file is. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.comments.formats import source as sources
from consult.comments.formats.codex import IPPC
from consult.comments.formats.docket import DOCKET, is_docket_without_words, says_no_words
from consult.comments.formats.ipcc import IPCC
from consult.comments.formats.iso import ISO
from consult.comments.formats.marked_copy import MarkedCopy
from consult.comments.formats.matrix import MATRIX
from consult.comments.formats.other_doors import says_other_door
from consult.comments.formats.protocol import CommentFormat, FormatContext, SourceFile, WrittenTable
from consult.comments.formats.question_columns import question_columns
from consult.comments.formats.questionnaire import OPEN, Questionnaire, guessed, mapping_faults
from consult.comments.formats.tables import TableFormat
from consult.comments.formats.w3c import W3C
from consult.comments.register.columns import NAMES
from consult.comments.register.file_reading import read_register
from consult.comments.register.rows import CellFault, ParsedRegister
from consult.comments.register.workbook.reading import has_sheet
from consult.core.csv_files.reading import UnreadableText, plain_name
from consult.core.word.archive import UnreadableForm

REGISTER, QUESTIONNAIRE = "register", "questionnaire"
MOST_SHEETS = 8  # that are looked at for one with comments
DRAFT = {"number", "pillar", "text"}  # columns of a draft as a table
TABLES: Sequence[TableFormat] = (ISO, IPPC, IPCC, DOCKET, W3C, MATRIX)
_ALL: Sequence[CommentFormat] = (*TABLES, MarkedCopy(), Questionnaire())
FORMATS: Mapping[str, CommentFormat] = {one.name: one for one in _ALL}
NAMES_OF_FORMATS = (REGISTER, *FORMATS)
WRITTEN_FORMS = tuple(name for name, one in FORMATS.items() if one.write is not None)
TITLES = {
    REGISTER: _l("our register"),
    "iso": _l("ISO/IEC commenting template"),
    "ippc": _l("IPPC or Codex table"),
    "ipcc": _l("IPCC review table"),
    "docket": _l("public docket"),
    "w3c": _l("W3C disposition of comments"),
    "matrix": _l("table of comments with proposed changes"),
    "word": _l("Word document with comments or tracked changes"),
    "questionnaire": _l("questionnaire, one respondent a row"),
}


def read_comments(content: bytes, file_format: str, context: FormatContext) -> ParsedRegister:
    """A file as rows of the register, by the form that is said, or by the one that is recognised where none is."""
    if not file_format and (says := says_other_door(content)):
        return _faulty(1, says, REGISTER)
    if file_format == REGISTER or (not file_format and has_sheet(content, REGISTER)):
        return read_register(content, context.tick)
    if not file_format and _is_json(content):
        ours = read_register(content, context.tick)
        if [(fault.row, fault.column) for fault in ours.faults] != [(1, "comment")]:
            return ours
    return _read_otherwise(content, file_format, context)


def _read_otherwise(content: bytes, file_format: str, context: FormatContext) -> ParsedRegister:
    """What is no register of ours, or not known to be one yet."""
    try:
        source = _sheet_with_comments(content, file_format, context)
    except UnreadableText as unreadable:
        return _faulty(unreadable.line, str(unreadable), file_format)
    except UnreadableForm as unreadable:
        return _faulty(1, str(unreadable), file_format)
    chosen = FORMATS.get(file_format) or recognised_in(source)
    if chosen is None and source.word is not None:
        chosen = FORMATS["word"]  # which says what is missing
    if chosen is None:
        return _of_unknown_columns(read_register(content, context.tick, sheet=source.sheet), source)
    reading = chosen.read(source, context)
    return reading if chosen.name != QUESTIONNAIRE else _with_its_columns(reading, source, context)


def _sheet_with_comments(content: bytes, file_format: str, context: FormatContext) -> SourceFile:
    """The first visible sheet; where it is none that is known, as a guide is, another that is."""
    first = sources.open_source(content, context.tick)
    if not first.other_sheets or _is_known(first, file_format):
        return first
    others = (sources.open_source(content, context.tick, sheet=name) for name in first.other_sheets[:MOST_SHEETS])
    known = [one for one in others if one.rows and _is_known(one, file_format)]
    tables = [one for one in known if any(form.recognise(one) for form in TABLES)]
    return next(iter(tables), None) or max(known, key=lambda one: len(one.rows), default=first)


def _is_known(source: SourceFile, file_format: str) -> bool:
    if file_format in FORMATS:
        return FORMATS[file_format].recognise(source)
    heads = {plain_name(cell) for cell in source.rows[0].cells} if source.rows else set()
    return "comment" in heads or recognised_in(source) is not None


def _with_its_columns(reading: ParsedRegister, source: SourceFile, context: FormatContext) -> ParsedRegister:
    mapping = {**guessed(source), **(context.mapping or {})}
    if not source.rows or mapping_faults(mapping, source.rows[0].cells):
        return reading
    return replace(reading, questions=[column.kept() for column in question_columns(source, mapping)])


def recognised_in(source: SourceFile) -> CommentFormat | None:
    """None: our register, or nothing that is known."""
    ours = len({plain_name(cell) for cell in source.rows[0].cells} & set(NAMES)) if source.rows else 0
    fitting = [(len(found[1]), one) for one in TABLES if one.recognise(source) and (found := one.heading(source))]
    best = max(fitting, key=lambda fit: fit[0], default=None)
    if best is not None and best[0] > ours:
        return best[1]
    if FORMATS["word"].recognise(source):
        return FORMATS["word"]
    has_comments = any(plain_name(cell) == "comment" for cell in source.rows[0].cells) if source.rows else True
    return (
        None if has_comments or ours > 4 or not FORMATS["questionnaire"].recognise(source) else FORMATS["questionnaire"]
    )


def write_comments(rows: Iterable[Mapping[str, str]], file_format: str, facts: Mapping[str, str]) -> WrittenTable:
    """Raises KeyError for a form that is only read."""
    write = FORMATS[file_format].write
    if write is None:
        raise KeyError(file_format)
    return write(rows, facts)


def _of_unknown_columns(reading: ParsedRegister, source: SourceFile) -> ParsedRegister:
    """A table whose columns nobody knows by their names, one of which holds prose: a person is asked what they are."""
    if reading.rows or len(source.rows) < 2 or not reading.faults:
        return reading
    if source.rows and {plain_name(cell) for cell in source.rows[0].cells} >= DRAFT:
        says = _("This is a draft, not comments: it has clauses with their text. Bring it in under “Import a draft”.")
        return ParsedRegister(faults=[CellFault(source.rows[0].number, "", says)], file_format=REGISTER)
    if is_docket_without_words(source):
        return replace(reading, faults=[CellFault(source.rows[0].number, "", says_no_words())], file_format="docket")
    asked = [column.kept() for column in question_columns(source, guessed(source))]
    if not any(column["role"] == OPEN for column in asked):
        return reading
    says = _("Which column is the comment is not known by its name. Say what the columns are.")
    return replace(
        reading, faults=[replace(reading.faults[0], message=says)], questions=asked, file_format=QUESTIONNAIRE
    )


def _is_json(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def _faulty(row: int, says: str, file_format: str) -> ParsedRegister:
    return ParsedRegister(faults=[CellFault(row, "", says)], file_format=file_format or REGISTER)
