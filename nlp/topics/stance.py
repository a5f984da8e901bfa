"""Whether a point is for or against a text, learnt from points of one question that people coded: never guessed before.

A logistic regression on the vectors at hand. How right it is is estimated by cross-validation in five parts and said
with the share that the most common stance has, because vectors hardly see a negation: in the arguments on the French
bill of 2015, twenty coded points of a theme make it no better than naming the most common stance (.57 against .59),
and then nothing may be built on it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from nlp.types import Vectors

FEWEST = 20  # coded points of a question from which anything is learnt
EACH = 5  # and of a stance, for it to be told at all
_PARTS = 5
_PENALTY = 10.0
_GOOD = 0.75  # share right, under which it is not to be relied on
_Z = 1.96  # for an interval that holds the true share in 95 of 100 such samples


@dataclass(frozen=True)
class StanceCheck:
    """Of `coded` points the share told right by cross-validation, with its interval (Wilson 1927), and the share of the
    most common stance, which is right without looking."""

    coded: int
    accuracy: float
    low: float
    high: float
    most_common: float

    @property
    def reliable(self) -> bool:
        """Good, and beyond chance better than naming the most common one."""
        return self.accuracy >= _GOOD and self.low > self.most_common


@dataclass(frozen=True)
class StanceGuess:
    stance: str
    p: float


def suggested_stances(
    coded: Vectors, stances: Sequence[str], others: Vectors
) -> tuple[StanceCheck, tuple[StanceGuess, ...]] | None:
    """(n, d) rows of unit length with what people said of each, and (m, d) others, to a check and m suggestions.

    None where too few are coded, or fewer than two stances have five points each. Rows in another order: the same.
    """
    counts = Counter(stances)
    told = [row for row, stance in enumerate(stances) if counts[stance] >= EACH]
    if len(told) < FEWEST or len({stances[row] for row in told}) < 2:
        return None
    told.sort(key=lambda row: (stances[row], coded[row].tobytes()))
    rows, said = coded[told], np.array([stances[row] for row in told])
    model = LogisticRegression(C=_PENALTY, max_iter=1000)
    right = float((cross_val_predict(model, rows, said, cv=StratifiedKFold(_PARTS)) == said).mean())
    low, high = _interval(right, len(told))
    check = StanceCheck(len(told), right, low, high, max(counts[stance] for stance in set(said)) / len(told))
    if not len(others):
        return check, ()
    likely = model.fit(rows, said).predict_proba(others)
    best = likely.argmax(1)
    guesses = (StanceGuess(str(model.classes_[n]), float(row[n])) for n, row in zip(best, likely, strict=True))
    return check, tuple(guesses)


def _interval(share: float, many: int) -> tuple[float, float]:
    middle = (share + _Z**2 / (2 * many)) / (1 + _Z**2 / many)
    wide = _Z / (1 + _Z**2 / many) * sqrt(share * (1 - share) / many + _Z**2 / (4 * many**2))
    return max(0.0, middle - wide), min(1.0, middle + wide)
