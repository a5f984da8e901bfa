"""Phrases that could name a theme, and how well each would: said there and not elsewhere, by many, and read as a name.

Closeness of meaning is measured with the sentence encoder where one is given: of all themes, the phrase must
lie nearest to its own.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp.nouns import Nouns
from nlp.records import Vectors
from nlp.smoothing import unit
from nlp.themes import Found
from nlp.tokens import BREAK, CONTENT, Numbers, kind_of, stem_of
from nlp.tongue import Tongue, tongue
from nlp.vectors import Embedder
from nlp.words import Lexicon, stems_of

RANKED = 80  # features of a theme and language that are looked at
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WIDEST = 4  # telling words of a phrase
_LONGEST = 44  # its characters
_SHARP = 12.0  # how strictly the nearest theme counts
_ENOUGH, _COMMON = 3, 0.06  # passages, and share of them, in which a good name is said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase as it would be written, its telling stems, and how well it names the theme."""

    text: str
    stems: tuple[str, ...]
    score: float = 0.0
    said: int = 1  # passages of the theme that have it
    share: float = 0.0  # of the theme's passages that have one of its words

    @property
    def parts(self) -> set[str]:
        """Its stems, compounds taken apart: "high-risk" overlaps with "risk"."""
        return {part for stem in self.stems for part in stem.split("-")}


class Said:
    """What one theme says in one language: its features by how telling and common they are."""

    def __init__(self, counts: "Counts", theme: int, language: str, passages: int) -> None:
        self.of = tongue(language)
        self.passages = passages
        self._lexicon = counts.lexicon
        self._low, high = counts.lexicon.reach(language)
        self._spread = counts.spread[theme, self._low : high]
        self._scores = counts.weights[theme, self._low : high] * np.sqrt(self._spread)
        self._most = float(self._scores.max(initial=0.0)) or 1.0

    def ranked(self) -> Iterator[tuple[str, float]]:
        """At most eighty features with their score, best first; those of one text only if there are few."""
        order = np.argsort(-self._scores, kind="stable")[: 4 * RANKED]
        order = order[self._scores[order] > 0]
        often = order[self._spread[order] > 1]
        for place in (often if len(often) >= 8 else order)[:RANKED].tolist():
            yield self._lexicon.name(self._low + place), float(self._scores[place])

    def telling(self, stem: str) -> float:
        """How telling a word is here, 1 is most."""
        return float(self._scores[place]) / self._most if (place := self._place(stem)) is not None else 0.0

    def spread(self, feature: str) -> int:
        """Passages with the feature."""
        return int(self._spread[place]) if (place := self._place(feature)) is not None else 0

    def _place(self, stems: str) -> int | None:
        number = self._lexicon.places.get(f"{self.of.code}|{stems}")
        return None if number is None else number - self._low


