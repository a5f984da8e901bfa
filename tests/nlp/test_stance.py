"""Stance is learnt from what people coded, and says how right it is; where that is chance, it says so."""

import numpy as np
from numpy.typing import NDArray

from nlp.topics.stance import suggested_stances

FOR, AGAINST = "support", "oppose"


def cloud(many: int, middle: tuple[float, float, float], seed: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(middle, 0.1, (many, 3))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_what_lies_apart_is_told_apart_and_relied_on() -> None:
    coded = np.vstack([cloud(15, (1, 0, 0), 1), cloud(15, (0, 1, 0), 2)])
    found = suggested_stances(coded, [FOR] * 15 + [AGAINST] * 15, cloud(4, (0, 1, 0), 3))
    assert found is not None
    check, guesses = found
    assert check.reliable
    assert (check.coded, check.most_common) == (30, 0.5)
    assert check.low < check.accuracy <= check.high
    assert [guess.stance for guess in guesses] == [AGAINST] * 4
    assert all(guess.p > 0.5 for guess in guesses)


def test_what_vectors_cannot_see_is_not_relied_on() -> None:
    coded = cloud(40, (1, 0, 0), 4)
    found = suggested_stances(coded, [FOR, AGAINST] * 20, coded[:0])
    assert found is not None
    assert not found[0].reliable
    assert found[1] == ()


def test_the_order_of_the_coded_points_changes_nothing() -> None:
    coded = np.vstack([cloud(12, (1, 0.5, 0), 1), cloud(12, (0.5, 1, 0), 2)])
    said, others = [FOR] * 12 + [AGAINST] * 12, cloud(5, (1, 1, 0), 3)
    turned = list(reversed(range(24)))
    again = suggested_stances(coded[turned], [said[n] for n in turned], others)
    assert again == suggested_stances(coded, said, others)


def test_too_few_points_or_a_single_stance_teach_nothing() -> None:
    coded = cloud(24, (1, 0, 0), 1)
    assert suggested_stances(coded[:19], ([FOR, AGAINST] * 10)[:19], coded) is None
    assert suggested_stances(coded, [FOR] * 24, coded) is None
    assert suggested_stances(coded, [FOR] * 21 + [AGAINST] * 3, coded) is None
