"""The words of a consultation as vectors: which of them say a subject, and which texts say a word in any language.

The sentence encoder reads single words as well, in all its languages: "women", "mujeres" and "النساء" lie within .93 of
each other, about the mean of their language. So a text *says* a phrase where one of its own words or phrases lies near
to it. And a word says a subject where the texts that say it lie closer together than as many strangers would ("water",
"children"; not "later" or "kept"): clumpiness (Bookstein, Klein & Raita 1998), by meaning.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from nlp.embedding.encoder import key_of
from nlp.embedding.lexical_smoothing import unit
from nlp.labels.features import Lexicon, language_of
from nlp.types import Embedder, Vectors, VectorStore

_MOST = 4_000  # words and phrases of a consultation, the most frequent ones
_OFTEN = 0.25  # share of texts above which a word says nothing
_BORROWED = 20  # words' worth of the common mean in the mean of a language
_LIKE, _SAME = 0.45, 0.4  # cosine from which two words are akin, and what more makes them one
_SAYS = 0.62  # cosine from which a word says a phrase
_HEARD = 4  # texts that must say a word
_SUBJECTS = 0.3  # share of the telling words that say a subject least
_PULL = 0.5  # how much the telling words draw a text, against 1 for its meaning
_DIGITS = 4  # of a cosine that count: the last bits hang on the processor
_CHUNK = 1_024


@dataclass(frozen=True)
class Vocabulary:
    """Features in ascending order, their vectors about the mean of their language, and those means."""

    places: dict[str, int]
    vectors: Vectors
    means: dict[str, Vectors]
    embedder: Embedder

    def raised(self, phrases: Vectors, languages: Sequence[str]) -> Vectors:
        """(n, d) vectors of phrases as they come from the embedder, to where the words of the vocabulary lie."""
        middle = self.means[""]
        return (
            unit(phrases - np.stack([self.means.get(code, middle) for code in languages])) if len(phrases) else phrases
        )

    def counted(self, features: Sequence[Sequence[str]]) -> csr_matrix:
        """(n, words): 1 where a text has a word."""
        rows = [sorted({self.places[name] for name in row if name in self.places}) for row in features]
        starts = np.cumsum([0, *(len(row) for row in rows)])
        flat = np.fromiter((place for row in rows for place in row), dtype=np.int32, count=int(starts[-1]))
        return csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(rows), len(self.places)))

    def saying(self, phrases: Vectors) -> csr_matrix:
        """(words, phrases): 1 where a word says a phrase, in whatever language."""
        near = _cosines(self.vectors, phrases, _SAYS)
        near.data[:] = 1
        return near


def vocabulary_of(
    features: Sequence[Sequence[str]], lexicon: Lexicon, embedder: Embedder, store: VectorStore | None = None
) -> Vocabulary:
    """Words and phrases of the texts that do not stand in every fourth; of very many the most frequent."""
    spread = Counter(name for row in features for name in set(row))
    often = max(_HEARD, round(_OFTEN * len(features)))
    some = sorted((name for name, many in spread.items() if many <= often), key=lambda name: (-spread[name], name))
    names = sorted(some[:_MOST])
    written = [lexicon.spelling(name) for name in names]
    raw = _embedded(written, embedder, store)
    means = _means(raw, [language_of(name) for name in names])
    about = np.stack([means[language_of(name)] for name in names]) if names else raw
    return Vocabulary({name: place for place, name in enumerate(names)}, unit(raw - about), means, embedder)


@dataclass(frozen=True)
class SaidPhrases:
    """Which phrases the passages of each theme say: `has` are the words of each passage, `labels` its theme."""

    words: Vocabulary
    has: csr_matrix
    labels: NDArray[np.int64]

    def fitting(self, phrases: Vectors, languages: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(phrases, themes) twice: the share of a theme's passages that say a phrase, and how well it sets them apart.

        The second is the harmonic mean of that share and of the share of all who say it that the theme holds (F1).
        """
        return self._fitting(self.words.raised(phrases, languages))

    def held_together(self, texts: Vectors) -> NDArray[np.float64]:
        """(themes,): how well the word that does it best sets the passages of a theme apart; `texts` as embedded.

        Any word counts that two passages say and that says a subject.
        """
        telling = telling_words(self.has, texts, self.words)
        often = np.asarray(self.has.sum(0)).ravel() > 1
        bar = np.quantile(telling[telling > 0], _SUBJECTS) if (telling > 0).any() else np.inf
        some = telling >= bar
        _share, apart = self._fitting(self.words.vectors[often & some])
        return np.asarray(apart.max(0, initial=0.0))

    def _fitting(self, phrases: Vectors) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        said = csr_matrix(self.has @ self.words.saying(phrases))
        said.data[:] = 1
        themes, many = int(self.labels.max()) + 1, len(self.labels)
        belongs = csr_matrix((np.ones(many, np.float32), (self.labels, np.arange(many))), (themes, many))
        within = np.asarray((belongs @ said).todense(), dtype=np.float64).T
        share = within / np.maximum(np.bincount(self.labels, minlength=themes), 1)
        held = within / np.maximum(np.asarray(said.sum(0)).ravel(), 1)[:, None]
        return share, 2 * share * held / np.maximum(share + held, 1e-9)


