"""The confidence of a placement: how often such placements were right, in the same order as the shares."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibration import calibration_error, fitted
from nlp.topics.assignment import place_points
from nlp.topics.calibration import shipped_map
from nlp.types import ThemeCentroids

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_what_has_more_of_a_theme_is_never_less_likely_to_be_right(one: float, other: float) -> None:
    less, more = shipped_map()(np.array(sorted((one, other))))
    assert 0 < less <= more < 1


def test_the_nearest_theme_is_no_more_certain_than_such_placements_were_right() -> None:
    centres = np.eye(3, dtype=np.float32)
    known = ThemeCentroids((7, 8, 9), centres, (2.0, 2.0, 2.0))
    between = np.array([[1, 1, 0.02]], dtype=np.float32) / np.sqrt(2)
    alone, shared = place_points(np.vstack([centres[:1], between]), known)
    assert [share.id for share in alone.themes] == [7]
    assert 0.45 < alone.themes[0].p < 0.55
    assert [share.id for share in shared.themes] == [7, 8]
    assert alone.themes[0].p > shared.themes[0].p >= shared.themes[1].p


def test_a_map_that_is_fitted_on_like_placements_says_how_often_they_are_right() -> None:
    draw = np.random.default_rng(4)
    shares = draw.uniform(0.5, 1, 4000)
    right = (draw.uniform(size=4000) < 0.2 + 0.4 * shares).astype(float)
    told = fitted({"some": (shares[:2000], right[:2000])})(shares[2000:])
    assert calibration_error(told, right[2000:]) < 0.05 < calibration_error(shares[2000:], right[2000:])