class Counts:
    """Weights and spread of all features over the themes; columns as in the lexicon."""

    def __init__(self, found: Found, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.spread = np.asarray(lexicon.spread(found.labels, found.weights.shape[0]).todense(), dtype=np.float32)
        self.weights = np.zeros_like(self.spread)
        columns = np.array([lexicon.places.get(name, -1) for name in found.features])
        known = np.flatnonzero(columns >= 0)
        self.weights[:, columns[known]] = np.maximum(found.weights[:, known].toarray(), 0)


@dataclass(frozen=True)
class Reader:
    """What tells a name from other words: how words were used, what the tagger saw and in which texts."""

    lexicon: Lexicon
    nouns: Nouns
    tagged: dict[int, int]  # row of a text to its place among those tagged


def candidates(said: Said, rows: Sequence[int], by: Reader) -> list[Candidate]:
    """Phrases for a theme whose passages of that language are `rows`, best first, by words alone."""
    made: dict[tuple[str, ...], Candidate] = {}
    for feature, _ in said.ranked():
        stems = stems_of(feature)
        made[stems] = Candidate(by.lexicon.spelling(feature), stems, said=said.spread("_".join(stems)))
    for text, stems in _heard(said, rows, by):
        if stems not in made:
            made[stems] = Candidate(text, stems, said=max(1, said.spread("_".join(stems))))
    rated = [_rated(one, said, by) for one in made.values()]
    return sorted((one for one in rated if one.score > 0), key=lambda one: (-one.score, one.text))


def _heard(said: Said, rows: Sequence[int], by: Reader) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Noun phrases of the theme's own texts: by the tagger in English, elsewhere what stands after an article."""
    if said.of.code == "en":
        found: Iterable[str] = (
            phrase for row in rows if row in by.tagged for phrase in by.nouns.phrases(by.tagged[row])
        )
        yield from _telling_parts(found, said.of)
    else:
        runs = by.lexicon.runs(said.of.code, rows[:40])
        yield from ((text, stems) for text, stems in runs if 2 <= len(stems) <= 3 and len(text) <= _LONGEST)


def _telling_parts(phrases: Iterable[str], of: Tongue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Without stop words and bare words at the front; not those with boilerplate inside."""
    for phrase in phrases:
        words = [(match[0], match.start()) for match in _WORD.finditer(phrase)]
        while words and not _names(words[0][0].casefold(), of):
            words = words[1:]
        telling = [word for word, _ in words if kind_of(word.casefold(), of) == CONTENT]
        linking = [word for word, _ in words if kind_of(word.casefold(), of) == BREAK]
        text = phrase[words[0][1] :] if words else ""
        stems = tuple(stem_of(word.casefold(), of.code) for word in telling)
        if 2 <= len(stems) <= _WIDEST and not linking and len(text) <= _LONGEST and len(set(stems)) == len(stems):
            yield text, stems


def _names(folded: str, of: Tongue) -> bool:
    return kind_of(folded, of) == CONTENT and folded not in of.bare


def _rated(one: Candidate, said: Said, by: Reader) -> Candidate:
    """Its words are telling here, and many passages have it or one of its words."""
    telling = sum(said.telling(stem) for stem in one.stems) / len(one.stems)
    part = max(said.spread(stem) for stem in one.stems) / said.passages
    enough = max(_ENOUGH, _COMMON * said.passages)
    often = min(1.0, math.log1p(one.said) / math.log1p(enough))
    score = telling**0.7 * often * (0.1 + part) ** 0.3 * _readable(one, said, by)
    return replace(one, score=float(score), share=part)


def _readable(one: Candidate, said: Said, by: Reader) -> float:
    """A whole phrase of two or three words beats a word; what looks like a verb or an adverb falls behind."""
    of = said.of
    words = one.text.split(" ")
    if all(word.casefold() in of.bare for word in words) or (one.said == 1 and _linked(words, of)):
        return 0.0
    score = {1: 0.45, 2: 1.0, 3: 1.0}.get(len(one.stems), 0.85)
    feature = f"{of.code}|{'_'.join(one.stems)}"
    if feature in by.lexicon:
        score *= 0.1 + by.lexicon.wholeness(feature)
        if of.determiners:
            score *= 0.3 + by.lexicon.introduction(feature)
    else:
        score *= 0.7
    if words[0].casefold() in of.bare or words[-1].casefold() in of.bare:
        score *= 0.3
    verbal = any(_verbal(word, of) for word in (words[0], words[-1]))
    if verbal or (of.code == "en" and not by.nouns.names_a_thing(one.text)):
        score *= 0.15
    return score


def _linked(words: Sequence[str], of: Tongue) -> bool:
    """A noun with "of" and another: said once it is chance, twice a term."""
    return of.code == "en" and any(word.casefold() in of.inside for word in words)


def _verbal(word: str, of: Tongue) -> bool:
    last = word.rpartition("'")[2]
    return len(last) > 4 and last.endswith(of.verb_endings) and not last.rstrip("s").endswith(of.nouns)


class Meaning:
    """How near phrases lie to each theme, by the sentence encoder."""

    def __init__(self, vectors: Vectors, labels: Numbers, embedder: Embedder) -> None:
        self._embedder = embedder
        middle = vectors.mean(0)
        number = int(labels.max()) + 1
        near = unit(vectors - middle)
        sums = np.stack([near[labels == theme].sum(0) for theme in range(number)])
        self._centres = unit(sums)
        self.own = np.einsum("ij,ij->i", near, self._centres[labels])  # of each passage to its own theme
        raw = unit(np.stack([vectors[labels == theme].mean(0) for theme in range(number)]))
        cosines = np.einsum("ij,ij->i", vectors, raw[labels])
        self.tightness = np.array([cosines[labels == theme].mean() for theme in range(number)])

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Of phrases, about their common mean: short texts lie apart from long ones."""
        raw = self._embedder.embed(texts)
        return unit(raw - raw.mean(0))

    def nearness(self, phrases: Vectors) -> NDArray[np.float32]:
        """(phrases, themes): to which theme each would be told to belong; rows add up to one."""
        cosines = _SHARP * (unit(phrases) @ self._centres.T)
        grown = np.exp(cosines - cosines.max(1, keepdims=True))
        return np.asarray(grown / grown.sum(1, keepdims=True), dtype=np.float32)
