"""Vectors of very many points: some are embedded, the others foretold from their word pieces.

Up to fifty thousand distinct points all are embedded. Above, twenty thousand are: by language, rare ones in full,
those whose keys come first, which is as good as a draw and the same in any order. A ridge regression (Hoerl & Kennard
1970) learns from their word pieces the fifty leading components of their vectors, and the rest is foretold at tens of
thousands a second. On 89,000 real comments the themes agreed with the labels as well as with true vectors (NMI .694
against .702). Of a foretold vector only the fifty numbers are kept, two hundred bytes for two thousand; the rest is
made when it is asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge

from nlp.embedding.encoder import FastTokenizer, fast_tokenizer, vectors_of
from nlp.embedding.lexical_smoothing import unit
from nlp.embedding.shared_rows import SharedRows
from nlp.types import Embedder, Rows, Vectors, VectorStore

_COMPONENTS = 50
_PENALTY = 0.3
_CHUNK = 20_000
_PIECES = 128_010
_NEARLY = 10  # where less than this part of what may be embedded is missing, it is embedded
_FIRST = 0.7  # of the work: embedding the sample
_CHARACTERS = 2_000  # of a point are read


@dataclass(frozen=True)
class Wordings:
    """Points to embed: words, the key of their vector, the language; row by row."""

    texts: Sequence[str]
    keys: Sequence[str]
    languages: Sequence[str]


@dataclass(frozen=True)
class Limits:
    """Up to `exact` distinct points all are embedded; above, `sample` of them and whatever was before."""

    exact: int = 50_000
    sample: int = 20_000


def vectors_at_scale(
    points: Wordings,
    embedder: Embedder,
    store: VectorStore | None = None,
    *,
    limits: Limits = Limits(),
    tick: Callable[[float], None] = lambda _: None,
) -> SharedRows:
    """(n, d) rows of unit length in the order of the points; exact if they are few, or nearly all in store.

    Each distinct key has one row, which all its points share; those rows come in the order of the keys.
    """
    first = {key: row for row, key in reversed(list(enumerate(points.keys)))}
    names = sorted(first)
    number = {key: place for place, key in enumerate(names)}
    once = Wordings([points.texts[first[key]] for key in names], names, _languages(points, names))
    places = np.fromiter((number[key] for key in points.keys), np.int64, len(points.keys))
    return SharedRows(_distinct(once, embedder, store, limits, tick), places)


def _languages(points: Wordings, names: Sequence[str]) -> list[str]:
    """One for each key: where equal texts were declared in several, the first by name."""
    spoken: dict[str, str] = {}
    for key, language in zip(points.keys, points.languages, strict=True):
        spoken[key] = min(language, spoken.get(key, language))
    return [spoken[key] for key in names]


def _distinct(
    points: Wordings, embedder: Embedder, store: VectorStore | None, limits: Limits, tick: Callable[[float], None]
) -> Rows:
    """The rows of points of which no two are equal."""
    texts, keys = points.texts, points.keys
    tokenizer = fast_tokenizer()
    if len(keys) <= limits.exact or tokenizer is None:
        return vectors_of(texts, keys, embedder, store, tick)
    kept = store.get_many(keys) if store is not None else {}
    known = [row for row, key in enumerate(keys) if key in kept]
    if len(keys) - len(known) <= limits.exact // _NEARLY:
        return vectors_of(texts, keys, embedder, store, tick)
    # Chosen from all, known or not: a reading that was stopped chooses the same again, and ends with the same result
    drawn = sorted({*known, *draw_by_language(range(len(keys)), points.languages, limits.sample)})
    embedded = vectors_of(
        [texts[row] for row in drawn], [keys[row] for row in drawn], embedder, store, lambda share: tick(share * _FIRST)
    )
    guess = _learnt([texts[row] for row in drawn], embedded, tokenizer)
    there = set(drawn)
    rest = [row for row in range(len(keys)) if row not in there]
    told = PredictedVectors(
        np.empty((len(rest), guess.size), np.float32), guess, embedded, np.empty(len(keys), np.int64)
    )
    for start in range(0, len(rest), _CHUNK):
        part = rest[start : start + _CHUNK]
        told.scores[start : start + len(part)] = guess.scores([texts[row] for row in part])
        tick(_FIRST + (1 - _FIRST) * start / len(rest))
    told.places[drawn] = np.arange(len(drawn))
    told.places[rest] = len(drawn) + np.arange(len(rest))
    return told


def draw_by_language(rows: Sequence[int], languages: Sequence[str], size: int) -> list[int]:
    """At most `size` of the rows, the first ones: every language gets an equal share, what rare ones leave goes on."""
    members: dict[str, list[int]] = {}
    for row in rows:
        members.setdefault(languages[row], []).append(row)
    drawn: list[int] = []
    left = size
    ordered = sorted(members.items(), key=lambda item: (len(item[1]), item[0]))
    for place, (_, mine) in enumerate(ordered):
        quota = min(len(mine), left // (len(ordered) - place))
        drawn += mine[:quota]
        left -= quota
    return drawn


def _learnt(texts: Sequence[str], exact: Vectors, tokenizer: FastTokenizer) -> "VectorPredictor":
    """What word pieces say of vectors, learnt from texts whose vectors are known."""
    reduced = PCA(min(_COMPONENTS, *exact.shape), svd_solver="covariance_eigh").fit(exact)
    model = Ridge(alpha=_PENALTY, solver="sparse_cg", tol=1e-3).fit(_pieces(texts, tokenizer), reduced.transform(exact))
    return VectorPredictor(model, tokenizer, reduced.components_.astype(np.float32), reduced.mean_.astype(np.float32))


@dataclass(frozen=True)
class VectorPredictor:
    """From word pieces to principal components, and from those to vectors."""

    model: Ridge
    tokenizer: FastTokenizer
    components: NDArray[np.float32]
    mean: NDArray[np.float32]

    @property
    def size(self) -> int:
        return len(self.components)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, components) of n texts."""
        return np.asarray(self.model.predict(_pieces(texts, self.tokenizer)), dtype=np.float32)

    def vectors(self, scores: NDArray[np.float32]) -> Vectors:
        """(n, d) rows of unit length; in double precision, so that a row is the same wherever it stands."""
        return unit(scores.astype(np.float64) @ self.components.astype(np.float64) + self.mean)


