"""The register as a file: read in three forms with every fault, written, and read back as it was."""

import io
import json
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from consult.comments.register.columns import NAMES
from consult.comments.register.file_reading import read_register
from consult.comments.register.file_writing import write_register
from consult.comments.register.rows import CellFault
from consult.comments.register.workbook import reading as workbooks

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)
ROWS = st.lists(
    st.fixed_dictionaries({"comment": CELL}, optional={"title": CELL, "quote": CELL}), min_size=1, max_size=5
)


def workbook(*rows: object, title: str = "register") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def first_fault(content: bytes) -> CellFault:
    return read_register(content).faults[0]


def test_columns_are_found_by_name_in_any_order() -> None:
    reading = read_register("\ufeffStakeholder Type;COMMENT;Clause\r\nacademia;Schön;HR-P1\r\n".encode())
    assert [(row.number, row.cells) for row in reading.rows] == [
        (2, {"stakeholder_type": "academia", "comment": "Schön", "clause": "HR-P1"})
    ]
    assert not reading.faults


def test_text_in_utf_16_is_read_as_a_spreadsheet_saves_it() -> None:
    assert read_register("comment\tclause\r\nça\t2\r\n".encode("utf-16")).rows[0].cells == {
        "comment": "ça",
        "clause": "2",
    }


def test_the_line_that_names_the_separator_is_no_heading() -> None:
    assert read_register("\ufeffsep=;\r\nclause;comment\r\n2;x\r\n".encode()).rows[0].cells == {
        "clause": "2",
        "comment": "x",
    }


def test_a_header_of_a_million_commas_is_refused_at_once() -> None:
    assert "more than 200 columns" in first_fault(b"comment" + b"," * 1_000_000 + b"x\ny\n").message


def test_unknown_columns_are_reported_not_dropped_silently() -> None:
    notices = read_register(b"comment,mood,\nFine,good,x\n").notices
    assert notices == [
        "The column “mood” is not one of ours and was not read.",
        "A column without a name was not read.",
    ]


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (b"", 1, "empty"),
        (b" \n\n", 1, "empty"),
        (b",,\n", 1, "empty"),
        (b"comment\n", 2, "no comment in the file"),
        (b"name,text\nA,B\n", 1, "must name the columns"),
        (b"clause,type\nHR-P1,general\n", 1, "no column named “comment”"),
        (b"comment,comment\na,b\n", 1, "Two columns have this name"),
        (b"comment,type\na,general,x\n", 2, "more cells"),
        (b'comment\n"open\nand on\n', 2, "quotation marks"),
        ("comment\nfine\nça\n".encode("cp1252"), 3, "Windows-1252"),
        ("comment\nça\n".encode("utf-16-le"), 1, "UTF-16"),
        (b"\xd0\xcf\x11\xe0old", 1, "old Excel form"),
        (b"PK\x03\x04broken", 1, "damaged"),
        (b'{"comment": "a"}\n{"comment": \n', 2, "not JSON"),
        (b'[{"comment": "a"}]', 1, "must be an object"),
        (b'{"comment": "a"}\n\n{"comment": ["a"]}', 3, "not a list"),
        (b'{"comment": ' + b"[" * 100_000, 1, "not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(content: bytes, row: int, says: str) -> None:
    fault = first_fault(content)
    assert says in fault.message
    assert fault.row == row


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    reading = read_register(b'\ncomment\n"two\nlines"\n\nthird\n')
    assert [(row.number, row.cells["comment"]) for row in reading.rows] == [(3, "two\nlines"), (5, "third")]


def test_json_lines_are_numbered_by_line() -> None:
    reading = read_register(
        '{"comment": "a", "endorsements": 12, "named": true, "mood": 1}\n\n{"comment": "b\u2028c"}\n'.encode()
    )
    assert [(row.number, row.cells) for row in reading.rows] == [
        (1, {"comment": "a", "endorsements": "12", "named": "yes"}),
        (3, {"comment": "b\u2028c"}),
    ]
    assert "mood" in reading.notices[0]


def test_a_workbook_is_read_with_its_numbers_and_dates() -> None:
    at = datetime(2026, 11, 20, 14, 30)  # noqa: DTZ001 - a cell has no zone
    made = workbook(["comment", "clause", "received_at", "named"], ["a", 12, at, True], [])
    assert read_register(made).rows[0].cells == {
        "comment": "a",
        "clause": "12",
        "received_at": "2026-11-20T14:30:00",
        "named": "yes",
    }


def test_the_sheet_named_register_is_read() -> None:
    book = Workbook()
    book.active.append(["something else"])
    sheet = book.create_sheet("register")
    sheet.append(["comment"])
    sheet.append(["here"])
    out = io.BytesIO()
    book.save(out)
    assert [row.cells for row in read_register(out.getvalue()).rows] == [{"comment": "here"}]


def test_formulas_and_errors_in_cells_are_faults_by_column() -> None:
    made = workbook(["comment", "title"], ["a", "=HYPERLINK(1)"], ["#REF!", "b"])
    assert [(f.row, f.column, f.message.split(".")[0]) for f in read_register(made).faults] == [
        (2, "title", "This cell is a formula"),
        (3, "comment", "The spreadsheet shows an error in this cell"),
    ]


def test_a_bomb_is_refused_before_it_is_parsed() -> None:
    out = io.BytesIO()
    packed = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
    with packed as archive, archive.open("xl/workbook.xml", "w") as member:
        for _mb in range(workbooks.INFLATED // 1024**2 + 1):
            member.write(b" " * 1024**2)
    assert len(out.getvalue()) < 200_000
    assert "larger than 64 MB" in first_fault(out.getvalue()).message


def test_entities_and_strange_archives_are_refused() -> None:
    for name, content, says in (
        ("xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "entities"),
        ("other.txt", b"no workbook", "an archive of files"),
        ("word/document.xml", b"<w/>", "This is a file of Word, not a workbook"),
        ("content.xml", b"<office/>", "This is a file of LibreOffice"),
        ("xl/theme.xml", b"<a/>", "damaged"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, content)
        assert says in first_fault(out.getvalue()).message


def test_a_row_far_down_does_not_hold_the_reader() -> None:
    book = Workbook()
    book.active.append(["comment"])
    book.active.cell(1_048_576, 1, "deep")
    out = io.BytesIO()
    book.save(out)
    assert "Delete the empty rows" in first_fault(out.getvalue()).message


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(["csv", "xlsx", "jsonl"]))
def test_what_is_written_is_read_back(rows: list[dict[str, str]], form: str) -> None:
    back = read_register(write_register(rows, form))
    assert [dict(row.cells) for row in back.rows] == rows
    assert not back.faults
    assert not back.notices


def test_json_lines_hold_our_names_only() -> None:
    assert json.loads(write_register([{"comment": "=x", "type": ""}], "jsonl")) == {"comment": "=x"}
    assert write_register([], "csv").decode("utf-8-sig").strip().split(",") == list(NAMES)