def pulled(vectors: Vectors, texts: Vectors, features: Sequence[Sequence[str]], words: Vocabulary) -> Vectors:
    """(n, d) rows of unit length, drawn to the words of their texts that say a subject. `texts` are as embedded."""
    if len(words.places) < _HEARD:
        return vectors
    has = words.counted(features)
    weights = telling_words(has, texts, words)
    said = unit(np.asarray(has @ (weights[:, None] * words.vectors), dtype=np.float32))
    return unit(vectors + _PULL * said)


def _embedded(words: Sequence[str], embedder: Embedder, store: VectorStore | None) -> Vectors:
    """Of each word once, in the order of their keys; from the store, if it has them."""
    name = f"{embedder.name}, words"  # a point of one word is embedded among points, and the last bits tell it
    keys = {key_of(word, name): word for word in words}
    kept = dict(store.get_many(list(keys))) if store is not None else {}
    wanted = sorted(key for key in keys if key not in kept)
    fresh = dict(zip(wanted, embedder.embed([keys[key] for key in wanted]), strict=True))
    if store is not None and fresh:
        store.put_many(fresh)
    kept |= fresh
    rows = [kept[key_of(word, name)] for word in words]
    return np.stack(rows).astype(np.float32) if rows else embedder.embed([])


def telling_words(has: csr_matrix, texts: Vectors, words: Vocabulary) -> NDArray[np.float32]:
    """(words,): how closely the texts that say a word lie together, beyond chance, and how rare they are."""
    centred = unit(texts - texts.mean(0))
    akin = _cosines(words.vectors, words.vectors, _LIKE)
    akin.data = np.minimum((akin.data - _LIKE) / _SAME, 1).astype(np.float32)
    say = csr_matrix(has @ akin)
    say.data = np.minimum(say.data, 1)
    mass = np.maximum(np.asarray(say.sum(0)).ravel(), 1)
    together = np.linalg.norm(np.asarray(say.T @ centred), axis=1) / mass
    clumpy = np.maximum(together - 1 / np.sqrt(mass), 0) * (mass >= _HEARD)
    return np.asarray(clumpy * np.maximum(np.log(has.shape[0] / mass), 0), dtype=np.float32)


def _means(raw: Vectors, languages: Sequence[str]) -> dict[str, Vectors]:
    """Of each language, drawn towards the common one, which has no name."""
    common = raw.mean(0) if len(raw) else np.zeros(raw.shape[1], dtype=np.float32)
    means = {"": common}
    for code, many in sorted(Counter(languages).items()):
        mine = np.array([spoken == code for spoken in languages])
        means[code] = (raw[mine].sum(0) + _BORROWED * common) / (many + _BORROWED)
    return means


def _cosines(some: Vectors, others: Vectors, least: float) -> csr_matrix:
    """(n, m) cosines of at least `least`, the others left out."""
    kept = [csr_matrix((0, len(others)), dtype=np.float32)]
    for start in range(0, len(some), _CHUNK):
        cosines = np.round(some[start : start + _CHUNK] @ others.T, _DIGITS)
        kept.append(csr_matrix(np.where(cosines >= least, cosines, np.float32(0))))
    return csr_matrix(vstack(kept))
