"""Which pillar of a given frame a point speaks of, from the clause texts and the team's corrections.

Zero-shot: the mean of the cosines to the pillar's title and to its closest clauses. With confirmed
examples: multinomial logistic regression on the examples and the clause texts. A suggestion, never a filing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.records import Example, Frame, PillarGuess, Vectors
from nlp.vectors import Embedder, VectorStore, key_of, vectors_of

_HEAT = 0.045  # turns cosines into probabilities
_FITS = 0.22  # cosine to the closest clause under which a point fits none
_CLOSEST = 3
_CHUNK = 8_192
_NONE = PillarGuess(None, 0.0)


@dataclass(frozen=True)
class Pillars:
    """A frame as vectors: row i of `rows` belongs to pillar `owner[i]`; the first row of each is its title."""

    codes: tuple[str, ...]
    rows: Vectors
    owner: NDArray[np.int64]
    learnt: LogisticRegression | None

    def guess(self, vectors: Vectors) -> list[PillarGuess]:
        """One guess a row, in order; an empty frame fits nothing."""
        if not self.codes:
            return [_NONE] * len(vectors)
        parts = (vectors[start : start + _CHUNK] for start in range(0, len(vectors), _CHUNK))
        return [guess for part in parts for guess in self._guesses(part)]

    def _guesses(self, vectors: Vectors) -> list[PillarGuess]:
        likeness = vectors @ self.rows.T
        p = self._zero_shot(likeness) if self.learnt is None else self._learnt_probabilities(vectors, self.learnt)
        return [self._guess(row, float(top)) for row, top in zip(p, likeness.max(1), strict=True)]

    def _zero_shot(self, likeness: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = np.stack([self._score(likeness[:, self.owner == code]) for code in range(len(self.codes))], 1)
        p = np.exp((scores - scores.max(1, keepdims=True)) / _HEAT)
        return np.asarray(p / p.sum(1, keepdims=True), dtype=np.float32)

    @staticmethod
    def _score(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
        closest = np.sort(likeness, axis=1)[:, ::-1][:, :_CLOSEST]
        return np.asarray((closest.mean(1) + likeness[:, 0]) / 2, dtype=np.float32)

    def _learnt_probabilities(self, vectors: Vectors, learnt: LogisticRegression) -> NDArray[np.float32]:
        p = np.zeros((len(vectors), len(self.codes)), dtype=np.float32)
        p[:, learnt.classes_] = learnt.predict_proba(vectors)
        return p

    def _guess(self, p: NDArray[np.floating], top: float) -> PillarGuess:
        order = np.argsort(-p, kind="stable")
        second = self.codes[order[1]] if len(order) > 1 else None
        if top < _FITS:
            return PillarGuess(None, round(1 - top, 4), self.codes[order[0]])
        return PillarGuess(self.codes[order[0]], round(float(p[order[0]]), 4), second)


def pillars_of(
    frames: Sequence[Frame],
    embedder: Embedder,
    store: VectorStore | None = None,
    examples: Sequence[Example] = (),
    *,
    seed: int = 0,
) -> Pillars:
    """The frame made ready. Examples whose pillar is not in the frame are passed over."""
    codes = tuple(frame.code for frame in frames)
    texts = [text for frame in frames for text in _wordings(frame)]
    owner = np.array([place for place, frame in enumerate(frames) for _ in _wordings(frame)], dtype=np.int64)
    rows = vectors_of(texts, [key_of(text, embedder.name) for text in texts], embedder, store)
    confirmed = [example for example in examples if example.pillar in codes]
    if not confirmed or len(codes) < 2:
        return Pillars(codes, rows, owner, None)
    taught = vectors_of(
        [example.text for example in confirmed],
        [key_of(example.text, embedder.name) for example in confirmed],
        embedder,
        store,
    )
    classes = np.array([codes.index(example.pillar or "") for example in confirmed], dtype=np.int64)
    return Pillars(codes, rows, owner, _learn(rows, owner, taught, classes, seed))


def _wordings(frame: Frame) -> list[str]:
    return [frame.title or frame.code, *(text for text in frame.texts if text.strip())]


def _learn(
    rows: Vectors, owner: NDArray[np.int64], taught: Vectors, classes: NDArray[np.int64], seed: int
) -> LogisticRegression:
    """Clause texts count like examples, but together no more than two examples a pillar."""
    clause_weight = np.array([2.0 / np.count_nonzero(owner == code) for code in owner])
    return LogisticRegression(C=10.0, max_iter=500, random_state=seed).fit(
        np.vstack([rows, taught]),
        np.concatenate([owner, classes]),
        sample_weight=np.concatenate([np.minimum(clause_weight, 1.0), np.ones(len(classes))]),
    )
