"""A table that somebody sent: read whichever way it is separated, or refused with the line and what to do."""

import pytest

from consult.core.csv_files import reading
from consult.core.csv_files.reading import Table, TableFault, UnreadableText, decoded, read_csv

KNOWN = ("number", "pillar", "text")


def table(text: str) -> Table:
    return read_csv(text, known=KNOWN)


def rows(text: str) -> list[dict[str, str]]:
    found = table(text)
    assert not found.faults
    return [found.cells_of(record) for record in found.records]


def fault(text: str) -> TableFault:
    (only,) = table(text).faults
    return only


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_separator_is_recognised(sign: str, ending: str) -> None:
    text = ending.join(sign.join(cells) for cells in (("Number", "PILLAR ", "text"), ("1", "A", '"a, b; c\td"')))
    assert rows(text) == [{"number": "1", "pillar": "A", "text": "a, b; c\td"}]


def test_headings_that_are_quoted_and_hold_other_separators_are_parted_rightly() -> None:
    assert rows('"a, b, c, d";text\nx;y') == [{"a,_b,_c,_d": "x", "text": "y"}]


def test_the_line_that_excel_writes_in_front_names_the_separator() -> None:
    found = table("\ufeffsep=;\r\nnumber;text\r\n1;after the sep line\r\n")
    assert [(r.row, r.line, found.cells_of(r)["text"]) for r in found.records] == [(3, 3, "after the sep line")]


def test_empty_rows_are_skipped_and_the_others_keep_their_place() -> None:
    found = table('\nnumber,text\n,,\n1,"two\nlines"\n\n2,x\n')
    assert [(record.row, record.line) for record in found.records] == [(4, 4), (6, 7)]


def test_a_row_may_be_shorter_and_may_end_in_empty_cells() -> None:
    assert rows("number,text\n1\n2,a,,,\n") == [{"number": "1"}, {"number": "2", "text": "a"}]


@pytest.mark.parametrize(
    ("text", "row", "line", "says"),
    [
        ("", 1, 1, "empty"),
        (",,\n\n", 1, 1, "empty"),
        ("number,text\n1,one, with a comma\n", 2, 2, "more cells than the first row has names"),
        ('number,text\n1,"two\nlines"\n2,"He said "no" to it"\n3,c\n', 3, 4, "quotation marks"),
        ('number,text\n1,"never closed\n2,b\n', 2, 2, "quotation marks"),
        ("x" + "," * 1_000_000 + "y\n", 1, 1, "more than 200 columns"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(text: str, row: int, line: int, says: str) -> None:
    found = fault(text)
    assert (found.row, found.line) == (row, line)
    assert says in found.message


def test_two_columns_of_one_name_are_refused_once() -> None:
    found = table("number,text,Text,text\n1,a,b,c\n")
    assert [(f.line, f.column) for f in found.faults] == [(1, "text")]
    assert not found.records


def test_every_row_with_too_many_cells_is_told() -> None:
    assert [f.row for f in table("text\na,b\nc\nd,e\n").faults] == [2, 4]


def test_a_list_of_faults_ends_somewhere() -> None:
    assert len(table("text\n" + "a,b\n" * 5000).faults) == reading.MOST_FAULTS


def test_more_rows_than_are_read_are_refused() -> None:
    assert "more than 100,000 rows" in fault("text\n" + "a\n" * 100_001).message


def test_a_row_of_empty_cells_without_end_is_kept_as_short_as_the_headings() -> None:
    found = table("number,text\n1,a" + "," * 1_000_000)
    assert [len(record.cells) for record in found.records] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_unicode_is_read(encoding: str) -> None:
    assert decoded("numéro,城市\n".encode(encoding)) == "numéro,城市\n"


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("a\nb\nça\n".encode("cp1252"), 3, "Windows-1252"),
        ("text\n".encode("utf-16-le"), 1, "UTF-16"),
        (b"\xff\xfea", 1, "UTF-16"),
    ],
)
def test_text_in_another_encoding_is_refused_with_what_to_do(content: bytes, line: int, says: str) -> None:
    with pytest.raises(UnreadableText, match=says) as refused:
        decoded(content)
    assert refused.value.line == line
    assert "CSV UTF-8" in str(refused.value)
    assert ".xlsx" not in str(refused.value)
    with pytest.raises(UnreadableText, match=r"\.xlsx"):
        decoded(content, workbooks=True)
