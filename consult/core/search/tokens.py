"""A text as tokens: what is indexed and what is looked for, normalised in one place for both databases. Pure.

Words are folded (`core.text.folded_for_search`: case, accents, composition, vowel signs and hamza of Arabic, dotted and
dotless i, ß), digits of every script are ASCII, and what a language elides before an apostrophe is left out. They are
stemmed by the language of the text (Snowball, Porter 1980 and 2001). Scripts that write no blanks between words are
cut into overlapping pairs of characters (bigrams; Nie et al. 1999), with the last one alone, so that any character is
the beginning of a token.
"""

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex
import snowballstemmer

from consult.core.text import folded_for_search

# By two-letter code: Snowball's name of the language, and its script.
STEMMERS = {
    "ar": ("arabic", "Arabic"),
    "de": ("german", "Latin"),
    "el": ("greek", "Greek"),
    "en": ("english", "Latin"),
    "es": ("spanish", "Latin"),
    "fr": ("french", "Latin"),
    "hi": ("hindi", "Devanagari"),
    "it": ("italian", "Latin"),
    "nl": ("dutch", "Latin"),
    "pt": ("portuguese", "Latin"),
    "ru": ("russian", "Cyrillic"),
    "tr": ("turkish", "Latin"),
}
LONGEST = 60  # characters of a token; what is longer is no word
_SHORTEST = 3  # of a stem: what is shorter is what too many words have in common
# Scripts with one language among ours: its stemmer serves also where the text says no language.
_ALONE = {"Arabic": "ar", "Cyrillic": "ru", "Greek": "el", "Devanagari": "hi"}
_SCRIPTS = {name: regex.compile(rf"\p{{{name}}}") for name in ("Latin", *_ALONE)}

_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_RUNS = regex.compile(
    rf"(?P<dense>[{_DENSE}][{_DENSE}\p{{M}}ー]*)|(?P<word>[[\p{{L}}\p{{M}}\p{{N}}]--[{_DENSE}]]+)", regex.V1
)
_PARTS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_CHARACTER = regex.compile(r"\X")
_APOSTROPHES = frozenset("'’ʼ‘`´′")
_BEFORE = frozenset(
    {"l", "d", "j", "m", "n", "t", "s", "c", "qu", "jusqu", "lorsqu", "puisqu", "dell", "nell", "all", "un"}
)
_AFTER = frozenset({"s", "t"})  # people's, don't


@dataclass(frozen=True)
class Token:
    """`text` as it is indexed, from `start` to `end` of the whole, in code points. `dense`: of a bigram script."""

    text: str
    start: int
    end: int
    dense: bool = False


def words_of(text: str) -> list[Token]:
    """Folded, in order, not stemmed yet: what a query begins with."""
    found: list[Token] = []
    for run in _RUNS.finditer(text):
        if run["dense"]:
            found += _pairs(run[0], run.start())
        elif not _elided(text, run.start(), run.end()):
            found += (Token(part, run.start(), run.end()) for part in _folded(run[0]))
    return found


def tokens_of(text: str, language: str | None) -> list[Token]:
    """What of a text in this language is indexed; positions count from 0 in the order of the list."""
    return [word if word.dense else Token(stem(word.text, language), word.start, word.end) for word in words_of(text)]


def stem(word: str, language: str | None) -> str:
    """The stem of a folded word in a text of this language; the word itself where there is none to take."""
    script = script_of(word)
    if script is None or not word.isalpha() or (language is not None and language not in STEMMERS):
        return word
    chosen = language if language is not None and STEMMERS[language][1] == script else _ALONE.get(script)
    return _stemmed(word, chosen) if chosen else word


def stems_in_any_language(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Each way in which a text may hold these folded words in a row: as they are, and as each language stems them."""
    ways = {tuple(words): None}
    for language in STEMMERS:
        ways[tuple(stem(word, language) for word in words)] = None
    return list(ways)


@lru_cache(maxsize=4096)
def script_of(word: str) -> str | None:
    return next((name for name, has in _SCRIPTS.items() if has.match(word)), None)


def _pairs(run: str, at: int) -> Iterator[Token]:
    places = [(found.start(), found.end()) for found in _CHARACTER.finditer(run)]
    for index, (start, end) in enumerate(places):
        stop = places[index + 1][1] if index + 1 < len(places) else end
        folded = "".join(_folded(run[start:stop]))
        if folded:
            yield Token(folded, at + start, at + stop, dense=True)


def _elided(text: str, start: int, end: int) -> bool:
    """An article before an apostrophe, or an ending after one: no word of its own."""
    word = text[start:end].casefold()
    if word in _BEFORE and text[end : end + 1] in _APOSTROPHES and text[end + 1 : end + 2].isalpha():
        return True
    return word in _AFTER and start > 1 and text[start - 1] in _APOSTROPHES and text[start - 2].isalpha()


@lru_cache(maxsize=65_536)
def _folded(word: str) -> tuple[str, ...]:
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in folded_for_search(word))
    return tuple(part[:LONGEST] for part in _PARTS.findall(plain))


@lru_cache(maxsize=131_072)
def _stemmed(word: str, language: str) -> str:
    if language == "es" and word.endswith("cion"):  # Snowball knows the ending by its accent, which is folded
        word = word.removesuffix("cion") + "ción"
    if language == "ar":
        word = _without_article(word)
    stemmed = str(_stemmer(language).stemWord(word))
    stemmed = "".join(_folded(stemmed))
    return stemmed if len(stemmed) >= _SHORTEST else word


def _without_article(word: str) -> str:
    """Arabic's article and what is written together with it, as light10 takes it away (Larkey et al. 2007)."""
    beginning = next((sign for sign in ("وال", "فال", "بال", "كال", "ال", "لل") if word.startswith(sign)), "")
    return word.removeprefix(beginning) if len(word) - len(beginning) >= 3 else word


_OF_THREAD = threading.local()


def _stemmer(language: str) -> Any:
    """Snowball's stemmers keep state while they work: each thread has its own."""
    known: dict[str, Any] = _OF_THREAD.__dict__.setdefault("stemmers", {})
    if language not in known:
        known[language] = snowballstemmer.stemmer(STEMMERS[language][0])
    return known[language]
