"""Texts of one language cut into words, end to end in arrays: which carry meaning, which only link, their stems."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.encoder import fast_tokenizer
from nlp.text.language_data import LanguageProfile

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s'’]")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иях|ых|их|ые|ие|ая|яя|ой|ей|ую|юю|ом|ем|ам|ям|ах|ях|ов|ев|ий|ый|ия|ии|ию|ы|и|а|я|о|е|у|ю|ь)$"
)
_ARABIC = re.compile(r"^(?:[وفبك]?ال|[وف]?لل)(?=\w{2})")
_ARABIC_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_CLITICS = "وفبلك"  # and, so, by, to, like: written together with the next word
_SCRIPTS = {"ru": _RUSSIAN, "ar": _ARABIC}
_PLURALS = {
    "en": (("ies", "y"), ("s", "")),
    "fr": (("aux", "al"), ("s", ""), ("x", "")),
    "es": (("es", ""), ("s", "")),
    "pt": (("s", ""),),
}
_CJK = re.compile(r"[\u4e00-\u9fff]+")
UNSPACED = {"zh", "ja"}
BREAK, LINK, CONTENT = 0, 1, 2

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Cutter = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One row a token, a break before each text. `stems` are places in `names`, -1 where there is none."""

    texts: Mapping[int, str]  # by row: what start and end count in
    owner: Numbers
    start: Numbers
    end: Numbers
    kinds: NDArray[np.int8]
    stems: Numbers
    names: tuple[str, ...]
    introduced: Flags  # follows an article or a preposition
    opens: Flags  # nothing stands before it, or punctuation


class _Types(dict[str, int]):
    """Numbers words as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def cut_into_tokens(texts: Sequence[str], rows: Sequence[int], of: LanguageProfile) -> Tokens:
    """The words of `texts[row]` for the rows, which are all of one language."""
    plain = {row: _plain(texts[row]) for row in rows}
    if of.code == "ar":
        plain = {row: _ARABIC_MARKS.sub("", text) for row, text in plain.items()}
    cutter = _chinese_cutter() if of.code in UNSPACED else None
    words, starts, counts = _words(list(plain.values()), cutter)
    types = _Types({"": 0})
    ids = np.fromiter(map(types.__getitem__, words), dtype=np.int64, count=len(words))
    start = np.array(starts, dtype=np.int64)
    known = _Known.of(list(types), of, spaced=cutter is None)
    before = np.concatenate([[0], ids[:-1]])
    return Tokens(
        texts=plain,
        owner=np.repeat(np.array(rows, dtype=np.int64), counts),
        start=start,
        end=start + np.fromiter(map(len, words), dtype=np.int64, count=len(words)),
        kinds=known.kinds[ids],
        stems=known.stems[ids],
        names=known.names,
        introduced=known.determiners[before],
        opens=~known.spoken[before],
    )


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    if "://" in plain or "www." in plain or "@" in plain:
        plain = _LINK.sub(lambda link: "." * len(link.group()), plain)
    return plain


def _words(texts: Sequence[str], cutter: Cutter | None) -> tuple[list[str], list[int], list[int]]:
    """All words and where they start, an empty one before each text; and how many each text has."""
    words: list[list[str]] = []
    starts: list[list[int]] = []
    for text in texts:
        if cutter is None:
            found = list(_TOKEN.finditer(text))
            words.append(["", *[match[0] for match in found]])
            starts.append([0, *[match.start() for match in found]])
        else:
            pairs = list(_chinese(text, cutter))
            words.append(["", *[word for word, _ in pairs]])
            starts.append([0, *[start for _, start in pairs]])
    return list(chain(*words)), list(chain(*starts)), list(map(len, words))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of each distinct word, by its number."""

    kinds: NDArray[np.int8]
    stems: Numbers
    names: tuple[str, ...]
    determiners: Flags
    spoken: Flags

    @classmethod
    def of(cls, words: Sequence[str], of: LanguageProfile, *, spaced: bool) -> "_Known":
        folded = [word.casefold() for word in words]
        spoken = [word[:1].isalnum() for word in words]
        kinds = [kind_of(word, of) if said else BREAK for word, said in zip(folded, spoken, strict=True)]
        numbers = _Types()
        roots = [stem_of(word, of.code) if kind == CONTENT else "" for word, kind in zip(folded, kinds, strict=True)]
        if of.code == "ar":
            roots = _without_clitics(roots)
        stems = [numbers[root] if root else -1 for root in roots]
        return cls(
            kinds=np.array(kinds, dtype=np.int8),
            stems=np.array(stems, dtype=np.int64),
            names=tuple(numbers),
            determiners=np.array([word in of.determiners for word in folded]),
            spoken=np.array(spoken) & spaced,
        )


def kind_of(folded: str, of: LanguageProfile) -> int:
    if _carries(folded, of):
        return CONTENT
    return LINK if folded in of.inside or folded in of.elisions else BREAK


def _carries(folded: str, of: LanguageProfile) -> bool:
    if (
        folded in of.stop
        or folded in of.elisions
        or folded in of.inside
        or (not folded.isalpha() and any(map(str.isdigit, folded)))
    ):
        return False
    if len(folded) < (2 if of.code in {"ar", "ko", "zh", "ja"} else 3):
        return False
    if of.code in _SCRIPTS and folded.isascii():
        return False  # a foreign word quoted in Russian or Arabic says little and reads badly in a label
    return _ARABIC.sub("", folded) not in of.stop if of.code == "ar" else True


def stem_of(folded: str, language: str) -> str:
    """A light stem that joins singular and plural, article and case endings; for counting, never for show."""
    if language in _SCRIPTS:
        return _SCRIPTS[language].sub("", folded) if len(folded) > 3 else folded
    for ending, instead in _PLURALS.get(language, ()):
        if folded.endswith(ending) and len(folded) >= len(ending) + 3 and not folded.endswith("ss"):
            return folded[: -len(ending)] + instead
    return folded


def _without_clitics(roots: Sequence[str]) -> list[str]:
    """Arabic words without the "and" or "by" before them, where the word stands in the texts without it too."""
    known = set(roots)
    return [root[1:] if len(root) > 4 and root[0] in _CLITICS and root[1:] in known else root for root in roots]


@cache
def _chinese_cutter() -> Cutter:
    tokenizer = fast_tokenizer()
    return tokenizer.cut if tokenizer is not None else list


def _chinese(text: str, cut: Cutter) -> Iterator[tuple[str, int]]:
    """Words as the embedder's vocabulary cuts them; characters it leaves single are joined in pairs."""
    end = -1
    for match in _CJK.finditer(text):
        if match.start() != end:
            yield "", match.start()
        end = match.end()
        for start, stop in _chinese_words(match.group(), cut):
            yield match.group()[start:stop], match.start() + start


def _chinese_words(run: str, cut: Cutter) -> Iterator[tuple[int, int]]:
    pieces = [piece.lstrip("▁") for piece in cut(run)]
    if "".join(pieces) != run:
        pieces = list(run)
    place, waiting = 0, -1
    for piece in pieces:
        start, place = place, place + len(piece)
        if len(piece) > 1:
            waiting = -1
            yield start, place
        elif waiting >= 0:
            yield waiting, place
            waiting = -1
        else:
            waiting = start
