"""What a sentence does in a comment: it asks for something, gives a reason, or neither.

A logistic regression on the vectors at hand, beside them whether a cue of an ask (`nlp/tongues`) and a question mark
stand in the words; learnt from sentences of four consultations in seven languages that were coded by hand
(`nlp/coded`). In consultations that it was not taught by, it finds asks with F1 .79; cues alone, .73. Its weights for
the usual encoder are shipped; for another one they are learnt when they are asked for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.text.language_data import language_profile
from nlp.types import Embedder, Vectors

ASKS, REASON, NEITHER = "asks", "reason", "neither"
ROLES = (ASKS, REASON, NEITHER)
_PENALTY = 1.0
_CUE = 0.5  # what a cue weighs beside numbers that make a length of one
_QUESTIONS = "?？؟"
_DIGITS = 4


@dataclass(frozen=True)
class SpokenText:
    """A sentence or a point, and the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class SentenceRoles:
    """(d + 2, 3) weights and (3,) intercepts, in the order of `ROLES`."""

    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]

    def probabilities(self, vectors: Vectors, said: Sequence[SpokenText]) -> NDArray[np.float32]:
        """(n, d) rows of unit length and their words to (n, 3): how likely each asks, gives a reason, does neither."""
        if not said:
            return np.empty((0, len(ROLES)), dtype=np.float32)
        scores = _features(vectors, said) @ self.weights + self.intercepts
        grown = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(grown / grown.sum(1, keepdims=True), dtype=np.float32)

    def asking(self, vectors: Vectors, said: Sequence[SpokenText]) -> NDArray[np.float32]:
        """(n,): how likely each asks for something."""
        return np.asarray(self.probabilities(vectors, said)[:, 0])


def sentence_roles(embedder: Embedder) -> SentenceRoles:
    """For the vectors of this embedder: with its weights as shipped, or learnt from the coded sentences."""
    shipped = json.loads(_file("weights.json"))
    if shipped["vectors"] == embedder.name:
        weights = np.array(shipped["weights"], dtype=np.float32).T
        return SentenceRoles(weights, np.array(shipped["intercepts"], dtype=np.float32))
    sentences = coded_sentences()
    said = [SpokenText(row["text"], row["language"]) for row in sentences]
    return learnt_roles(embedder.embed([one.text for one in said]), said, [row["role"] for row in sentences])


def coded_sentences() -> list[dict[str, Any]]:
    """Each with `process`, `language`, `id`, `text` and its `role`."""
    return [json.loads(line) for line in _file("sentences.jsonl").splitlines()]


def learnt_roles(vectors: Vectors, said: Sequence[SpokenText], roles: Sequence[str]) -> SentenceRoles:
    """From (n, d) rows of unit length, their words and the role of each."""
    codes = np.array([ROLES.index(role) for role in roles])
    model = LogisticRegression(C=_PENALTY, max_iter=2000).fit(_features(vectors, said), codes)
    return SentenceRoles(
        np.round(model.coef_.T, _DIGITS).astype(np.float32), np.round(model.intercept_, _DIGITS).astype(np.float32)
    )


def _features(vectors: Vectors, said: Sequence[SpokenText]) -> Vectors:
    cues = np.array([[_has_cue(one), any(mark in one.text for mark in _QUESTIONS)] for one in said], dtype=np.float32)
    return np.hstack([vectors, _CUE * cues])


def _has_cue(said: SpokenText) -> bool:
    cues = language_profile(said.language).asks
    return cues is not None and cues.search(said.text.lower()) is not None


def _file(name: str) -> str:
    return resources.files("nlp").joinpath("coded", name).read_text("utf-8")
