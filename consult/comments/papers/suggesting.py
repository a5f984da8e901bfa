"""Which clause an excerpt seems to be about: the one it names, quotes, or has the likest words of. Pure."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

NAMED, QUOTED, LEAST = 1.0, 0.9, 0.1
LEAST_QUOTED = 40  # letters of a clause that tell it from another
LEAST_WORD = 4
LEAST_IN_COMMON = 3


@dataclass(frozen=True)
class SuggestedFrom:
    clause_id: int
    number: str
    text: str


@dataclass(frozen=True)
class Suggested:
    clause_id: int
    certainty: float  # 1 it is named, 0.9 quoted; below, how like the words are


class ClauseSuggester:
    """Made once for a draft; asked for each excerpt."""

    def __init__(self, clauses: Sequence[SuggestedFrom]) -> None:
        self.clauses = clauses
        self.named = [(one, _as_named(one.number)) for one in clauses if one.number]

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Of each word: rare ones tell clauses apart (inverse document frequency)."""
        seen = Counter(word for one in self.clauses for word in set(_words(one.text)))
        return {word: math.log(1 + len(self.clauses) / times) for word, times in seen.items()}

    @cached_property
    def vectors(self) -> Sequence[tuple[SuggestedFrom, Mapping[str, float]]]:
        return [(one, self._vector(one.text)) for one in self.clauses]

    def suggested(self, excerpt: str) -> Suggested | None:
        named = [one for one, pattern in self.named if pattern.search(excerpt)]
        if len(named) == 1:
            return Suggested(named[0].clause_id, NAMED)
        among = {one.clause_id for one in named} or {one.clause_id for one in self.clauses}
        plain = " ".join(_words(excerpt, least=1))
        for one in self.clauses:
            words = " ".join(_words(one.text, least=1))
            long_enough = LEAST_QUOTED <= len(words) <= len(plain)
            if one.clause_id in among and long_enough and fuzz.partial_ratio(words, plain) >= 90:
                return Suggested(one.clause_id, QUOTED)
        return self._likest(excerpt, among)

    def _likest(self, excerpt: str, among: set[int]) -> Suggested | None:
        """Two words in common are chance, however short both texts are."""
        own = self._vector(excerpt)
        scored = [
            (sum(weight * own[word] for word, weight in vector.items() if word in own), one.clause_id)
            for one, vector in self.vectors
            if one.clause_id in among and len(vector.keys() & own.keys()) >= LEAST_IN_COMMON
        ]
        score, clause_id = max(scored, default=(0.0, 0))
        return Suggested(clause_id, round(min(score, 0.89), 2)) if score >= LEAST else None

    def _vector(self, text: str) -> dict[str, float]:
        counted = Counter(word for word in _words(text) if word in self.weights)
        weighed = {word: (1 + math.log(times)) * self.weights[word] for word, times in counted.items()}
        length = math.sqrt(sum(weight**2 for weight in weighed.values())) or 1.0
        return {word: weight / length for word, weight in weighed.items()}


def _as_named(number: str) -> re.Pattern[str]:
    """A number without letters or points is one only where the excerpt says of what."""
    of_what = r"(?:clause|section|article|para(?:graph)?|§)\s*" if number.isdecimal() else r"(?<![\w.-])"
    return re.compile(rf"{of_what}{re.escape(number)}(?![\w-]|\.\d)", re.IGNORECASE)


def _words(text: str, *, least: int = LEAST_WORD) -> list[str]:
    """Folded, by their beginning: “cities” and “citizens” differ, “city’s” and “city” do not."""
    return [word[:8] if least > 1 else word for word in re.findall(r"\w+", text.casefold()) if len(word) >= least]
