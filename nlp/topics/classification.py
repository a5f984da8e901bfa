"""Which pillar of a given frame a point speaks of: from clause texts, the team's corrections and where it was filed.

Two looks at the same vectors are added up as log-probabilities: the cosine to the closest clause of a pillar, or to a
point that people confirmed as one of it, and a
logistic regression learnt on all clauses and, where there are any, on confirmed points. Clauses and comments are each
centred first, because drafters and commenters write in different registers and the common part of that says nothing.
Then Bayes: most comments are about the pillar they were filed under. A suggestion, never a filing.

What lies far from every clause is unsure, never refused: with five pillars that have but a name, a bar on the cosine
refused up to 86 in 100 that fitted. Advertising, chatter and remarks about the site fit no clause; they are known by
lying nearer to some sentence of that kind (`elsewhere.toml`) than to any clause or confirmed point. Where points are
many, each guess takes a share of those beside it.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.embedding.encoder import key_of, vectors_of
from nlp.embedding.neighbourhood import shared_guesses
from nlp.embedding.shared_rows import compute_once
from nlp.types import Category, Embedder, Example, PillarGuess, Rows, Vectors, VectorStore

# Measured on 611 comments in six languages on 212 clauses of eight pillars: closest clause alone .39, regression alone
# .35, both .41 right; the mean probability of the first guess is then .38, so it means what it says.
_CLOSENESS = 10.0
_SURE = 0.18  # cosine to the closest clause or confirmed point, before centring, under which a guess is unsure
_SURE_FILED = 0.08  # the same where it was filed under a pillar
_UNSURE = 0.49  # probability that an unsure guess is given, at most
_ELSEWHERE = 0.3  # cosine to a sentence that fits no clause, from which a point may fit none
_NEARER, _NEARER_FILED = 0.06, 0.12  # and by how much it must lie nearer to that than to any clause
# How far filing is believed. At .6 half of the points under a wrong pillar are pointed out (23 of 44, 18 of them
# rightly named), and 32 of 691 that are rightly filed; at .7 a quarter and 14.
_FILED_RIGHT = 0.6
_FEW = 50  # points whose own mean is not trusted alone
_CHUNK = 8_192
_NONE = PillarGuess(None, 0.0)


@dataclass(frozen=True)
class Pillars:
    """A frame as vectors: row i of `rows` (centred, unit length) is a clause of pillar `owner[i]`."""

    codes: tuple[str, ...]
    raw: Vectors
    rows: Vectors
    owner: NDArray[np.int64]
    mean: NDArray[np.float32]
    learnt: LogisticRegression | None
    elsewhere: Vectors

    def guess(self, vectors: Rows, filed: Sequence[str | None] | None = None) -> list[PillarGuess]:
        """One guess a row, in order; an empty frame fits nothing. `filed[i]` is where point i was filed, or None."""
        if not self.codes or not len(vectors):
            return [_NONE] * len(vectors)
        rows, filed = compute_once(vectors), filed or [None] * len(vectors)
        parts = [slice(start, start + _CHUNK) for start in range(0, len(rows.distinct), _CHUNK)]
        said = np.bincount(rows.places, minlength=len(rows.distinct)).astype(np.float64)
        whole = np.sum([said[part] @ rows.distinct[part] for part in parts], axis=0)
        mean = np.asarray((whole + _FEW * self.mean) / (len(vectors) + _FEW), dtype=np.float32)
        alone = np.concatenate([self._probabilities(rows.distinct[part], mean) for part in parts])
        p = shared_guesses(alone, rows.distinct)
        fits = np.concatenate([(rows.distinct[part] @ self.raw.T).max(1) for part in parts])
        strays = np.concatenate([(rows.distinct[part] @ self.elsewhere.T).max(1) for part in parts])
        made: dict[tuple[int, str | None], PillarGuess] = {}
        for place, where in zip(rows.places.tolist(), filed, strict=True):
            if (place, where) not in made:
                made[place, where] = self._guess(
                    self._with_filing(p[place], where), float(fits[place]), float(strays[place]), where
                )
        return [made[asked] for asked in zip(rows.places.tolist(), filed, strict=True)]

    def _probabilities(self, vectors: Vectors, mean: NDArray[np.float32]) -> NDArray[np.float64]:
        centred = _unit(vectors - mean)
        likeness = centred @ self.rows.T
        closest = np.stack([likeness[:, self.owner == code].max(1) for code in range(len(self.codes))], 1)
        scores = _CLOSENESS * closest.astype(np.float64)
        if self.learnt is not None:
            scores[:, self.learnt.classes_] += np.log(self.learnt.predict_proba(centred) + 1e-9)
        p = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(p / p.sum(1, keepdims=True))

    def _with_filing(self, p: NDArray[np.float64], filed: str | None) -> NDArray[np.float64]:
        if filed not in self.codes or len(self.codes) < 2:
            return p
        prior = np.full(len(self.codes), (1 - _FILED_RIGHT) / (len(self.codes) - 1))
        prior[self.codes.index(filed)] = _FILED_RIGHT
        return np.asarray(p * prior / (p * prior).sum())

    def _guess(self, p: NDArray[np.float64], top: float, stray: float, filed: str | None) -> PillarGuess:
        order = np.argsort(-p, kind="stable")
        second = self.codes[order[1]] if len(order) > 1 else None
        if stray >= _ELSEWHERE and stray - top >= (_NEARER_FILED if filed in self.codes else _NEARER):
            return PillarGuess(None, round(min(1.0, 0.5 + stray - top), 4), self.codes[order[0]])
        sure = top >= (_SURE_FILED if filed in self.codes else _SURE)
        likely = float(p[order[0]]) if sure else min(_UNSURE, float(p[order[0]]))
        return PillarGuess(self.codes[order[0]], round(likely, 4), second, sure)


def pillars_of(
    frames: Sequence[Category],
    embedder: Embedder,
    store: VectorStore | None = None,
    examples: Sequence[Example] = (),
) -> Pillars:
    """The frame made ready. Examples whose pillar is not in the frame are passed over."""
    codes = tuple(frame.code for frame in frames)
    raw = _vectors([text for frame in frames for text in _wordings(frame)], embedder, store)
    owner = np.array([place for place, frame in enumerate(frames) for _ in _wordings(frame)], dtype=np.int64)
    mean = raw.mean(0) if len(raw) else np.zeros(raw.shape[1], dtype=np.float32)
    rows = _unit(raw - mean)
    elsewhere = _vectors(_elsewhere(), embedder, None) if codes else raw  # few, and of no comment: not kept
    if len(codes) < 2:
        return Pillars(codes, raw, rows, owner, mean, None, elsewhere)
    confirmed = [example for example in examples if example.pillar in codes]
    classes = np.array([codes.index(example.pillar or "") for example in confirmed], dtype=np.int64)
    taught = rows[:0]
    if confirmed:
        said = _vectors([example.text for example in confirmed], embedder, store)
        taught = _unit(said - (said.sum(0) + _FEW * mean) / (len(said) + _FEW))
        learnt = _learn(rows, owner, taught, classes)
        raw, rows = np.vstack([raw, said]), np.vstack([rows, taught])
        return Pillars(codes, raw, rows, np.concatenate([owner, classes]), mean, learnt, elsewhere)
    return Pillars(codes, raw, rows, owner, mean, _learn(rows, owner, taught, classes), elsewhere)


def _elsewhere() -> list[str]:
    """Sentences that fit no clause of any guideline."""
    listed = tomllib.loads(resources.files("nlp").joinpath("elsewhere.toml").read_text("utf-8"))
    return [sentence for kind in listed.values() for sentence in kind]


def _wordings(frame: Category) -> list[str]:
    """The clauses; of a pillar without any, its title."""
    return [text for text in frame.texts if text.strip()] or [frame.title or frame.code]


def _vectors(texts: Sequence[str], embedder: Embedder, store: VectorStore | None) -> Vectors:
    return vectors_of(texts, [key_of(text, embedder.name) for text in texts], embedder, store)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _learn(rows: Vectors, owner: NDArray[np.int64], taught: Vectors, classes: NDArray[np.int64]) -> LogisticRegression:
    """Pillars weigh the same however many clauses they have; a confirmed point weighs as three clauses."""
    weight = np.array([len(owner) / np.count_nonzero(owner == code) for code in owner]) / len(set(owner.tolist()))
    return LogisticRegression(C=1.0 if not len(taught) else 3.0, max_iter=1000).fit(
        np.vstack([rows, taught]),
        np.concatenate([owner, classes]),
        sample_weight=np.concatenate([weight, np.full(len(classes), 3.0)]),
    )
