"""Files as people send them: each case after a public report of another project, with what is right.

The files in `data` were made by hand after those reports: opensalt#2017 and spout#834 (trailing), Laravel-Excel#2961
and csvkit#293 (merged), sheetjs#630 and ImportExcel#762 (sheets, hidden rows), xlsx2csv#174 and opensanctions#5001
(x000D), fast-excel#327 (sep), consult#1351 (null).
"""

from pathlib import Path

import pytest

from consult.comments.register.file_reading import read_register
from consult.comments.register.rows import ParsedRegister
from consult.comments.register.validation import Checked, check_rows
from consult.consultations.models import Round
from tests.make import consultations as make_round
from tests.make import drafts as make
from tests.people import People

DATA = Path(__file__).parent / "data"


def reading(name: str) -> ParsedRegister:
    return read_register((DATA / name).read_bytes())


def cells(name: str, column: str) -> list[str]:
    found = reading(name)
    assert not found.faults
    return [row.cells.get(column, "") for row in found.rows]


@pytest.fixture
def round_(people: People) -> Round:
    return make_round.round_(make.draft(make.guideline(by=people.sara), by=people.sara))


def checked(name: str, round_: Round) -> Checked:
    """Without the clauses, which are of another draft."""
    rows = [{key: cell for key, cell in row.cells.items() if key != "clause"} for row in reading(name).rows]
    return check_rows(round_, rows)


def test_what_a_cell_shows_is_what_counts() -> None:
    assert cells("trailing.xlsx", "clause") == ["1.1", "1.10"]


def test_merged_cells_are_faults_in_the_rows_that_they_cover() -> None:
    assert [(f.row, f.column) for f in reading("merged.xlsx").faults] == [(3, "clause"), (4, "clause")]


def test_the_visible_sheet_is_read_and_named() -> None:
    assert cells("hiddensheet.xlsx", "comment") == ["a real remark on sheet two"]
    assert reading("hiddensheet.xlsx").notices == ["The sheet “Comments” was read. Hidden and not read: “Lists”."]


def test_a_second_sheet_is_said() -> None:
    assert cells("twosheets.xlsx", "comment") == ["from ministry A"]
    assert reading("twosheets.xlsx").notices == ["The sheet “Ministry A” was read. Not read: “Ministry B”."]


def test_hidden_rows_are_said_with_their_number() -> None:
    assert len(cells("hiddenrow.xlsx", "comment")) == 3
    assert "1 row is hidden in the spreadsheet and was read all the same: 3." in reading("hiddenrow.xlsx").notices


def test_escapes_of_excel_are_the_signs_that_they_stand_for(round_: Round) -> None:
    assert [one.values["text"] for one in checked("x000D.xlsx", round_).new] == ["First line\nSecond line\nThird"]
    assert cells("x000Dcols.xlsx", "comment") == ["We oppose support this\twith tab and _x0041_ literal"]


def test_words_that_are_struck_through_are_said() -> None:
    assert "struck through" in reading("x000Dcols.xlsx").notices[0]
    assert "2." in reading("x000Dcols.xlsx").notices[0]


def test_the_line_that_names_the_separator_is_understood() -> None:
    assert cells("c_sep.csv", "comment") == ["after sep line"]


def test_signs_of_a_web_page_are_said_at_import(round_: Round) -> None:
    assert "2 comments hold signs of a web page" in checked("c_entities.csv", round_).notices[0]


def test_rows_that_say_nothing_are_said_at_import(round_: Round) -> None:
    (notice,) = checked("c_null.csv", round_).notices
    assert "6 comments seem to say nothing" in notice
    assert "rows 2, 3, 4, 5, 6, 7." in notice


def test_a_short_answer_is_not_nothing(round_: Round) -> None:
    assert not check_rows(round_, [{"comment": "No new duty."}, {"comment": "城市"}, {"comment": "Yes"}]).notices


def test_countries_are_known_by_their_usual_names(round_: Round) -> None:
    found = checked("c_nfd.csv", round_)
    assert not found.faults
    known = [one.values["country"] for one in found.new]
    assert known == ["CI", "TR", "TR", "US", "GB", "RU", "KR", "CI", "VN", "VN", "KE", "BO", "TZ"]
