"""Does a point belong where it lies nearest? It does if it says what the theme is called, or lies in the theme's midst.

The nearest theme is the best guess, not a good one: of sixty placements in a mixed consultation half were wrong to a
reader, most of them what no theme was about. So a point is placed in the nearest of a few themes whose name it says, in
whatever words and language (`labels.vocabulary`), or in the nearest of all if it lies as close to its midst as most of
those do who say it; else it is unplaced, and the nearest theme is told beside.

What supports a theme is small (the words that say its name, two vectors, a number), so that it can be kept: whatever
comes after a run is held to the same test. How likely a supported placement is right, `calibration` says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.embedding.lexical_smoothing import unit
from nlp.labels.vocabulary import SaidPhrases
from nlp.topics.calibration import evidence, shipped_map
from nlp.topics.clustering import Labels
from nlp.types import Vector, Vectors

_FEW = 3  # passages that say a theme's name, for it to have a midst
_EDGE = 0.2  # cosine by which a point may lie farther out than the median of those who say it
_OPEN, _CLOSED = -1.0, 2.0  # edges of what has no name, where all is supported, and of what has no midst
_TAUGHT = 0.35  # edge about the points that people put under a theme


@dataclass(frozen=True)
class ThemeSubject:
    """What supports a placement in a theme: words that say its name, its midst, and the cosine from which it is in."""

    theme: int
    words: tuple[str, ...]
    midst: Vector  # about the middle of all passages, of unit length
    edge: float


@dataclass(frozen=True)
class ThemeSubjects:
    """The subjects of the themes, of which one theme may have several, about the middle of all passages."""

    middle: Vector
    subjects: tuple[ThemeSubject, ...]

    def supports(
        self, vectors: Vectors, features: Sequence[Sequence[str]], themes: Sequence[int]
    ) -> NDArray[np.float64]:
        """(n, themes): how likely each of n points belongs where it says a theme's name or lies in its midst.

        0 where it does neither; not a number where no name is known of a theme, and all is supported.
        """
        found = np.full((len(vectors), len(themes)), np.nan)
        if not self.subjects:
            return found
        says = self._said(features)
        near = np.round(unit(vectors - self.middle) @ np.stack([one.midst for one in self.subjects]).T, 4)
        edges = np.array([one.edge for one in self.subjects])
        likely = np.where(says | (near >= edges), shipped_map()(evidence(near, says)), 0.0)
        likely[:, edges <= _OPEN] = np.nan
        for column, theme in enumerate(themes):
            mine = [place for place, one in enumerate(self.subjects) if one.theme == theme]
            if mine:
                found[:, column] = likely[:, mine].max(1)
        return found

    def taught(self, theme: int, examples: Vectors) -> "ThemeSubjects":
        """With what lies about the points that people put under a theme, (n, d), if anything is known of it."""
        if all(one.theme != theme for one in self.subjects):
            return self
        midst = unit((examples - self.middle).mean(0, keepdims=True))[0]
        return ThemeSubjects(self.middle, (*self.subjects, ThemeSubject(theme, (), midst, _TAUGHT)))

    def as_one(self, themes: Sequence[int]) -> "ThemeSubjects":
        """With some themes as one, under the number of the first."""
        one = [replace(s, theme=themes[0]) if s.theme in themes else s for s in self.subjects]
        return ThemeSubjects(self.middle, tuple(one))

    def _said(self, features: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
        """(n, subjects): whether a point has one of a subject's words."""
        places: dict[str, list[int]] = {}
        for place, one in enumerate(self.subjects):
            for word in one.words:
                places.setdefault(word, []).append(place)
        says = np.zeros((len(features), len(self.subjects)), dtype=bool)
        for row, names in enumerate(features):
            says[row, [place for name in names for place in places.get(name, ())]] = True
        return says


def subjects_of(
    ids: Sequence[int], said: SaidPhrases, vectors: Vectors, phrases: Vectors, owner: Labels
) -> ThemeSubjects:
    """Of themes whose passages are `vectors`, (n, d): phrase i, where words lie, is in the name of theme `owner[i]`."""
    belongs = csr_matrix((np.ones(len(owner), np.float32), (np.arange(len(owner)), owner)), (len(owner), len(ids)))
    says = csr_matrix(said.words.saying(phrases) @ belongs)
    middle = vectors.mean(0)
    centred, heard = unit(vectors - middle), np.asarray((said.has @ says).todense()) > 0
    midst, edges = _midst(centred, heard, said.labels)
    edges[np.bincount(owner, minlength=len(ids)) == 0] = _OPEN
    words = _words(says.tocsc(), sorted(said.words.places))
    return ThemeSubjects(
        middle,
        tuple(ThemeSubject(theme, next(words), midst[row], float(edges[row])) for row, theme in enumerate(ids)),
    )


def _words(says: csr_matrix, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Of each theme the words that say its name."""
    for left, right in zip(says.indptr, says.indptr[1:], strict=False):
        yield tuple(names[place] for place in sorted(says.indices[left:right].tolist()))


def _midst(centred: Vectors, heard: NDArray[np.bool_], labels: Labels) -> tuple[Vectors, NDArray[np.float64]]:
    midst = np.zeros((heard.shape[1], centred.shape[1]), dtype=np.float32)
    edges = np.full(heard.shape[1], _CLOSED)
    for theme in range(heard.shape[1]):
        mine = centred[(labels == theme) & heard[:, theme]]
        if len(mine) >= _FEW:
            midst[theme] = unit(mine.mean(0, keepdims=True))[0]
            edges[theme] = np.median(np.round(mine @ midst[theme], 4)) - _EDGE
    return midst, edges
