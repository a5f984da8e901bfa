"""Is the machine right? Agreement of two codings of the same sample, with 95 % intervals. Pure; loads nothing."""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

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


_Measure = Callable[[Sequence[Hashable], Sequence[Hashable]], float]


def _bootstrapped(one: Sequence[Hashable], other: Sequence[Hashable], measure: _Measure, seed: int) -> Estimate:
    if len(one) != len(other):
        raise ValueError("Both codings must be of the same items.")
    if not one:
        raise ValueError("There is nothing to compare.")
    draw = random.Random(seed)
    values = []
    for _ in range(_DRAWS):
        places = draw.choices(range(len(one)), k=len(one))
        values.append(measure([one[place] for place in places], [other[place] for place in places]))
    values.sort()
    return Estimate(measure(one, other), values[round(0.025 * (_DRAWS - 1))], values[round(0.975 * (_DRAWS - 1))])


def _kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    many = len(one)
    seen = sum(a == b for a, b in zip(one, other, strict=True)) / many
    left, right = Counter(one), Counter(other)
    chance = sum(left[code] * right[code] for code in left) / many**2
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def _macro_f1(truth: Sequence[Hashable], guess: Sequence[Hashable]) -> float:
    right = Counter(a for a, b in zip(truth, guess, strict=True) if a == b)
    true, said = Counter(truth), Counter(guess)
    return sum(2 * right[code] / (true[code] + said[code]) for code in true) / len(true)
