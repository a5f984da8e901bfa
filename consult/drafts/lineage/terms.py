"""A clause as weighted words. Pure.

Words are folded as a search folds them and stand for themselves and for their first letters, so that *shared* and
*sharing* are nearly one; a script without spaces gives pairs of signs. A word weighs by how few clauses of both texts
have it (inverse document frequency), so that what all clauses of a guideline say makes no two of them the same; and
the first words of a clause, which as a rule name its subject, weigh a little more.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from consult.core.text import as_seen, folded_for_search
from consult.drafts.text_diff import UNSPACED, diff_tokens

ROOT, STEM = 4, 7  # first letters by which a word is known, roughly and more finely
STEM_WEIGHT = 0.7  # of the finer, beside 1 for the rough
HEAD, HEAD_WEIGHT = 8, 1.5  # so many first words weigh so much more
RARITY = 1.5  # power of the inverse document frequency
LONGEST = 600  # words of a clause that are looked at
_MARKUP = regex.compile(r"<[^<>]{1,200}>|(?<=\])\([^()\s]*\)")  # tags, and where a Markdown link leads
_UNSPACED = regex.compile(rf"[{UNSPACED}]")
_ARTICLE = regex.compile(r"^(?:[وفبك]?ال|[وف]?لل)(?=\p{Arabic}{3})")


@dataclass(frozen=True)
class Terms:
    """One clause: its words in order, stemmed."""

    seen: str
    words: Sequence[str]

    @cached_property
    def counted(self) -> Mapping[str, float]:
        """Each root and stem with its weight; where it stands first counts."""
        found: dict[str, float] = {}
        for place, word in enumerate(self.words):
            weight = HEAD_WEIGHT if place < HEAD else 1.0
            found.setdefault(word[:ROOT], weight)
            if len(word) > ROOT:
                found.setdefault(f"{word}-", weight * STEM_WEIGHT)
        return found


def terms_of(text: str) -> Terms:
    folded = folded_for_search(_MARKUP.sub(" ", text))
    words = [word for word in diff_tokens(folded) if any(sign.isalnum() for sign in word)][:LONGEST]
    stems = [_stem(word, following) for word, following in zip(words, [*words[1:], ""], strict=False)]
    return Terms(as_seen(text), stems or [folded])


def _stem(word: str, following: str) -> str:
    if _UNSPACED.match(word):
        return word + following if _UNSPACED.match(following) else word
    word = _ARTICLE.sub("", word)
    return word[:STEM] if len(word) > STEM else word.removesuffix("s")


class Weights:
    """How much each word of two texts says."""

    def __init__(self, clauses: Sequence[Terms]) -> None:
        self.held = Counter(word for clause in clauses for word in clause.counted)
        self._rare = {word: math.log(1 + len(clauses) / (count + 0.5)) ** RARITY for word, count in self.held.items()}

    def vector(self, clause: Terms) -> dict[str, float]:
        """The words of a clause as a vector of unit length."""
        raw = {word: weight * self._rare[word] for word, weight in clause.counted.items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {word: weight / length for word, weight in raw.items()}
