"""The map of a later reading: what was on it stays, what is new stands beside its like."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from consult.analysis.models import Assignment, Point
from consult.analysis.pipeline.jobs import analyse_now, place_new, silent
from consult.core.database import db
from nlp.projection.incremental_layout import steady_layout
from tests.analysis.conftest import World

Floats = NDArray[np.float64]


def vectors_of(groups: list[int]) -> NDArray[np.float32]:
    rng = np.random.default_rng(7)
    middles = rng.normal(size=(max(groups) + 1, 64))
    return (middles[groups] + 0.3 * rng.normal(size=(len(groups), 64))).astype(np.float32)


GROUPS = [place % 5 for place in range(400)]
VECTORS = vectors_of(GROUPS)


def earlier(known: int, groups: list[int] = GROUPS) -> Floats:
    """A map of the first `known` rows; the others were not there yet."""
    before = np.full((len(groups), 2), np.nan)
    before[:known] = steady_layout(VECTORS[:known], groups[:known])
    return before


def test_with_a_twentieth_more_points_those_that_were_there_stay() -> None:
    before = earlier(380)
    places = steady_layout(VECTORS, GROUPS, before)
    moved = np.linalg.norm(places[:380] - before[:380], axis=1)
    assert moved.mean() < 0.01
    assert np.isfinite(places).all()
    assert np.abs(places).max() <= 1


def test_a_new_point_stands_in_the_disc_of_its_theme() -> None:
    places = steady_layout(VECTORS, GROUPS, earlier(380))
    middles = np.stack([places[np.array(GROUPS) == group].mean(0) for group in range(5)])
    nearest = np.linalg.norm(places[380:, None] - middles[None], axis=2).argmin(1)
    assert nearest.tolist() == GROUPS[380:]


def test_a_new_theme_finds_room_and_hardly_moves_the_others() -> None:
    groups = [5 if place >= 380 else place % 5 for place in range(400)]
    before = earlier(380)
    places = steady_layout(VECTORS, groups, before)
    assert np.linalg.norm(places[:380] - before[:380], axis=1).mean() < 0.1
    mine = places[380:]
    apart = np.linalg.norm(places[:380, None] - mine.mean(0)[None, None], axis=2)
    assert apart.min() > 0.5 * np.linalg.norm(mine - mine.mean(0), axis=1).max()


def test_a_point_that_changed_its_theme_goes_to_its_new_one() -> None:
    before = earlier(400)
    groups = [1, *GROUPS[1:]]
    places = steady_layout(VECTORS, groups, before)
    middles = np.stack([before[np.array(GROUPS) == group].mean(0) for group in range(5)])
    assert np.linalg.norm(places[0] - middles, axis=1).argmin() == 1


def test_the_same_again_and_hardly_anything_at_all() -> None:
    before = earlier(380)
    assert np.array_equal(steady_layout(VECTORS, GROUPS, before), steady_layout(VECTORS, GROUPS, before))
    assert steady_layout(VECTORS[:0], [], before[:0]).shape == (0, 2)
    for number in (1, 2, 3):
        nowhere = np.full((number, 2), np.nan)
        assert np.isfinite(steady_layout(VECTORS[:number], [None] * number, nowhere)).all()
        assert np.isfinite(steady_layout(VECTORS[:number], [0] * number, np.zeros((number, 2)))).all()


def test_a_comment_that_comes_between_readings_is_on_the_map_at_once(world: World) -> None:
    world.says_everything()
    analyse_now(world.guideline)
    comment = world.say("Forbid cameras that recognise faces in every park and station of the city.")
    db.session.commit()
    before = {point.id: (point.x, point.y) for point in db.session.scalars(select(Point))}
    place_new(world.guideline.id, silent)
    db.session.expire_all()
    new = db.session.scalars(select(Point).where(Point.comment_id == comment.id)).one()
    assert new.x is not None
    assert new.y is not None
    theme = select(Assignment.theme_id).where(Assignment.point_id == new.id).order_by(Assignment.p.desc()).limit(1)
    likes = select(Point).join(Assignment, Assignment.point_id == Point.id)
    kin = db.session.scalars(likes.where(Assignment.theme_id == theme.scalar_subquery(), Point.x.is_not(None))).all()
    assert min(abs(new.x - p.x) + abs(new.y - p.y) for p in kin if p.id != new.id and p.x and p.y) < 0.3
    assert all((p.x, p.y) == before[p.id] for p in db.session.scalars(select(Point)) if p.id in before)
    analyse_now(world.guideline)
    db.session.expire_all()
    again = [p for p in db.session.scalars(select(Point)) if p.id in before and before[p.id][0] is not None]
    moved = [abs((p.x or 0) - (before[p.id][0] or 0)) + abs((p.y or 0) - (before[p.id][1] or 0)) for p in again]
    assert sum(moved) / len(moved) < 0.05
