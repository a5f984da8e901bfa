"""Phrases that could name a theme, and how well each would: said there and not elsewhere, by many, and read as a name.

Closeness of meaning is measured with the sentence encoder where one is given: of all themes, the phrase must
lie nearest to its own.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.lexical_smoothing import unit
from nlp.labels.arabic_forms import in_bare_form, names_something
from nlp.labels.features import Lexicon, stems_of
from nlp.labels.noun_phrases import Nouns
from nlp.labels.russian_forms import in_nominative
from nlp.labels.surface_forms import (
    broken,
    dictionary,
    dictionary_form,
    german,
    german_nominative,
    grown,
    partial,
    without_measure,
)
from nlp.labels.vocabulary import SaidPhrases
from nlp.text.language_data import LanguageProfile, language_profile
from nlp.text.tokenization import BREAK, CONTENT, UNSPACED, Numbers, kind_of, stem_of
from nlp.topics.model import FoundTopics
from nlp.types import Embedder, Vectors

RANKED = 80  # features of a theme and language that are looked at
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FEW = 60  # passages of a theme and language under which phrases said once are heard too
_SINGLE, _MORE = 0.4, 0.5  # worth of a single word, and what it gains with its share of the theme
_BROAD = 0.25  # what a word is worth that says too little alone
_LISTED = 0.4  # what a phrase is worth that joins two things
_PLAIN = 0.5  # likeness to a dictionary's form from which a phrase is in it
_FORM = 0.9  # how much a dictionary's form counts
_INFLECTED = ("e", "er", "es", "en", "em", "der", "die", "das", "und", "für", "von", "zur", "mit", "im", "in")
_NO_THING, _NO_NOUN = 0.05, 0.15  # what a phrase is worth that names nothing, by our rules and by the tagger
_NAMED = 0.4  # share of uses after an article from which what looks like a participle is a noun
_GROWN = 30  # phrases of a theme that are looked up in the texts
_WIDEST = 4  # telling words of a phrase
_LONGEST = 44  # its characters
_SHARP = 12.0  # how strictly the nearest theme counts
_MANY, _SELDOM, _RARELY = 25, 0.04, 0.4  # passages, share of them under which a name is seldom said, what it is worth
_ENOUGH, _COMMON = 5, 0.12  # passages, and share of them, in which a good name is said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase as it would be written, its telling stems, and how well it names the theme."""

    text: str
    stems: tuple[str, ...]
    score: float = 0.0
    said: int = 0  # passages of the theme that have it
    share: float = 0.0  # of the theme's passages that have one of its words
    plain: bool = True  # in the form that a dictionary opens with, as far as one can tell, and a thing

    @property
    def parts(self) -> set[str]:
        """Its stems, compounds taken apart: "high-risk" overlaps with "risk"."""
        return {part for stem in self.stems for part in stem.split("-")}


class ThemeFeatures:
    """What one theme says in one language: its features by how telling and common they are."""

    def __init__(self, counts: "Counts", theme: int, language: str) -> None:
        self.of = language_profile(language)
        self.passages = counts.passages[theme][language]
        self._lexicon = counts.lexicon
        self._low, high = counts.lexicon.reach(language)
        self._shares = counts.shares(language)
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
        place = self._place(f"{self.of.code}|{stem}")
        return float(self._scores[place]) / self._most if place is not None else 0.0

    def alone(self, stem: str) -> float:
        """How well a single word may name the theme: it stands in much of it, and not in every other one."""
        place = self._place(f"{self.of.code}|{stem}")
        if place is None:
            return _SINGLE
        common = float((self._shares[:, place] >= _COMMON).mean())
        return (_SINGLE + _MORE * float(self._spread[place]) / self.passages) * (1 - common)

    def spread(self, feature: str) -> int:
        """Passages with the feature."""
        return int(self._spread[place]) if (place := self._place(feature)) is not None else 0

    def _place(self, feature: str) -> int | None:
        number = self._lexicon.places.get(feature)
        return None if number is None else number - self._low


