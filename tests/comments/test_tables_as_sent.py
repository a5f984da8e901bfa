"""Each way in which spreadsheets and editors write a table, for each reader: read, or named by its row. Pure."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from consult.comments.formats.catalogue import read_comments
from consult.comments.formats.protocol import FormatContext
from consult.comments.register.row_parser import RegisterContext, parse_row
from consult.comments.register.rows import ParsedRegister
from consult.core.csv_files.reading import UnreadableText, decoded
from consult.core.csv_files.safety import csv_lines
from consult.drafts.evidence.findings_file import read_findings
from consult.drafts.import_export import read_outline
from consult.drafts.outline import UnreadableOutline

SAID = "Ça coûte cher ; dites, “qui paie”,\nligne deux"
PROSE = "We would rather see a public list of the sensors than none at all, as is said in the draft"
FORMS: dict[str, tuple[Sequence[str], Sequence[str], str]] = {  # heading, a row, and what of ours the text is
    "register": (["comment", "clause", "received_at"], [SAID, "HR-L1", "2026-11-20"], "comment"),
    "iso": (
        ["MB/NC", "Line number", "Clause/Subclause", "Paragraph", "Type of comment", "Comments", "Proposed change"],
        ["KE", "17", "HR-L1", "", "te", SAID, "x"],
        "comment",
    ),
    "ippc": (
        [
            "Comment Number",
            "Section",
            "Para nber",
            "Type of comment",
            "Proposed rewording",
            "Explanation",
            "Country(ies)",
        ],
        ["1", "HR", "HR-L1", "Technical", "x", SAID, "Kenya"],
        "comment",
    ),
    "ipcc": (
        ["ID", "Ch", "From Page", "From Line", "To Page", "To Line", "Comment", "Response"],
        ["1", "HR-L1", "2", "3", "2", "4", SAID, ""],
        "comment",
    ),
    "docket": (
        ["id", "title", "comment", "organization", "receiveDate", "withdrawn"],
        ["X-1", "t", SAID, "o", "2026-11-20", "false"],
        "comment",
    ),
    "w3c": (
        ["Issue", "Section", "Comment", "Commenter", "Date", "Decision", "Reply"],
        ["7", "HR-L1", SAID, "Ada", "2026-11-20", "accepted", "ok"],
        "comment",
    ),
    "questionnaire": (
        ["reference", "country", "feedback date", "q1", "q2", "why"],
        ["F1", "Kenya", "2026-11-20", "Yes", "No", SAID],
        "comment",
    ),
}


def text_of(rows: Sequence[Sequence[str]], separator: str) -> str:
    return (
        "".join(line.replace("\ufeff", "") for line in csv_lines(rows))
        if separator == ","
        else "\r\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    )


def workbook(rows: Sequence[Sequence[Any]], *, hidden: bool = False, merge: str = "") -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.active.row_dimensions[2].hidden = hidden
    if merge:
        book.active.merge_cells(merge)
    book.save(out)
    return out.getvalue()


WRITTEN: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "commas, UTF-8": lambda rows: text_of(rows, ",").encode(),
    "commas, with a mark": lambda rows: text_of(rows, ",").encode("utf-8-sig"),
    "semicolons": lambda rows: text_of(rows, ";").encode("utf-8-sig"),
    "tabs": lambda rows: text_of(rows, "\t").encode(),
    "Unicode text of Excel": lambda rows: text_of(rows, "\t").encode("utf-16"),
    "UTF-16, the other way round": lambda rows: b"\xfe\xff" + text_of(rows, ";").encode("utf-16-be"),
    "lines that end in CR": lambda rows: text_of(rows, ",").replace("\r\n", "\r").encode(),
    "an empty row between": lambda rows: text_of([rows[0], [""] * len(rows[0]), *rows[1:]], ",").encode(),
    "a workbook": workbook,
    "a workbook with a hidden row": lambda rows: workbook(rows, hidden=True),
}


def filled(form: str) -> list[Sequence[str]]:
    """Twice, lest a questionnaire of one answer be none."""
    heading, row, _name = FORMS[form]
    return [heading, row, [*row[:-1], PROSE] if form == "questionnaire" else row]


def read(content: bytes, form: str) -> ParsedRegister:
    context = FormatContext(clauses={"HR-L1": ("x",)}, pillars={"HR": "Rights"})
    mapping = {"columns": {"reference": "source_id", "why": "open"}} if form == "questionnaire" else None
    return read_comments(content, form, FormatContext(context.clauses, context.pillars, mapping))


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("form", FORMS)
def test_a_table_is_read_however_it_was_written(form: str, written: str) -> None:
    reading = read(WRITTEN[written](filled(form)), form)
    assert ([*reading.faults], reading.rows[0].cells["comment"].replace("\r\n", "\n")) == ([], SAID)
    assert ("hidden" in " ".join(map(str, reading.notices))) == written.endswith("hidden row")


@pytest.mark.parametrize("form", FORMS)
def test_what_would_lose_letters_is_named_by_its_row(form: str) -> None:
    (in_1252,) = read(text_of(filled(form), ";").encode("cp1252"), form).faults
    (no_mark,) = read(text_of(filled(form), ";").encode("utf-16-le"), form).faults
    assert ("Windows-1252" in in_1252.message, in_1252.row > 0) == (True, True)
    assert "UTF-16" in no_mark.message
    heading = filled(form)[0]
    at = next(
        place for place, name in enumerate(heading) if name.casefold() in {"comment", "comments", "explanation", "why"}
    )
    letter = "ABCDEFGH"[at]
    merged = read(workbook(filled(form), merge=f"{letter}2:{letter}3"), form)
    assert [(fault.row, "merged" in str(fault.message)) for fault in merged.faults][:1] == [(3, True)]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2026, 11, 20), "2026-11-20"),  # noqa: DTZ001 - a cell has no zone
        (46346, "2026-11-20"),
        ("46346.5", "2026-11-20"),
        ("1795132800", "2026-11-20"),
        ("1795132800000", "2026-11-20"),
        ("20.11.2026", ""),
    ],
)
def test_a_date_that_became_a_number_is_a_date(cell: object, day: str) -> None:
    (row,) = read(workbook([["comment", "received_at"], ["Who pays?", cell]]), "register").rows
    said, faults = parse_row(row, RegisterContext("r", frozenset(), 1, "UTC", {}, {}))
    assert (f"{said.values['sent_at']:%Y-%m-%d}" if said else "") == day
    assert [fault.column for fault in faults] == ([] if day else ["received_at"])


OTHERS: dict[str, tuple[Sequence[Sequence[str]], Callable[[bytes], Sequence[object]]]] = {
    "a draft": (
        [["number", "pillar", "text"], ["1", "A", SAID]],
        lambda content: read_outline("a.csv", content, language="en").clauses,
    ),
    "findings": (
        [["statement", "kind", "source"], [SAID, "statistic", "Ours"]],
        lambda content: read_findings(decoded(content)).rows,
    ),
}


@pytest.mark.parametrize("written", [name for name in WRITTEN if "workbook" not in name])
@pytest.mark.parametrize("what", OTHERS)
def test_other_tables_are_read_so_too(what: str, written: str) -> None:
    rows, reader = OTHERS[what]
    assert len(reader(WRITTEN[written](rows))) == 1


@pytest.mark.parametrize("what", OTHERS)
def test_other_tables_name_what_would_lose_letters(what: str) -> None:
    rows, reader = OTHERS[what]
    with pytest.raises((UnreadableText, UnreadableOutline), match="Windows-1252"):
        reader(text_of(rows, ";").encode("cp1252"))
