"""The telling words and phrases of a point, as features that carry their language and remember their spelling."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from nlp.tongue import Tongue, tongue
from nlp.vectors import fast_tokenizer

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s'’]|https?://\S+", re.UNICODE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_LONGEST = 3  # content words in a phrase
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иях|ых|их|ые|ие|ая|яя|ой|ей|ую|юю|ом|ем|ам|ям|ах|ях|ов|ев|ий|ый|ия|ии|ию|ы|и|а|я|о|е|у|ю|ь)$"
)
_ARABIC = re.compile(r"^(?:[وفبك]?ال|[وف]?لل)(?=\w{2})")
_SCRIPTS = {"ru": _RUSSIAN, "ar": _ARABIC}
_PLURALS = {
    "en": (("ies", "y"), ("s", "")),
    "fr": (("aux", "al"), ("s", ""), ("x", "")),
    "es": (("es", ""), ("s", "")),
    "pt": (("s", ""),),
}
_CJK = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands: folded spelling, stem, and whether it carries meaning or only links."""

    start: int
    end: int
    stem: str
    content: bool
    links: bool
    lead: str  # the word before, folded; empty after punctuation


@dataclass
class Lexicon:
    """Spellings and company of every feature seen, so that a label can be written as people wrote it."""

    spellings: dict[str, Counter[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(Counter))
    seen: Counter[str] = field(default_factory=Counter)
    introduced: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)

    def spelling(self, feature: str) -> str:
        """The most frequent spelling; of equals the shortest, then the first in the alphabet."""
        written: Counter[str] = Counter()
        for (surface, opens), count in self.spellings[feature].items():
            written[_written(surface, opens=opens)] += count
        return min(written.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[0]

    def introduction(self, feature: str) -> float:
        """Share of its uses that follow an article or preposition: high for nouns, low for verbs."""
        return self.introduced[feature] / max(1, self.seen[feature])

    def wholeness(self, feature: str) -> float:
        """Share of its uses that are not a part of a longer run of telling words: low for broken phrases."""
        return self.whole[feature] / max(1, self.seen[feature])


def features_of(texts: Sequence[str], languages: Sequence[str]) -> tuple[list[list[str]], Lexicon]:
    """For each text its words and phrases as "language|stem_stem"; and the lexicon of how they were written.

    Stop words, elisions (l', d', qu'), numbers, links and legal boilerplate are gone. A phrase has two or
    three content words, perhaps with link words between, and occurs in at least two texts.
    """
    lexicon = Lexicon()
    cut = _chinese_cutter()
    rows: list[list[str]] = []
    for text, language in zip(texts, languages, strict=True):
        rows.append(list(_features(text, tongue(language), cut, lexicon)))
    spread: Counter[str] = Counter()
    for row in rows:
        spread.update(set(row))
    return [[feature for feature in row if "_" not in feature or spread[feature] > 1] for row in rows], lexicon


def language_of(feature: str) -> str:
    """The language a feature belongs to."""
    return feature.partition("|")[0]


def stems_of(feature: str) -> tuple[str, ...]:
    """The stems of a feature's content words."""
    return tuple(feature.partition("|")[2].split("_"))


def _features(text: str, of: Tongue, cut: "_Cutter", lexicon: Lexicon) -> Iterator[str]:
    plain = _LINK.sub(lambda link: "." * len(link.group()), unicodedata.normalize("NFC", text))
    tokens = _chinese(plain, of, cut) if of.code in {"zh", "ja"} else _tokens(plain, of)
    for run in _runs(tokens):
        for first in range(len(run)):
            if not run[first].content:
                continue
            yield from _phrases(plain, run, first, of, lexicon)


def _phrases(text: str, run: list[Token], first: int, of: Tongue, lexicon: Lexicon) -> Iterator[str]:
    stems: list[str] = []
    free_before = first == 0 or not run[first - 1].content
    for place, token in enumerate(run[first:], first):
        if not token.content:
            continue
        if token.stem in stems:
            return
        stems.append(token.stem)
        feature = f"{of.code}|{'_'.join(stems)}"
        lexicon.spellings[feature][text[run[first].start : token.end], not run[first].lead] += 1
        lexicon.seen[feature] += 1
        lexicon.introduced[feature] += run[first].lead in of.determiners
        free_after = place + 1 == len(run) or not run[place + 1].content
        lexicon.whole[feature] += free_after and (free_before or len(stems) > 1)
        yield feature
        if len(stems) == _LONGEST:
            return


def _written(surface: str, *, opens: bool) -> str:
    """As it stood, but without a capital that only opens a sentence, and without shouting; acronyms stay."""
    words = " ".join(surface.split()).replace("’", "'")
    if len(words) > 6 and words.isupper():
        return words.lower()
    head, _, rest = words.partition(" ")
    plain = head.lower() if opens and head[1:].islower() else head
    return f"{plain} {rest}" if rest else plain


def _runs(tokens: list[Token | None]) -> Iterator[list[Token]]:
    """Stretches of content words with at most two link words between; None marks a break."""
    run: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and (token.content or (token.links and run)):
            run.append(token)
            if not token.content and len(run) > 2 and not any(t.content for t in run[-3:]):
                yield run
                run = []
            continue
        if run:
            yield run
        run = []


def _tokens(text: str, of: Tongue) -> list[Token | None]:
    found: list[Token | None] = []
    lead = ""
    for match in _TOKEN.finditer(text):
        word = match.group()
        if not word[0].isalnum():
            found.append(None)
            lead = ""
            continue
        folded = word.casefold()
        content = _carries(folded, of)
        links = folded in of.inside or folded in of.elisions
        stem = stem_of(folded, of.code)
        found.append(Token(match.start(), match.end(), stem, content, links, lead) if content or links else None)
        lead = folded
    return found


def _carries(folded: str, of: Tongue) -> bool:
    if folded in of.stop or folded in of.elisions or folded in of.inside or any(c.isdigit() for c in folded):
        return False
    if len(folded) < (2 if of.code in {"ar", "ko"} else 3):
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


_Cutter = Callable[[str], list[str]]


def _chinese_cutter() -> _Cutter:
    tokenizer = fast_tokenizer()
    return tokenizer.cut if tokenizer is not None else list


def _chinese(text: str, of: Tongue, cut: _Cutter) -> list[Token | None]:
    """Words as the embedder's vocabulary cuts them; characters it leaves single are joined in pairs."""
    found: list[Token | None] = []
    end = -1
    for match in _CJK.finditer(text):
        if match.start() != end:
            found.append(None)
        end = match.end()
        for start, stop in _chinese_words(match.group(), cut):
            word = match.group()[start:stop]
            content = len(word) > 1 and word not in of.stop
            place = match.start()
            found.append(Token(place + start, place + stop, word, content, False, "") if content else None)
    return found


def _chinese_words(run: str, cut: _Cutter) -> Iterator[tuple[int, int]]:
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
