"""A cell holds what it shows."""

import pytest

from consult.comments.register.workbook.cells import format_named, shown, unescaped


@pytest.mark.parametrize(
    ("stored", "form", "says"),
    [
        ("1.1", "", "1.1"),
        ("1.1000000000000001", "General", "1.1"),
        ("12", "", "12"),
        ("12.0", "@", "12"),
        ("1E+2", "", "100"),
        ("1.1", "0.00", "1.10"),
        ("1.1", "0.00_);[Red]\\(0.00\\)", "1.10"),
        ("7", "000", "007"),
        ("1234.5", "#,##0.00", "1234.50"),
        ("0.5", "0%", "50%"),
        ("0.125", "0.0%", "12.5%"),
        ("2.5", "0", "3"),
        ("-1.25", "0.0", "-1.3"),
        ("1.5", "0.0##", "1.5"),
        ("3", '"HR-L"0', "HR-L3"),
        ("3", '0" bis"', "3 bis"),
        ("46346.604166666664", "yyyy\\-mm\\-dd hh:mm", "2026-11-20T14:30:00"),
        ("46346", "date", "2026-11-20"),
        ("44884", "d.m.yy", "2022-11-19"),
        ("0.5", "h:mm", "12:00:00"),
        ("1.5", "# ?/?", None),
        ("12345", "0.00E+00", None),
        ("x", "", None),
        ("nan", "", None),
        ("1e999", "0", None),
        ("9e15", "date", None),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(stored: str, form: str, says: str | None) -> None:
    assert shown(stored, form) == says


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert shown("44884", "date", from_1904=True) == "2026-11-20"


def test_forms_are_known_by_number_and_a_workbooks_own_come_first() -> None:
    assert [format_named(n, {164: "0.000"}) for n in (0, 2, 14, 164)] == ["", "0.00", "date", "0.000"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("First_x000D_\nSecond", "First\r\nSecond"),
        ("a_x0009_b", "a\tb"),
        ("_x005F_x0041_ literal", "_x0041_ literal"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ufffd"),
        ("_x00_ and _xyz", "_x00_ and _xyz"),
    ],
)
def test_a_text_is_read_without_excels_escapes(written: str, read: str) -> None:
    assert unescaped(written) == read
