"""Themes keep their identity: ids stay, what people did stays, new themes get new ids."""

from dataclasses import replace

import numpy as np
import pytest

from nlp import Text, ThemeCentroids, analyse, place
from nlp.topics.tracking import change_of, continued, enlarged

FISH = "Les quotas de pêche au thon rouge en mer doivent suivre l'avis des biologistes, filet n° {}."


def first_themes(result):
    return [point.themes[0].id if point.themes else -1 for text in result.texts for point in text.points]


def test_with_five_per_cent_more_nineteen_in_twenty_points_stay(texts, encoder, shelf):
    early = texts[: len(texts) * 95 // 100]
    before = analyse(early, embedder=encoder, vectors=shelf)
    after = analyse(texts, themes=before.known, embedder=encoder, vectors=shelf)
    pairs = list(zip(first_themes(before), first_themes(after), strict=False))

    placed = [(one, two) for one, two in pairs if min(one, two) >= 0]
    assert sum(one == two for one, two in placed) >= 0.95 * len(placed)
    assert sum(one == two for one, two in pairs) >= 0.9 * len(pairs)  # some are placed, or no longer
    assert [theme.id for theme in after.themes][: len(before.themes)] == [theme.id for theme in before.themes]


def test_a_subject_of_its_own_founds_a_theme_with_a_new_id(texts, encoder, shelf, result):
    news = [Text(f"fish{number}", FISH.format(number)) for number in range(30)]
    after = analyse([*texts, *news], themes=result.known, embedder=encoder, vectors=shelf)
    themes = {share.id for text in after.texts[-30:] for share in text.themes}

    assert all(theme.change != "new" or theme.id >= result.known.next_id for theme in after.themes)
    assert after.known.next_id >= result.known.next_id
    assert themes


def test_a_merge_by_people_is_two_rows_with_one_id(texts, encoder, shelf, result):
    ids = tuple(0 if theme == 1 else theme for theme in result.known.ids)
    merged = replace(result.known, ids=ids, labels={0: "Named by us"})
    after = analyse(texts, themes=merged, embedder=encoder, vectors=shelf)

    assert 1 not in {theme.id for theme in after.themes}
    assert after.themes[0].label == "Named by us"


def test_a_closed_theme_gets_no_points(texts, encoder, shelf, result):
    keep = [row for row, theme in enumerate(result.known.ids) if theme != 2]
    known = result.known
    left = ThemeCentroids(
        tuple(known.ids[row] for row in keep), known.centres[keep], tuple(known.radii[row] for row in keep), next_id=99
    )

    assert 2 not in set(first_themes(place(texts, left, embedder=encoder, vectors=shelf)))


@pytest.mark.parametrize(
    ("sizes", "told"),
    [({0: 10, 1: 10}, "same"), ({0: 30, 1: 10}, "grew"), ({0: 5, 1: 10}, "same")],
)
def test_growth_is_told(sizes, told):
    earlier = ThemeCentroids((0, 1), np.eye(2, dtype=np.float32), (1.0, 1.0), sizes=(10, 10), next_id=2)

    assert change_of(0, sizes, earlier) == told


def test_unknown_ids_are_new():
    assert change_of(7, {7: 1}, ThemeCentroids((0,), np.eye(1, dtype=np.float32), (1.0,), next_id=1)) == "new"


def test_points_far_from_all_themes_found_one_together():
    draw = np.random.default_rng(0)
    near, far = np.eye(4, dtype=np.float32)[0], np.eye(4, dtype=np.float32)[3]
    points = np.vstack([near + 0.01 * draw.normal(size=(30, 4)), far + 0.01 * draw.normal(size=(30, 4))])
    known = ThemeCentroids((0,), near[None], (0.2,), next_id=5)

    after = continued(points.astype(np.float32), known)

    assert after.ids == (0, 5)
    assert after.next_id == 6


def test_many_more_points_found_new_themes_beside_the_old() -> None:
    """Two subjects at first; then three times as many points, half of them on a third subject between the two."""
    chance = np.random.default_rng(0)

    def cloud(direction: list[float], number: int) -> np.ndarray:
        rows = np.array(direction) + chance.normal(0, 0.05, (number, 3))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    old = ThemeCentroids((4, 7), np.eye(3, dtype=np.float32)[:2], (2.0, 2.0), next_id=8)
    points = np.vstack([cloud([1, 0, 0], 40), cloud([0, 1, 0], 40), cloud([0.7, 0.7, 0.2], 80)])
    afresh = ThemeCentroids((0, 1, 2), np.vstack([old.centres, cloud([0.7, 0.7, 0.2], 1)]), (2.0, 2.0, 0.5), next_id=3)
    larger, origins = enlarged(old, afresh, points, room=2)
    assert (larger.ids, origins) == ((4, 7, 8), {})
    assert enlarged(old, old, points, room=2)[0].ids == (4, 7)
    assert enlarged(old, afresh, points, room=0)[0].ids == (4, 7)


def test_a_theme_that_was_two_is_told_as_split() -> None:
    chance = np.random.default_rng(0)
    axes = np.eye(4, dtype=np.float32)

    def cloud(direction: np.ndarray, number: int) -> np.ndarray:
        rows = direction + chance.normal(0, 0.05, (number, 4))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    one, other = axes[1] + 0.5 * axes[2], axes[1] - 0.5 * axes[2]
    points = np.vstack([cloud(axes[0], 40), cloud(one, 40), cloud(other, 40)])
    old = ThemeCentroids((4, 7), np.stack([axes[0], points[40:80].mean(0)]), (2.0, 2.0), sizes=(40, 80), next_id=8)
    afresh = ThemeCentroids(
        (0, 1, 2), np.stack([axes[0], points[40:80].mean(0), points[80:].mean(0)]), (2.0,) * 3, next_id=3
    )

    larger, origins = enlarged(old, afresh, points, room=1)

    assert origins == {8: 7}
    assert change_of(8, {4: 40, 7: 40, 8: 40}, old, origins) == "split"
    assert larger.next_id == 9


def test_growing_little_by_little_new_themes_are_found_all_the_same(texts, encoder, shelf) -> None:
    known, seen = None, []
    for share in (20, 25, 32, 40, 51, 64, 80, 100):
        found = analyse(texts[: len(texts) * share // 100], themes=known, embedder=encoder, vectors=shelf)
        known = found.known
        seen.append(len(found.themes))

    assert seen == sorted(seen)
    assert seen[-1] > seen[0]
