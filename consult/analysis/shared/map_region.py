"""A part of the map: a polygon read from an address, turned into a condition on points.

Corners are whole units of the map's grid, "x,y,x,y,…". What the browser drew and what the server counts is the
same: both round places to the grid, and both ask the even-odd rule in the same arithmetic.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal
from sqlalchemy.orm import InstrumentedAttribute

GRID = 4000  # the map lies between -GRID and GRID in both directions
FEWEST, MOST = 3, 40  # corners
LONGEST = MOST * len("-4000,-4000,")

Corner = tuple[int, int]
Place = ColumnElement[Any] | InstrumentedAttribute[Any]


def corners_of(area: str) -> Sequence[Corner]:
    """The corners that an address names; none if it cannot mean a polygon on the map."""
    words = area.split(",") if len(area) <= LONGEST else []
    if len(words) % 2 or not FEWEST <= len(words) // 2 <= MOST or not all(map(_whole, words)):
        return []
    numbers = [int(word) for word in words]
    return list(zip(numbers[::2], numbers[1::2], strict=True)) if max(map(abs, numbers)) <= GRID else []


def _whole(word: str) -> bool:
    return word.removeprefix("-").isascii() and word.removeprefix("-").isdecimal() and len(word) < 6


def inside(corners: Sequence[Corner], x: Place, y: Place) -> ColumnElement[bool]:
    """Whether a place (columns between -1 and 1) lies in the polygon: the box about it first, then each edge."""
    across, up = func.round(x * GRID), func.round(y * GRID)
    columns, rows = ([corner[side] for corner in corners] for side in (0, 1))
    box = (
        x.between((min(columns) - 1) / GRID, (max(columns) + 1) / GRID),
        y.between((min(rows) - 1) / GRID, (max(rows) + 1) / GRID),
    )
    crossed: ColumnElement[Any] = literal(0)
    for one, other in pairwise([*corners, corners[0]]):
        (left, low), (right, high) = sorted((one, other), key=lambda corner: corner[1])
        if low != high:
            edge = left + (right - left) / (high - low) * (up - low)
            crossed = crossed + case((and_(up >= low, up < high, across < edge), 1), else_=0)
    return and_(*box, crossed % 2 == 1)
