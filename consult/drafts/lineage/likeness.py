"""How alike pairs of clauses are, for the pairs that can be: sparse, so that ten thousand clauses take seconds. Pure.

A likeness is a weighted mean of the cosine of weighted words, of how many words stand in the same order (rapidfuzz)
and, where the caller gives it, of the nearness of their sentence vectors. Pairs are looked for among clauses that
share rare words: a clause is compared with those that share most.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from consult.drafts.lineage.terms import Terms, Weights

CANDIDATES = 24  # clauses that one is compared with
MOST_STEPS = 100_000_000  # clauses that words lead to, in all: after that the commonest words lead nowhere
MOST_VECTORS = 1_500  # clauses on either side for which sentence vectors are asked
NEAR = 0.5  # clauses whose vectors are as near as this are compared though no rare word is common to them
WORDS, ORDER, VECTORS = 3.0, 1.0, 2.0  # what each is worth in the mean
WORDS_ALONE, ORDER_ALONE = 1.0, 1.0  # without vectors

Vectors = Mapping[int, Mapping[str, float]]  # weighted words of clauses, by place
Nearness = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""Old and new texts to a cosine for each pair, old by new; what a sentence encoder knows about them."""


@dataclass(frozen=True)
class Likeness:
    """By old and new clause (places), for the pairs that were compared; the new clauses; whether vectors helped."""

    rows: Mapping[int, Mapping[int, float]]
    new: Sequence[int]
    by_vectors: bool

    def columns(self) -> dict[int, dict[int, float]]:
        turned: dict[int, dict[int, float]] = defaultdict(dict)
        for old, row in self.rows.items():
            for new, value in row.items():
                turned[new][old] = value
        return turned


def likeness_of(
    old: Mapping[int, Terms], new: Mapping[int, Terms], weights: Weights, nearness: Nearness | None
) -> Likeness:
    """Between the clauses at these places."""
    before = {place: weights.vector(clause) for place, clause in old.items()}
    after = {place: weights.vector(clause) for place, clause in new.items()}
    near = _nearness(old, new, nearness)
    cosines = _cosines(before, after)
    for i, row in near.items():
        for j, value in row.items():
            if value > NEAR and j not in cosines[i]:
                cosines[i][j] = _dot(before[i], after[j])
    rows = {
        i: {j: _mean(cosine, _order(old[i], new[j]), near[i][j] if near else None) for j, cosine in row.items()}
        for i, row in cosines.items()
    }
    return Likeness(rows, list(new), bool(near))


def _order(old: Terms, new: Terms) -> float:
    return Indel.normalized_similarity(old.words, new.words)


def _mean(words: float, order: float, vectors: float | None) -> float:
    if vectors is None:
        return (WORDS_ALONE * words + ORDER_ALONE * order) / (WORDS_ALONE + ORDER_ALONE)
    return (WORDS * words + ORDER * order + VECTORS * max(0.0, vectors)) / (WORDS + ORDER + VECTORS)


def _nearness(
    old: Mapping[int, Terms], new: Mapping[int, Terms], nearness: Nearness | None
) -> dict[int, dict[int, float]]:
    if nearness is None or not old or not new or max(len(old), len(new)) > MOST_VECTORS:
        return {}
    table = nearness([clause.seen for clause in old.values()], [clause.seen for clause in new.values()])
    return {i: dict(zip(new, map(float, row), strict=True)) for i, row in zip(old, table, strict=True)}


def _cosines(before: Vectors, after: Vectors) -> dict[int, dict[int, float]]:
    """For each clause of either text those of the other that share most with it, with their cosines."""
    pairs = {(i, j) for i, found in _candidates(before, after) for j in found}
    pairs |= {(i, j) for j, found in _candidates(after, before) for i in found}
    cosines: dict[int, dict[int, float]] = {i: {} for i in before}
    for i, j in sorted(pairs):
        cosines[i][j] = _dot(before[i], after[j])
    return cosines


def _candidates(clauses: Vectors, others: Vectors) -> Iterator[tuple[int, list[int]]]:
    """By what they share; the commonest words lead nowhere once the work is more than `MOST_STEPS` allows."""
    holding = _holding(others)
    places = np.fromiter(others, dtype=np.int64, count=len(others))
    most = MOST_STEPS // max(1, len(clauses))
    for place, vector in clauses.items():
        known = sorted((word for word in vector if word in holding), key=lambda word: len(holding[word][0]))
        steps = np.cumsum([len(holding[word][0]) for word in known])
        kept = known[: max(1, int(np.searchsorted(steps, most)))]
        if not kept:
            yield place, []
            continue
        rows = np.concatenate([holding[word][0] for word in kept])
        shares = np.concatenate([holding[word][1] * vector[word] for word in kept])
        shared = np.bincount(rows, weights=shares, minlength=len(places))
        best = np.argsort(-shared, kind="stable")[:CANDIDATES]
        yield place, places[best[shared[best] > 0]].tolist()


def _holding(others: Vectors) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """By word the rows of the clauses that have it, and its weight in each."""
    rows: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, list[float]] = defaultdict(list)
    for row, vector in enumerate(others.values()):
        for word, weight in vector.items():
            rows[word].append(row)
            weights[word].append(weight)
    return {word: (np.array(found, dtype=np.int64), np.array(weights[word])) for word, found in rows.items()}


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)
