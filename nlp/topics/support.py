"""Does a point belong where it lies nearest? It does if it says what the theme is called, or lies in the theme's midst.

The nearest theme is the best guess, not a good one: of sixty placements in a mixed consultation half were wrong to a
reader, most of them what no theme was about. So a point is placed in the nearest of a few themes whose name it says, in
whatever words and language (`labels.vocabulary`), or in the nearest of all if it lies as close to its midst as most of
those do who say it; else it is unplaced, and the nearest theme is told beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.embedding.lexical_smoothing import unit
from nlp.labels.vocabulary import SaidPhrases, Vocabulary
from nlp.topics.clustering import Labels
from nlp.types import Vectors

_FEW = 3  # passages that say a theme's name, for it to have a midst
_EDGE = 0.2  # cosine by which a point may lie farther out than the median of those who say it
_CHUNK = 8_192


@dataclass(frozen=True)
class ThemeSubjects:
    """What supports a placement in theme i of `ids`: the words that say its name, and its midst with its edge."""

    ids: tuple[int, ...]
    words: Vocabulary
    says: csr_matrix  # (words, themes): 1 where a word says one of the theme's phrases
    middle: Vectors  # of all passages
    midst: Vectors  # (themes, d) about the middle, of unit length
    edges: NDArray[np.float64]  # cosine to the midst from which a point is in it

    def supports(self, vectors: Vectors, features: Sequence[Sequence[str]], themes: Sequence[int]) -> NDArray[np.bool_]:
        """(n, themes): whether each of n points says a theme's name or lies in its midst; all do where no name is."""
        says = np.asarray((self.words.counted(features) @ self.says).todense()) > 0
        inside = np.round(unit(vectors - self.middle) @ self.midst.T, 4) >= self.edges
        own = dict(zip(self.ids, (says | inside).T, strict=True))
        return np.stack([own.get(theme, np.ones(len(vectors), dtype=bool)) for theme in themes], axis=1)


def subjects_of(
    ids: Sequence[int], said: SaidPhrases, vectors: Vectors, phrases: Vectors, owner: Labels
) -> ThemeSubjects:
    """Of themes whose passages are `vectors`, (n, d): phrase i, where words lie, is in the name of theme `owner[i]`."""
    belongs = csr_matrix((np.ones(len(owner), np.float32), (np.arange(len(owner)), owner)), (len(owner), len(ids)))
    says = csr_matrix(said.words.saying(phrases) @ belongs)
    says.data[:] = 1
    middle = vectors.mean(0)
    centred, heard = unit(vectors - middle), np.asarray((said.has @ says).todense()) > 0
    midst, edges = _midst(centred, heard, said.labels)
    edges[np.bincount(owner, minlength=len(ids)) == 0] = -1.0  # without a name all is supported
    return ThemeSubjects(tuple(ids), said.words, says, middle, midst, edges)


def _midst(centred: Vectors, heard: NDArray[np.bool_], labels: Labels) -> tuple[Vectors, NDArray[np.float64]]:
    midst = np.zeros((heard.shape[1], centred.shape[1]), dtype=np.float32)
    edges = np.full(heard.shape[1], 2.0)
    for theme in range(heard.shape[1]):
        mine = centred[(labels == theme) & heard[:, theme]]
        if len(mine) >= _FEW:
            midst[theme] = unit(mine.mean(0, keepdims=True))[0]
            edges[theme] = np.median(np.round(mine @ midst[theme], 4)) - _EDGE
    return midst, edges
