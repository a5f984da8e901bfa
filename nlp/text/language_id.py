"""In which language each text is written.

py3langid (naive Bayes on byte n-grams, Lui & Baldwin 2012), restricted to the languages of the round:
with the usual hundred candidates a four-word comment is a lottery, with six it is right 99 times in 100.
Its automaton walks thousands of texts at once, a byte at a time: the same answers, five times sooner.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from scipy.sparse import csr_matrix

from nlp.text.surroundings import own_words
from nlp.types import Text

UNDETERMINED = "und"
UNITED_NATIONS = ("ar", "en", "es", "fr", "ru", "zh")
_READ = 240  # characters are enough, and a megabyte would take seconds
_LONG = 40  # letters from which a guess among all languages can be believed
_LIKELY, _SURE = 0.7, 0.9
_AT_ONCE = 4_096
_ASKED = 2_000  # texts of which some are asked what is spoken

_WORDY = 3  # letters of another script that one Chinese character weighs as much as
_SCRIPTS = {
    name: (re.compile(f"[{letters}]"), codes)  # the likeliest language first
    for name, letters, codes in (
        ("Han", "\u3400-\u9fff\uf900-\ufaff", "zh ja"),
        ("Kana", "\u3040-\u30ff", "ja"),
        ("Hangul", "\uac00-\ud7af\u1100-\u11ff", "ko"),
        ("Cyrillic", "\u0400-\u052f", "ru uk bg sr mk be kk ky mn"),
        ("Arabic", "\u0620-\u064a\u066e-\u06d3\u0750-\u077f", "ar fa ur ps ug"),
        ("Greek", "\u0370-\u03ff\u1f00-\u1fff", "el"),
        ("Hebrew", "\u05d0-\u05ea", "he"),
        ("Armenian", "\u0530-\u058f", "hy"),
        ("Georgian", "\u10a0-\u10ff", "ka"),
        ("Devanagari", "\u0900-\u097f", "hi mr ne"),
        ("Bengali", "\u0980-\u09ff", "bn as"),
        ("Gurmukhi", "\u0a00-\u0a7f", "pa"),
        ("Gujarati", "\u0a80-\u0aff", "gu"),
        ("Oriya", "\u0b00-\u0b7f", "or"),
        ("Tamil", "\u0b80-\u0bff", "ta"),
        ("Telugu", "\u0c00-\u0c7f", "te"),
        ("Kannada", "\u0c80-\u0cff", "kn"),
        ("Malayalam", "\u0d00-\u0d7f", "ml"),
        ("Sinhala", "\u0d80-\u0dff", "si"),
        ("Thai", "\u0e00-\u0e7f", "th"),
        ("Lao", "\u0e80-\u0eff", "lo"),
        ("Ethiopic", "\u1200-\u137f", "am"),
        ("Khmer", "\u1780-\u17ff", "km"),
    )
}
_UNLIKE_LATIN = frozenset(code for _, codes in _SCRIPTS.values() for code in codes.split()) - {"sr"}

Guess = tuple[str, float]


def languages_of(texts: Sequence[Text], allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """ISO 639-1 code of each text, in order; "und" where there are no letters.

    Without `allowed`, the languages of the round are those that at least one long text in two hundred is written in,
    and all that are declared. A script decides first; then a declared language wins over an unsure guess. A text of
    addresses alone has no language but the declared one.
    """
    reader = LanguageModel()
    spoken = _known_to(reader, allowed) if allowed else _spoken(reader, texts)
    starts = [_start(text.text) for text in texts]
    among = [_among(start, reader, spoken) for start in starts]
    guesses: list[Guess] = [(UNDETERMINED, 0.0)] * len(texts)
    for choice in sorted(set(among), key=sorted):
        rows = [row for row, mine in enumerate(among) if mine == choice]
        guessed = reader.guesses([starts[row] for row in rows], choice) if len(choice) > 1 else []
        for row, guess in zip(rows, guessed or [(min(choice), 1.0)] * len(rows), strict=True):
            guesses[row] = guess
    known = zip(texts, starts, guesses, among, strict=True)
    return tuple(_language(text.language, start, guess, mine | spoken) for text, start, guess, mine in known)


def _start(text: str) -> str:
    """Its first words, without what surrounds them; nothing where it has none of its own."""
    return own_words(text[: 4 * _READ])[:_READ]


def _among(start: str, reader: "LanguageModel", spoken: AbstractSet[str]) -> frozenset[str]:
    """Languages of the round in the script of the text; those of the script where nobody else writes it."""
    script = "" if start.isascii() else _script(start)
    if not script:
        latin = frozenset(spoken) - _UNLIKE_LATIN
        return latin or frozenset({"en", "es", "fr"})
    written = frozenset(_SCRIPTS[script][1].split()) & set(reader.codes)
    return (written & spoken) or (written if len(start) >= _LONG else frozenset(_SCRIPTS[script][1].split()[:1]))


def _script(start: str) -> str:
    """The script that most letters are in, other than Latin; kana among the Chinese characters is Japanese."""
    counts = {name: len(pattern.findall(start)) for name, (pattern, _) in _SCRIPTS.items()}
    if counts["Kana"] and 8 * counts["Kana"] >= counts["Han"]:
        counts = {**counts, "Kana": counts["Kana"] + counts["Han"], "Han": 0}
    name = max(counts, key=lambda name: counts[name])
    weight = _WORDY if name in {"Han", "Kana"} else 1
    letters = sum(character.isalpha() for character in start)
    return name if weight * counts[name] * 2 > letters + (weight - 1) * counts[name] else ""


class LanguageModel:
    """py3langid's model, asked about many texts at once."""

    def __init__(self) -> None:
        self._model = model = copy(_model())
        self.codes: tuple[str, ...] = tuple(model.labels)
        self._next = np.asarray(model.tk_nextmove)
        self._base = np.asarray(model.tk_row).astype(np.int64) << 8
        self._feature = np.asarray(model.tk_output)

    def guesses(self, texts: Sequence[str], among: Collection[str]) -> list[Guess]:
        """For each text the likeliest of these languages and its probability, as `LanguageIdentifier.classify`."""
        self._model.set_languages(sorted(among))
        made: list[Guess] = []
        for start in range(0, len(texts), _AT_ONCE):
            made.extend(self._guesses([_plain(text) for text in texts[start : start + _AT_ONCE]]))
        return made

    def _guesses(self, texts: Sequence[bytes]) -> Iterator[Guess]:
        model = self._model
        counts = self._counts(texts)
        used = np.unique(counts.indices)
        scores = counts[:, used] @ model.nb_ptc[used].astype(np.float32)
        scores[np.diff(counts.indptr) > 0] += model.nb_pc
        scores *= 1.0 / np.sqrt(np.maximum([len(text) for text in texts], 1))[:, None]
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        for first, other in model._alias_pairs:  # noqa: SLF001 - two columns of one language, told nowhere else
            shares[:, first] += shares[:, other]
            shares[:, other] = 0
        best = shares.argmax(1)
        for place, share in zip(best.tolist(), shares[np.arange(len(best)), best].tolist(), strict=True):
            yield model.nb_classes[place], share

    def _counts(self, texts: Sequence[bytes]) -> csr_matrix:
        """(n, features) log of one plus how often each feature was passed, all texts walked in step."""
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        lengths = np.array([len(texts[row]) for row in order], dtype=np.int64)
        letters = np.zeros((len(texts), int(lengths[0]) if len(lengths) else 0), dtype=np.uint8)
        for place, row in enumerate(order):
            letters[place, : lengths[place]] = np.frombuffer(texts[row], dtype=np.uint8)
        state = np.zeros(len(texts), dtype=np.int64)
        rows: list[NDArray[np.int64]] = []
        passed: list[NDArray[np.int64]] = []
        for step in range(letters.shape[1]):
            going = int(np.searchsorted(-lengths, -step, side="left"))
            state[:going] = self._next[self._base[state[:going]] + letters[:going, step]]
            feature = self._feature[state[:going]]
            found = np.flatnonzero(feature >= 0)
            rows.append(found)
            passed.append(feature[found])
        places = np.array(order, dtype=np.int64)[np.concatenate(rows)] if rows else np.empty(0, np.int64)
        features = np.concatenate(passed) if passed else places
        ones = np.ones(len(places), dtype=np.float32)
        counts = csr_matrix((ones, (places, features)), shape=(len(texts), len(self._model.nb_ptc)))
        counts.sum_duplicates()
        counts.data = np.log1p(counts.data)
        return counts


