"""Is the machine right? Agreement of two codings of the same sample, with 95 % intervals. Pure; loads no model."""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2_000


@dataclass(frozen=True)
class Estimate:
    """A value and its interval: 95 of 100 samples of that size would give an interval that holds the truth."""

    value: float
    low: float
    high: float


def kappa(one: Sequence[Hashable], other: Sequence[Hashable], *, seed: int = 0) -> Estimate:
    """Cohen's kappa (1960) of two coders over the same items: 1 full agreement, 0 what chance would give.

    Interval by percentile bootstrap over items (Efron 1979). Two coders who used one and the same code
    throughout agree fully: 1. Raises ValueError if the lengths differ or there is nothing to compare.
    """
    return _bootstrapped(one, other, _kappa, seed)


def macro_f1(truth: Sequence[Hashable], guess: Sequence[Hashable], *, seed: int = 0) -> Estimate:
    """Mean over the codes in the truth of F1 (harmonic mean of precision and recall), interval as for kappa."""
    return _bootstrapped(truth, guess, _macro_f1, seed)


def stratified_sample(strata: Sequence[Hashable], size: int, *, seed: int = 0) -> list[int]:
    """Positions of `size` items drawn at random, each stratum in its share and at least once while room lasts.

    Rounding follows the largest remainders; the result is in ascending order. Everything, if there is less.
    """
    if size >= len(strata):
        return list(range(len(strata)))
    members: dict[Hashable, list[int]] = {}
    for place, stratum in enumerate(strata):
        members.setdefault(stratum, []).append(place)
    draw = random.Random(seed)
    quotas = _quotas({stratum: len(places) for stratum, places in members.items()}, size)
    return sorted(place for stratum, quota in quotas.items() for place in draw.sample(members[stratum], quota))


def _quotas(sizes: dict[Hashable, int], size: int) -> dict[Hashable, int]:
    whole = sum(sizes.values())
    exact = {stratum: count * size / whole for stratum, count in sizes.items()}
    order = sorted(sizes, key=lambda stratum: -sizes[stratum])
    quotas = {stratum: max(int(exact[stratum]), 1) for stratum in order[:size]}
    while sum(quotas.values()) > size:
        most = max(quotas, key=lambda stratum: quotas[stratum] - exact[stratum] if quotas[stratum] > 1 else -1.0)
        quotas[most] -= 1
    while sum(quotas.values()) < size:
        short = max(
            quotas,
            key=lambda stratum: exact[stratum] - quotas[stratum] if quotas[stratum] < sizes[stratum] else -size,
        )
        quotas[short] += 1
    return quotas


Table = NDArray[np.float64]
_Measure = Callable[[Table, NDArray[np.int64], NDArray[np.int64]], Table]


def _bootstrapped(one: Sequence[Hashable], other: Sequence[Hashable], measure: _Measure, seed: int) -> Estimate:
    """Items drawn again are cells of the table of both codings drawn again: a multinomial, all draws at once."""
    if len(one) != len(other):
        raise ValueError("Both codings must be of the same items.")
    if not one:
        raise ValueError("There is nothing to compare.")
    cells = Counter(zip(one, other, strict=True))
    codes = {code: place for place, code in enumerate(dict.fromkeys([*one, *other]))}
    left = np.array([codes[first] for first, _ in cells])
    right = np.array([codes[second] for _, second in cells])
    counts = np.array(list(cells.values()), dtype=np.float64)
    drawn = np.random.default_rng(seed).multinomial(len(one), counts / len(one), size=_DRAWS)
    values = np.sort(measure(drawn.astype(np.float64), left, right))
    low, high = (float(values[round(share * (_DRAWS - 1))]) for share in (0.025, 0.975))
    return Estimate(float(measure(counts[None], left, right)[0]), low, high)


def _by_code(table: Table, codes: NDArray[np.int64], many: int) -> Table:
    """(draws, cells) counts to (draws, codes)."""
    return table @ np.equal.outer(codes, np.arange(many)).astype(np.float64)


def _kappa(table: Table, left: NDArray[np.int64], right: NDArray[np.int64]) -> Table:
    items, codes = table.sum(1), int(max(left.max(), right.max())) + 1
    seen = table[:, left == right].sum(1) / items
    chance = (_by_code(table, left, codes) * _by_code(table, right, codes)).sum(1) / items**2
    sure = np.isclose(chance, 1.0)
    return np.where(sure, 1.0, (seen - chance) / np.where(sure, 1.0, 1 - chance))


def _macro_f1(table: Table, truth: NDArray[np.int64], guess: NDArray[np.int64]) -> Table:
    codes = int(max(truth.max(), guess.max())) + 1
    same = truth == guess
    right = _by_code(table[:, same], truth[same], codes)
    true, said = _by_code(table, truth, codes), _by_code(table, guess, codes)
    there = true > 0
    each = np.where(there, 2 * right / np.maximum(true + said, 1), 0.0)
    return np.asarray(each.sum(1) / there.sum(1))
