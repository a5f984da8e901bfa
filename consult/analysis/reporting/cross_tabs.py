"""Themes against pillars, stakeholder types, regions, stances, rounds or time: a table whose cells are squares. Pure.

The area of a square follows the count, or the share of its column: where one group speaks ten times as much as
another, shares show what each cares about. Sides are given here, so that the template only draws.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from consult.accounts.countries import region_of
from consult.analysis.shared.point_filter import NONE

LARGEST = 30.0  # side of the largest square, in pixels
SMALLEST = 3.0
UNUSUAL = 3.0  # adjusted standardised residual from which a cell is marked as unusually much
WEIGHED = frozenset({"pillar", "type", "region"})  # what themes are laid against where cells have a residual
EXPECTED = 5.0  # points expected in a cell, under which its residual says nothing
FEW = 10  # points, under which the shares of a column are numbers without squares: few are large by chance


@dataclass(frozen=True)
class Cell:
    """`asked` is the selection that the cell counts, for its link; `share` is of its column's points. `residual` is
    None where too few points are expected."""

    count: int
    share: float
    side: float
    asked: Mapping[str, str]
    residual: float | None = None

    @property
    def is_much(self) -> bool:
        """More than the sizes of its row and its column let expect."""
        return self.residual is not None and self.residual > UNUSUAL


@dataclass(frozen=True)
class Column:
    key: str
    name: str
    total: int

    @property
    def few(self) -> bool:
        return self.total < FEW


@dataclass(frozen=True)
class CrossTabRow:
    """`about` is whatever the caller gave for it: a theme's summary, or None for the row of those in no theme."""

    about: Any
    total: int
    asked: Mapping[str, str]
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Matrix:
    """Rows in the order of `sort`: the key of a column, or "" for the order given."""

    by: str
    sort: str
    shares: bool
    columns: Sequence[Column]
    rows: Sequence[CrossTabRow]

    @property
    def bare(self) -> bool:
        """Whether some column has too few points for squares that show shares."""
        return self.shares and any(column.few for column in self.columns)

    @property
    def has_residuals(self) -> bool:
        """Whether some cell has a residual."""
        return any(cell.residual is not None for row in self.rows for cell in row.cells)

    def table(self, in_no_theme: str) -> Iterator[tuple[str, ...]]:
        """A line for each cell, for a file: theme, column, points, those of the row and the column, residual."""
        yield "theme", "column_key", "column", "points", "theme_points", "column_points", "residual", "unusually_much"
        for row in self.rows:
            label = row.about.theme.label if row.about else in_no_theme
            for column, cell in zip(self.columns, row.cells, strict=True):
                residual = "" if cell.residual is None else f"{cell.residual:.2f}"
                counts = (str(cell.count), str(row.total), str(column.total))
                yield label, column.key, column.name, *counts, residual, "yes" if cell.is_much else "no"


def residual_of(count: int, row: int, column: int, every: int) -> float | None:
    """Adjusted standardised residual of a cell (Haberman 1973): by how many standard deviations its count differs from
    row × column / all, what it would be if theme and group had nothing to do with each other.

    None where fewer than EXPECTED are expected, or where the row or the column is everything: it then says nothing.
    """
    if not every or row >= every or column >= every:
        return None
    expected = row * column / every
    if expected < EXPECTED:
        return None
    return (count - expected) / sqrt(expected * (1 - row / every) * (1 - column / every))


def side_of(count: float, most: float) -> float:
    """Side of a square whose area is to LARGEST squared as count to most; what is there at all can be seen."""
    return round(max(SMALLEST, LARGEST * sqrt(count / most)), 1) if count else 0.0


@dataclass(frozen=True)
class CrossTabView:
    """How a matrix is shown: ordered by the column of that key, its squares as counts or as shares of columns."""

    sort: str = ""
    shares: bool = False


def matrix(
    by: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Any, int]],
    counted: Mapping[tuple[str, str], int],
    totals: Mapping[str, int],
    *,
    look: CrossTabView = CrossTabView(),
) -> Matrix:
    """`rows` are (theme, about, total), `columns` (key, name), `counted` by (theme, key). Empty columns go."""
    kept = [Column(key, name, totals.get(key, 0)) for key, name in columns if totals.get(key)]
    share = {place: count / totals[place[1]] for place, count in counted.items() if totals.get(place[1])}
    drawn = {place: part for place, part in share.items() if totals[place[1]] >= FEW} if look.shares else counted
    most, every = max(drawn.values(), default=0), sum(column.total for column in kept)

    def cell(theme: str, total: int, column: Column) -> Cell:
        place = (theme, column.key)
        side, count = side_of(drawn.get(place, 0), most), counted.get(place, 0)
        residual = residual_of(count, total, column.total, every) if by in WEIGHED else None
        return Cell(count, share.get(place, 0.0), side, {"theme": theme, by: column.key}, residual)

    made = [
        CrossTabRow(about, total, {"theme": theme}, [cell(theme, total, column) for column in kept])
        for theme, about, total in rows
    ]
    place = next((place for place, column in enumerate(kept) if column.key == look.sort), None)
    if place is not None:
        made.sort(key=lambda row: -row.cells[place].count)
    return Matrix(by, look.sort if place is not None else "", look.shares, kept, made)


def gathered(rows: Iterable[tuple[Any, Any, int]], key_of: Callable[[Any], str]) -> dict[tuple[str, str], int]:
    """Counts by (theme, key) from rows of (theme, value, count), where several values may share a key."""
    found: dict[tuple[str, str], int] = {}
    for theme, value, count in rows:
        place = (str(theme), key_of(value))
        found[place] = found.get(place, 0) + count
    return found


def key_of_region(country: str | None) -> str:
    return region_of(country) or NONE


def key_of_word(value: object) -> str:
    return str(value) if value is not None else NONE
