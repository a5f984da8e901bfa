"""Which points say nearly the same is kept after a reading, from stored vectors; the web asks no model."""

import numpy as np
import pytest
from sqlalchemy import delete, select

from consult.analysis.models import AnalysisRun, Point, Vector
from consult.analysis.nearness.models import ComparedPoint, PointNeighbour
from consult.analysis.nearness.queries import Near, near_points
from consult.analysis.pipeline.jobs import silent
from consult.analysis.pipeline.nearness_jobs import compare_points
from consult.analysis.shared.centroid_codec import DIMENSIONS
from consult.core.database import db
from nlp.embedding.encoder import key_of
from tests.analysis.conftest import World

MODEL = "of tests"


def keep_vector(text: str, *direction: float) -> None:
    vector = np.zeros(DIMENSIONS, "<f4")
    vector[: len(direction)] = direction
    kept = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
    db.session.merge(Vector(digest=key_of(text, MODEL), values=kept))


@pytest.fixture
def points(world: World) -> list[Point]:
    """Five points: two near each other, a copy of the second, one that is far, one whose vector nobody made."""
    world.is_read()
    db.session.scalars(select(AnalysisRun)).one().versions = {"vectors": MODEL}
    first, second, copy, far, unread, *others = db.session.scalars(select(Point).order_by(Point.id)).all()
    for other in others:
        other.start, other.end = -2 * other.id, -2 * other.id + 1
    copy.text = second.text
    keep_vector(first.text, 1.0, 0.1)
    keep_vector(second.text, 1.0, 0.3)
    keep_vector(far.text, 0.0, 1.0)
    db.session.commit()
    compare_points(world.guideline.id, silent)
    return [first, second, copy, far, unread]


def pairs() -> list[tuple[int, int]]:
    kept = select(PointNeighbour.point_id, PointNeighbour.neighbour_id)
    return sorted((one, other) for one, other in db.session.execute(kept))


def test_near_points_and_copies_are_kept_and_nothing_else(points: list[Point]) -> None:
    first, second, copy, far, _unread = (point.id for point in points)
    assert pairs() == [(first, second), (second, copy)]
    assert set(db.session.scalars(select(ComparedPoint.point_id))) == {first, second, copy, far}
    found = near_points([first], least=0.7)
    assert [(pair.other, round(pair.likeness, 2)) for pair in found] == [(second, 0.98)]


def test_a_copy_is_as_near_to_others_as_its_first(points: list[Point]) -> None:
    first, second, copy, *_rest = (point.id for point in points)
    assert [pair[:2] for pair in near_points([copy], least=0.7)] == [Near(copy, second, 1.0)[:2], (copy, first)]


def test_what_comes_is_compared_and_done_twice_nothing_changes(world: World, points: list[Point]) -> None:
    first, second, copy, _far, unread = points
    compare_points(world.guideline.id, silent)
    keep_vector(unread.text, 0.9, 0.2)
    db.session.commit()
    compare_points(world.guideline.id, silent)
    expected = [(first.id, second.id), (first.id, unread.id), (second.id, copy.id), (second.id, unread.id)]
    assert pairs() == expected
    compare_points(world.guideline.id, silent)
    assert pairs() == expected


def test_a_point_in_other_words_is_compared_anew(world: World, points: list[Point]) -> None:
    first, second, copy, _far, _unread = points
    first.text = "Something else altogether."
    keep_vector(first.text, 0.0, 0.0, 1.0)
    db.session.commit()
    compare_points(world.guideline.id, silent)
    assert pairs() == [(second.id, copy.id)]
    db.session.execute(delete(ComparedPoint))
    db.session.commit()
    compare_points(world.guideline.id, silent)
    assert pairs() == [(second.id, copy.id)]
