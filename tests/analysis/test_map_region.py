"""Parts of the map: what an address may name, and which points lie in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.analysis.models import Point
from consult.analysis.shared.map_region import GRID, LONGEST, MOST, Corner, corners_of, inside
from consult.core.database import db
from tests.analysis.conftest import World

STAR = [(0, 3000), (700, -2500), (-3000, 1000), (3000, 1000), (-700, -2500)]  # crosses itself


def test_an_address_names_three_to_forty_corners_on_the_grid() -> None:
    assert corners_of("0,0,10,0,-4000,4000") == [(0, 0), (10, 0), (-4000, 4000)]
    full = ",".join(["-4000,-4000"] * MOST)
    assert len(corners_of(full)) == MOST
    assert len(full) <= LONGEST


@pytest.mark.parametrize(
    "address", ["", "0,0,1,1", "0,0,1,1,2", "0,0,1,1,2,4001", "0,0,1,1,2,2.5", "--1,0,1,1,2,2", "0,0,1,1,2,²"]
)
def test_anything_else_names_none(address: str) -> None:
    assert corners_of(address) == []


@given(st.text(max_size=600))
def test_no_address_raises(address: str) -> None:
    assert len(corners_of(address)) <= MOST


def in_polygon(corners: list[Corner], x: float, y: float) -> bool:
    """The even-odd rule as it stands in the books."""
    found = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def test_the_database_finds_what_lies_in_a_star(world: World) -> None:
    """On both databases."""
    world.is_read()
    rng = np.random.default_rng(3)
    points = list(db.session.scalars(select(Point).order_by(Point.id)))
    for point, (x, y) in zip(points, rng.integers(-2800, 2800, size=(len(points), 2)).tolist(), strict=True):
        point.x, point.y = x / GRID, y / GRID
    db.session.commit()
    found = set(db.session.scalars(select(Point.id).where(inside(STAR, Point.x, Point.y))))
    expected = {p.id for p in points if in_polygon(STAR, round((p.x or 0) * GRID), round((p.y or 0) * GRID))}
    assert found == expected
    assert 0 < len(found) < len(points)