@cache
def _model() -> LanguageIdentifier:
    """Read once: it takes half a second."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _plain(text: str) -> bytes:
    """As py3langid reads it: composed, and small where all of it is capital."""
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")


def _known_to(reader: LanguageModel, codes: Sequence[str]) -> set[str]:
    return {code for code in codes if code in reader.codes} or set(UNITED_NATIONS)


def _spoken(reader: LanguageModel, texts: Sequence[Text]) -> set[str]:
    among = 1 + len(texts) // _ASKED  # chosen by their words: the same in whatever order they come
    asked = [text for text in texts if among < 2 or crc32(text.text.encode("utf-8", "replace")) % among == 0]
    longs = [text.text[:_READ] for text in asked if _letters(text.text) >= _LONG]
    plain = [code for code in reader.codes if len(code) == 2]  # no dialects: they halve sure guesses
    counts = Counter(code for code, p in reader.guesses(longs, plain) if p >= _LIKELY)
    declared = Counter(text.language for text in texts if text.language)
    bar = max(1, len(longs) // 200)
    found = {code for code, count in counts.items() if count >= bar}
    found |= {code for code in declared if code in reader.codes}
    return found or set(UNITED_NATIONS)


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text[:_READ])


def _language(declared: str | None, start: str, guess: Guess, spoken: AbstractSet[str]) -> str:
    known = declared if declared is not None and declared in spoken else None
    if not any(character.isalpha() for character in start):
        return known or UNDETERMINED
    code, p = guess
    alike = known is not None and (known in _UNLIKE_LATIN) == (code in _UNLIKE_LATIN)
    return known if known is not None and alike and p < _SURE else code
