"""What leaves for a spreadsheet is never run by it, and comes back as it was."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.core.csv_files.safety import UTF_8, armed, csv_lines, defused

ROOT = Path(__file__).resolve().parents[2]
RUN = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠1")
ANY = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("'=+-@\t\r\n ＝")), max_size=12)


@pytest.mark.parametrize("cell", RUN)
def test_a_formula_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@given(ANY)
@example("'=a")
@example("''=a")
@example("'a")
def test_what_was_defused_is_restored(cell: str) -> None:
    assert armed(defused(cell)) == cell


@given(ANY)
def test_no_cell_that_leaves_begins_as_a_formula_does(cell: str) -> None:
    assert defused(cell).lstrip()[:1] not in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}


@given(st.lists(st.lists(ANY, min_size=1, max_size=4), max_size=4))
def test_a_table_written_as_csv_is_read_as_it_was(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(rows))
    assert [
        [armed(cell) for cell in row] for row in csv.reader(io.StringIO(text.removeprefix(UTF_8), newline=""))
    ] == rows


def test_a_file_begins_as_excel_knows_utf_8_and_its_later_portions_do_not() -> None:
    first, second = csv_lines([["é"], ["à"]])
    assert (first, second) == (f"{UTF_8}é\r\n", "à\r\n")
    assert list(csv_lines([["à"]], goes_on=True)) == ["à\r\n"]


def test_csv_is_written_in_this_one_place() -> None:
    writers = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "consult").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}
        if isinstance(node.value, ast.Name) and node.value.id == "csv"
    ]
    assert [place.partition(":")[0] for place in writers] == ["consult/core/csv_files/safety.py"]
