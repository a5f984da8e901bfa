"""Themes against groups, rounds and time: counted, shared out, put in order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consult.analysis.kept.reports import Reports
from consult.analysis.reporting.cross_tab_queries import matrix_of
from consult.analysis.reporting.cross_tabs import LARGEST, CrossTabView, matrix, residual_of
from consult.analysis.reporting.summaries import summaries_of
from consult.analysis.shared.time_buckets import MOST, TimeBucket, periods
from consult.core.database import db
from consult.drafts.queries import membership_of
from tests.analysis.conftest import World
from tests.browser import Browser

COUNTED = {("1", "city"): 8, ("1", "state"): 1, ("2", "city"): 12, ("2", "state"): 3}
ROWS = [("1", "one", 9), ("2", "two", 15)]
COLUMNS = [("city", "Cities"), ("state", "States"), ("none", "Nobody")]


def test_squares_follow_the_share_of_the_column_where_one_group_speaks_much_more() -> None:
    plain = matrix("type", COLUMNS, ROWS, COUNTED, {"city": 20, "state": 4})
    assert [column.key for column in plain.columns] == ["city", "state"]
    assert plain.rows[1].cells[0].side > plain.rows[1].cells[1].side
    counted = COUNTED | {("1", "state"): 3, ("2", "state"): 9}
    shares = matrix("type", COLUMNS, ROWS, counted, {"city": 20, "state": 12}, look=CrossTabView(shares=True))
    assert shares.rows[1].cells[0].side < shares.rows[1].cells[1].side
    assert shares.rows[1].cells[1].share == 0.75
    assert not shares.bare


def test_a_column_of_few_points_has_shares_without_squares() -> None:
    shares = matrix("type", COLUMNS, ROWS, COUNTED, {"city": 20, "state": 4}, look=CrossTabView(shares=True))
    assert [row.cells[1].side for row in shares.rows] == [0, 0]
    assert shares.rows[1].cells[1].share == 0.75
    assert shares.rows[1].cells[0].side == LARGEST
    assert shares.bare
    assert not matrix("type", COLUMNS, ROWS, COUNTED, {"city": 20, "state": 4}).bare


def test_rows_go_in_the_order_of_a_column_or_as_they_came() -> None:
    totals = {"city": 20, "state": 4}
    by_city = matrix("type", COLUMNS, ROWS, COUNTED, totals, look=CrossTabView(sort="city"))
    assert [row.about for row in by_city.rows] == ["two", "one"]
    for sort in ("", "nonsense", "none"):
        assert [r.about for r in matrix("type", COLUMNS, ROWS, COUNTED, totals, look=CrossTabView(sort)).rows] == [
            "one",
            "two",
        ]


def test_the_residual_is_habermans() -> None:
    """Square of it is the chi-squared of a table of two by two: 20·(9·8 − 1·2)² / (11·9·10·10) for 9, 1, 2, 8."""
    assert residual_of(90, 110, 100, 200) == pytest.approx(
        (200 * (90 * 80 - 10 * 20) ** 2 / (110 * 90 * 100 * 100)) ** 0.5
    )
    assert residual_of(55, 110, 100, 200) == 0
    assert residual_of(20, 110, 100, 200) < -3  # type: ignore[operator]


@pytest.mark.parametrize(("row", "column", "every"), [(0, 0, 0), (9, 10, 20), (20, 10, 20), (10, 20, 20)])
def test_where_few_are_expected_or_there_is_nothing_to_compare_with_there_is_no_residual(
    row: int, column: int, every: int
) -> None:
    assert residual_of(min(row, column), row, column, every) is None


def test_what_is_unusually_much_is_marked_and_its_opposite_is_not() -> None:
    counted = {("1", "city"): 40, ("1", "state"): 10, ("2", "city"): 10, ("2", "state"): 40}
    rows = [("1", None, 50), ("2", None, 50)]
    made = matrix("type", COLUMNS, rows, counted, {"city": 50, "state": 50})
    assert [[cell.is_much for cell in row.cells] for row in made.rows] == [[True, False], [False, True]]
    assert [line[-2:] for line in made.table("none")][:3] == [
        ("residual", "unusually_much"),
        ("6.00", "yes"),
        ("-6.00", "no"),
    ]
    stance = matrix("stance", COLUMNS, rows, counted, {"city": 50, "state": 50})
    assert not stance.has_residuals


@pytest.mark.parametrize("days", [0, 1, 13, 14, 15, 29, 200, 900, 20_000])
def test_periods_are_even_few_and_hold_every_moment(days: int) -> None:
    first = datetime(2026, 2, 27, 23, 59, tzinfo=UTC)
    cut = periods(first, first + timedelta(days=days))
    assert 2 <= len(cut) <= MOST + 1
    assert cut[0] == date(2026, 2, 27)
    assert cut[-1] > (first + timedelta(days=days)).date()
    assert len({one - other for one, other in zip(cut[1:], cut[:-1], strict=True)}) == 1


@pytest.mark.parametrize(
    "word", ["", "..", "2026-01-01", "2026-01-01..2026-01-01", "2026-02-30..2026-03-01", "a..b..c"]
)
def test_what_is_no_period_is_none(word: str) -> None:
    assert TimeBucket.of(word) is None


def test_themes_over_time_count_each_point_once(world: World) -> None:
    """On both databases."""
    world.is_read()
    for turn, comment in enumerate(world.comments):
        comment.sent_at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=turn)
    db.session.commit()
    membership = membership_of(world.people.dana, world.guideline)
    reports = Reports(world.guideline, membership)
    made = matrix_of(reports, "sent", summaries_of(world.guideline, membership=membership), membership, CrossTabView())
    assert 5 < len(made.columns) <= MOST
    assert sum(column.total for column in made.columns) == 42
    assert all(sum(cell.count for cell in row.cells) == row.total for row in made.rows)


def test_a_drafter_sorts_and_takes_shares(team: Browser, themes: object) -> None:
    page = team.get("analysis.matrix", slug="smart-cities", by="type", sort="private_sector", **{"as": "share"})
    assert page.html.count('aria-sort="descending"') == 1
    assert "of the column" in page.html
    assert "Broad themes first" in page


def test_the_matrix_is_had_as_a_table_with_its_residuals(team: Browser, themes: object) -> None:
    page = team.get("analysis.matrix", slug="smart-cities", by="type")
    assert "This table as CSV" in page
    lines = team.get("analysis.matrix_csv", slug="smart-cities", by="type").html.splitlines()
    assert lines[0].endswith("theme_points,column_points,residual,unusually_much")
    assert len(lines) > 4
