"""Themes against pillars, stakeholder types, regions or stances: a table whose cells are squares. Pure but for names.

The area of a square follows the count; its side is given here, so that the template only draws.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from consult.accounts.places import region_of
from consult.analysis.selection import NONE

LARGEST = 30.0  # side of the largest square, in pixels
SMALLEST = 3.0


@dataclass(frozen=True)
class Cell:
    """`asked` is the selection that the cell counts, for its link."""

    count: int
    side: float
    asked: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    key: str
    name: str
    total: int


@dataclass(frozen=True)
class Row:
    """`about` is whatever the caller gave for it: a theme's summary, or None for the row of those in no theme."""

    about: Any
    total: int
    asked: Mapping[str, str]
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Matrix:
    by: str
    columns: Sequence[Column]
    rows: Sequence[Row]


def side_of(count: int, most: int) -> float:
    """Side of a square whose area is to LARGEST squared as count to most; what is there at all can be seen."""
    return round(max(SMALLEST, LARGEST * sqrt(count / most)), 1) if count else 0.0


def matrix(
    by: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Any, int]],
    counted: Mapping[tuple[str, str], int],
    totals: Mapping[str, int],
) -> Matrix:
    """`rows` are (theme, about, total), `columns` (key, name), `counted` by (theme, key). Empty columns go."""
    kept = [Column(key, name, totals.get(key, 0)) for key, name in columns if totals.get(key)]
    most = max(counted.values(), default=0)
    return Matrix(
        by=by,
        columns=kept,
        rows=[
            Row(
                about=about,
                total=total,
                asked={"theme": theme},
                cells=[
                    _cell(counted.get((theme, column.key), 0), most, {"theme": theme, by: column.key})
                    for column in kept
                ],
            )
            for theme, about, total in rows
        ],
    )


def _cell(count: int, most: int, asked: Mapping[str, str]) -> Cell:
    return Cell(count, side_of(count, most), asked)


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