class Counts:
    """Weights and spread of all features over the themes; columns as in the lexicon."""

    def __init__(self, found: FoundTopics, languages: Sequence[str], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.passages = [Counter[str]() for _ in range(found.weights.shape[0])]
        for theme, language in zip(found.labels.tolist(), languages, strict=True):
            self.passages[theme][language] += 1
        self._shares: dict[str, NDArray[np.float32]] = {}
        self.spread = np.asarray(lexicon.spread(found.labels, found.weights.shape[0]).todense(), dtype=np.float32)
        self.weights = np.zeros_like(self.spread)
        columns = np.array([lexicon.places.get(name, -1) for name in found.features])
        known = np.flatnonzero(columns >= 0)
        self.weights[:, columns[known]] = np.maximum(found.weights[:, known].toarray(), 0)

    def shares(self, language: str) -> NDArray[np.float32]:
        """(themes, features of the language): share of each theme's passages of that language with the feature."""
        if language not in self._shares:
            low, high = self.lexicon.reach(language)
            passages = np.array([[max(1, theme[language])] for theme in self.passages], dtype=np.float32)
            self._shares[language] = self.spread[:, low:high] / passages
        return self._shares[language]


@dataclass(frozen=True)
class PhraseJudge:
    """What tells a name from other words: how words were used, what the tagger saw and in which texts."""

    lexicon: Lexicon
    nouns: Nouns
    tagged: dict[int, int]  # row of a text to its place among those tagged


def label_candidates(said: ThemeFeatures, rows: Sequence[int], by: PhraseJudge) -> list[Candidate]:
    """Phrases for a theme whose passages of that language are `rows`, best first, by words alone."""
    made: dict[tuple[str, ...], Candidate] = {}
    written: dict[tuple[str, ...], Counter[str]] = {}
    for feature, _ in said.ranked():
        stems = stems_of(feature)
        key = _key(stems, said.of)
        written.setdefault(key, Counter()).update(by.lexicon.spellings(feature))
        first = made.setdefault(key, Candidate("", stems))
        made[key] = replace(first, said=first.said + said.spread(feature))
    code = said.of.code
    for key, one in made.items():
        written_as = dictionary_form(written[key], code)
        made[key] = replace(one, text=as_heading(written_as, one.stems, code, by.lexicon))
    if said.of.code in UNSPACED:
        made = _whole_words(made, by.lexicon.plain(said.of.code))
    for text, stems in _heard(said, rows, by):
        heading, feature = as_heading(text, stems, code, by.lexicon), f"{code}|{'_'.join(stems)}"
        one = Candidate(heading, stems, said=max(1, said.spread(feature)))
        made.setdefault(_key(stems, said.of), one)
    rated = [_rated(one, said, by) for one in made.values()]
    return sorted((one for one in rated if one.score > 0), key=lambda one: (-one.score, one.text))


def as_heading(text: str, stems: tuple[str, ...], language: str, lexicon: Lexicon) -> str:
    """The phrase in the form in which a heading stands, as far as its language and what people wrote tell it."""
    if language == "de":
        return german_nominative(text, lambda word: f"de|{word}" in lexicon)
    if language not in {"ru", "ar"} or not stems:
        return text

    def written(stem: str) -> Counter[str]:
        feature = f"{language}|{stem}"
        return lexicon.spellings(feature) if feature in lexicon else Counter[str]()

    return in_nominative(text, stems, written) if language == "ru" else in_bare_form(text, stems, written(stems[0]))


def _whole_words(made: dict[tuple[str, ...], Candidate], texts: str) -> dict[tuple[str, ...], Candidate]:
    """Phrases of a script without spaces, grown to the words they are a part of; one of each."""
    first = list(made.items())[:_GROWN]
    whole = ((key, replace(one, text=without_measure(grown(one.text, texts), texts))) for key, one in first)
    seen: dict[str, tuple[str, ...]] = {}
    kept = {key: one for key, one in whole if len(one.text) > 1 and seen.setdefault(one.text, key) == key}
    return {key: one for key, one in kept.items() if not partial(one.text, texts)} or kept


def _key(stems: tuple[str, ...], of: LanguageProfile) -> tuple[str, ...]:
    """Equal for what is one phrase in two spellings."""
    return tuple(german(stem) for stem in stems) if of.code == "de" else stems


def _heard(said: ThemeFeatures, rows: Sequence[int], by: PhraseJudge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Noun phrases of the theme's own texts: by the tagger in English, elsewhere what stands after an article."""
    if said.of.code == "en":
        found: Iterable[str] = (
            phrase for row in rows if row in by.tagged for phrase in by.nouns.phrases(by.tagged[row])
        )
        yield from _telling_parts(found, said.of)
    else:
        runs = by.lexicon.runs(said.of.code, rows) if len(rows) < _FEW else iter(())
        yield from ((text, stems) for text, stems in runs if 2 <= len(stems) <= 3 and len(text) <= _LONGEST)


def _telling_parts(phrases: Iterable[str], of: LanguageProfile) -> Iterator[tuple[str, tuple[str, ...]]]:
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


def _names(folded: str, of: LanguageProfile) -> bool:
    return kind_of(folded, of) == CONTENT and folded not in of.bare


def _rated(one: Candidate, said: ThemeFeatures, by: PhraseJudge) -> Candidate:
    """Its words are telling here, and many passages have it or one of its words."""
    telling = sum(said.telling(stem) for stem in one.stems) / len(one.stems)
    part = max(said.spread(f"{said.of.code}|{stem}") for stem in one.stems) / said.passages
    enough = max(_ENOUGH, _COMMON * said.passages)
    often = min(1.0, math.log1p(one.said) / math.log1p(enough))
    score = telling**0.7 * often * (0.1 + part) ** 0.3 * _readable(one, said, by)
    if said.passages >= _MANY and one.said < max(_ENOUGH - 2, _SELDOM * said.passages):
        score *= _RARELY  # one street for a hundred
    plain = dictionary(one.text, said.of.code) >= _PLAIN and _a_thing(one, one.text.split(" "), said.of, by)
    return replace(one, score=float(score), share=part, plain=plain)


def _readable(one: Candidate, said: ThemeFeatures, by: PhraseJudge) -> float:
    """A whole phrase of two or three words beats a word; what looks like a verb or an adverb falls behind."""
    of = said.of
    words = one.text.split(" ")
    if all(word.casefold() in of.bare for word in words) or (one.said <= 1 and _linked(words, of)):
        return 0.0
    if len(words) == 1 and words[0].casefold() in of.broad:
        return _BROAD * said.alone(one.stems[0])
    score = said.alone(one.stems[0]) if len(one.stems) == 1 else 1.0 if len(one.stems) < _WIDEST else 0.85
    score *= (1 - _FORM) + _FORM * dictionary(one.text, of.code)
    score *= _company(f"{of.code}|{'_'.join(one.stems)}", of, by.lexicon)
    if of.joiner.strip() in {word.casefold() for word in words}:
        score *= _LISTED
    if words[0].casefold() in of.bare or words[-1].casefold() in of.bare:
        score *= 0.3
    return score if _a_thing(one, words, of, by) else (_NO_NOUN if of.code == "en" else _NO_THING) * score


def _company(feature: str, of: LanguageProfile, lexicon: Lexicon) -> float:
    """Whole where it stands, and after articles; said once it may be anything."""
    if feature not in lexicon:
        return 0.5 if of.code == "en" else 0.35
    score = 0.1 + lexicon.wholeness(feature)
    return score * (0.3 + lexicon.introduction(feature)) if of.determiners else score


def _a_thing(one: Candidate, words: Sequence[str], of: LanguageProfile, by: PhraseJudge) -> bool:
    ends = {words[0]: one.stems[0], words[-1]: one.stems[-1]}
    if any(_verbal(word, of) and not _a_noun(stem, of, by.lexicon) for word, stem in ends.items()):
        return False
    participle = bool(of.participles) and words[0].casefold().endswith(of.participles)
    if cut_off(words, of) or (participle and not _a_noun(one.stems[0], of, by.lexicon)):
        return False
    if of.code in UNSPACED:
        return not broken(one.text)
    if of.code == "ar":
        return _arabic(one, words, by.lexicon)
    if of.code == "de":
        return words[-1][:1].isupper() and all(word[:1].isupper() or word.endswith(_INFLECTED) for word in words[:-1])
    if of.code == "en":
        return by.nouns.names_a_thing(one.text, seen=len(words) == 1)
    return True


def _arabic(one: Candidate, words: Sequence[str], lexicon: Lexicon) -> bool:
    def definite(stem: str) -> bool:
        return f"ar|{stem}" in lexicon and any("ال" in spelt[:4] for spelt in lexicon.spellings(f"ar|{stem}"))

    return names_something(words, one.stems, lambda stem: f"ar|{stem}" in lexicon, definite)


def cut_off(words: Sequence[str], of: LanguageProfile) -> bool:
    """Two things side by side that nothing links: "impacto la realiza", "scrutin s'écarte"."""
    parts = [part for word in words for part in word.casefold().split("'")]
    return any(
        part in of.articles and (before in of.articles or before not in of.inside) for before, part in pairwise(parts)
    )


def _a_noun(stem: str, of: LanguageProfile, lexicon: Lexicon) -> bool:
    """People often wrote the word after an article, in a language that has articles before all nouns."""
    feature = f"{of.code}|{stem}"
    return bool(of.participles) and feature in lexicon and lexicon.introduction(feature) >= _NAMED


def _linked(words: Sequence[str], of: LanguageProfile) -> bool:
    """A noun with "of" and another: said once it is chance, twice a term."""
    return of.code == "en" and any(word.casefold() in of.inside for word in words)


def _verbal(word: str, of: LanguageProfile) -> bool:
    """It ends as verbs do, and as no noun does."""
    last = word.rpartition("'")[2]
    return len(last) > 4 and last.endswith(of.verb_endings) and not last.rstrip("s").endswith(of.nouns)


class Meaning:
    """How near phrases lie to each theme, by the sentence encoder."""

    def __init__(self, vectors: Vectors, labels: Numbers, embedder: Embedder, said: SaidPhrases | None = None) -> None:
        self._embedder = embedder
        self._said = said
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
        return self.about_their_mean(self.raw(texts))

    def raw(self, texts: Sequence[str]) -> Vectors:
        """Of phrases, as the embedder gives them."""
        return self._embedder.embed(texts)

    def about_their_mean(self, raw: Vectors) -> Vectors:
        """Short texts lie apart from long ones."""
        return unit(raw - raw.mean(0))

    def fitting(self, raw: Vectors, languages: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """(phrases, themes) twice: share of a theme's passages that say a phrase, and how well it sets them apart."""
        return self._said.fitting(raw, languages) if self._said is not None else None

    def nearness(self, phrases: Vectors) -> NDArray[np.float32]:
        """(phrases, themes): to which theme each would be told to belong; rows add up to one."""
        cosines = _SHARP * (unit(phrases) @ self._centres.T)
        grown = np.exp(cosines - cosines.max(1, keepdims=True))
        return np.asarray(grown / grown.sum(1, keepdims=True), dtype=np.float32)