@dataclass(frozen=True)
class PredictedVectors:
    """Rows of which some are known and the others are made when asked for; indexed as an array is by its rows.

    Row i is the known row `places[i]`, or, beyond those, what `scores` say.
    """

    scores: NDArray[np.float32]
    guess: VectorPredictor
    known: Vectors
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def shape(self) -> tuple[int, ...]:
        return len(self.places), self.known.shape[1]

    def __getitem__(self, rows: Any) -> Vectors:
        places, copies = np.unique(self.places[rows], return_inverse=True)
        made = np.empty((len(places), self.known.shape[1]), dtype=np.float32)
        sure = places < len(self.known)
        made[sure] = self.known[places[sure]]
        made[~sure] = self.guess.vectors(self.scores[places[~sure] - len(self.known)])
        return made[copies] if np.ndim(self.places[rows]) else made[0]

    def __iter__(self) -> Iterator[Vectors]:
        return (self[row] for row in range(len(self)))


def _pieces(texts: Sequence[str], tokenizer: FastTokenizer) -> csr_matrix:
    """(n, vocabulary) square roots of piece counts, rows of unit length."""
    ids = tokenizer.encode_all([text[:_CHARACTERS] for text in texts])
    starts: NDArray[np.int64] = np.cumsum([0, *(len(row) for row in ids)])
    flat = np.fromiter((piece for row in ids for piece in row), dtype=np.int32, count=int(starts[-1]))
    matrix = csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=(len(ids), _PIECES))
    matrix.sum_duplicates()
    matrix.data = np.sqrt(matrix.data)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    matrix.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(matrix.indptr))
    return matrix
