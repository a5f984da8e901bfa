"""The confidence of a placement: how often such placements were right, in the order of what speaks for them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibration import HELD, calibration_error, fitted, json
from nlp.topics.assignment import place_points
from nlp.topics.calibration import evidence, shipped_map
from nlp.types import ThemeCentroids

COSINES = st.floats(-1, 1)


@given(COSINES, COSINES)
def test_what_lies_nearer_is_never_less_likely_to_be_right(one: float, other: float) -> None:
    near = np.array(sorted((one, other)))
    for says in (False, True):
        less, more = shipped_map()(evidence(near, np.array([says, says])))
        assert 0 < less <= more < 1
    assert (shipped_map()(evidence(near, np.ones(2, bool))) > shipped_map()(evidence(near, np.zeros(2, bool)))).all()


def test_where_nothing_is_known_of_themes_the_nearest_is_no_more_certain_than_such_placements_were_right() -> None:
    centres = np.eye(3, dtype=np.float32)
    known = ThemeCentroids((7, 8, 9), centres, (2.0, 2.0, 2.0))
    between = np.array([[1, 1, 0.02]], dtype=np.float32) / np.sqrt(2)
    alone, shared = place_points(np.vstack([centres[:1], between]), known)
    assert [share.id for share in alone.themes] == [7]
    assert 0.45 < alone.themes[0].p < 0.55
    assert [share.id for share in shared.themes] == [7, 8]
    assert alone.themes[0].p > shared.themes[0].p >= shared.themes[1].p


def test_the_shipped_map_says_of_what_was_read_how_much_was_right() -> None:
    read = [np.array(rows) for rows in json.loads(HELD.read_text("utf-8"))["read"].values()]
    told, right = np.concatenate(read).T
    said = shipped_map()(told)
    assert calibration_error(said, right) < 0.08
    sure = said >= 0.9
    assert right[sure].mean() > 0.85 > right[~sure].mean()


def test_a_map_that_is_fitted_on_like_placements_says_how_often_they_are_right() -> None:
    draw = np.random.default_rng(4)
    told = draw.uniform(0, 1, 4000)
    right = (draw.uniform(size=4000) < 0.2 + 0.4 * told).astype(float)
    said = fitted({"some": (told[:2000], right[:2000])})(told[2000:])
    assert calibration_error(said, right[2000:]) < 0.05
    assert np.allclose(shipped_map().before(shipped_map()(told)), told)
