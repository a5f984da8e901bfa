"""Neighbours: vectors move towards them, guesses listen to them, and a theme has as many centres as it has facets."""

import numpy as np

from nlp import ThemeCentroids
from nlp.embedding.lexical_smoothing import unit
from nlp.embedding.neighbourhood import diffused, shared_guesses
from nlp.topics.assignment import facets_of, place_points, radii_of


def clouds(many: int, spread: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    """Rows around four directions of sixteen, and which each belongs to."""
    draw = np.random.default_rng(1)
    homes = np.arange(many) % 4
    return unit(np.eye(16, dtype=np.float32)[homes] + spread * draw.normal(size=(many, 16)) / 4), homes


def test_vectors_move_towards_those_around_them() -> None:
    rows, homes = clouds(400)
    moved = diffused(rows)
    before, after = (np.array([of[homes == home].std(0).sum() for home in range(4)]) for of in (rows, moved))

    assert (after < 0.9 * before).all()
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)


def test_few_vectors_stay_where_they_are() -> None:
    rows, _homes = clouds(100)

    assert np.array_equal(diffused(rows), rows)


def test_a_guess_that_differs_from_all_beside_it_gives_way() -> None:
    rows, homes = clouds(800)
    p = np.full((800, 4), 0.2)
    p[np.arange(800), homes] = 0.4
    p[:8] = np.roll(p[:8], 1, axis=1)
    shared = shared_guesses(p, rows)

    assert np.array_equal(shared.argmax(1), homes)
    assert np.allclose(shared.sum(1), 1)
    assert np.array_equal(shared_guesses(p[:500], rows[:500]), p[:500])


def test_a_theme_of_two_facets_is_found_at_both() -> None:
    rows, homes = clouds(160)
    labels = np.array([0, 0, 1, 1])[homes]
    owners, centres = facets_of(rows, labels)
    placed = place_points(rows, ThemeCentroids(owners, centres, radii_of(rows, centres), next_id=2))

    assert set(owners) == {0, 1}
    assert (
        np.mean([bool(at.themes) and at.themes[0].id == label for at, label in zip(placed, labels, strict=True)]) > 0.9
    )
    assert all(at.themes == tuple(sorted(at.themes, key=lambda share: -share.p)) for at in placed)
