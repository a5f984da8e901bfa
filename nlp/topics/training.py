"""From passages to themes: their centres, their words, the broader groups over them; cold or carried on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nlp.embedding.lexical_smoothing import smoothed, unit
from nlp.embedding.neighbourhood import diffused
from nlp.labels.features import Lexicon, features_of
from nlp.labels.labels import NAMELESS, ThemeLabel, joined_phrases, word_themes
from nlp.labels.vocabulary import SaidPhrases, Vocabulary, pulled, vocabulary_of
from nlp.preprocessing import Passages
from nlp.text.language_data import language_profile
from nlp.topics.assignment import facets_of, radii_of
from nlp.topics.clustering import Labels, cut_weighted, distances, means, sensible_number
from nlp.topics.model import fit_themes, weighed
from nlp.topics.support import ThemeSubjects, subjects_of
from nlp.topics.tracking import continued, enlarged, with_letters, without_empty
from nlp.types import Embedder, PipelineSettings, ThemeCentroids, Vectors, VectorStore

_GROUPED = 9  # themes from which broader groups help
_SUPPORTED = 120  # passages from which words are read for their meaning, and placements stand on what points say
_MORE = 1.3  # times as many themes are looked for as there shall be: heaps among them are dissolved
_HEAP, _FIRM = 0.25, 5  # how well a word must set a theme apart, and passages that a theme has, or it is a heap
_HEARD = 150  # passages of a theme that its words are told from
_ROOM, _ROOMY = 2, 0.1  # themes more, and as a share, that the points allow before they are looked for afresh


@dataclass(frozen=True)
class FittedThemes:
    """Themes and what they are called: wording i and parent i belong to `ids[i]`; parents number the headings."""

    known: ThemeCentroids
    ids: tuple[int, ...]
    wordings: tuple[ThemeLabel, ...]
    parents: tuple[int | None, ...]
    headings: tuple[str, ...]
    origins: Mapping[int, int] = field(default_factory=dict)  # the earlier theme that a new one split off from


@dataclass(frozen=True)
class _Spoken:
    """The features of some passages, how they were written, and their vectors."""

    rows: list[int]
    features: list[list[str]]
    lexicon: Lexicon
    words: Vocabulary | None


def learn(
    passages: Passages,
    points: Vectors,
    settings: PipelineSettings,
    earlier: ThemeCentroids | None = None,
    *,
    embedder: Embedder | None = None,
    store: VectorStore | None = None,
) -> FittedThemes:
    """Themes of the passages. `points` are the vectors of their points, which set how far a theme reaches.

    The `embedder` that made the vectors reads words, too: they help to find subjects and fitting labels.
    """
    reader = _Reader(passages, embedder, store)
    if not passages.texts:
        known = earlier or ThemeCentroids((), np.empty((0, points.shape[1]), np.float32), ())
        ids = tuple(dict.fromkeys(known.ids))
        return FittedThemes(known, ids, tuple(ThemeLabel(NAMELESS, (), {}) for _ in ids), (None,) * len(ids), ())
    if earlier is None or not earlier.ids:
        spoken = reader.read(range(len(passages.texts)))
        labels = _cold(passages, spoken, settings)
        found = with_letters(_facetted(passages, points, labels), passages.vectors, passages.said)
        return one_remainder(_worded(reader, spoken, found, settings))
    known = with_letters(continued(points, earlier), passages.vectors, passages.said)
    room = _number(passages, settings) - len(known.ids)
    if room < max(_ROOM, _ROOMY * len(known.ids)):
        return _worded(reader, None, known, settings)
    spoken = reader.read(range(len(passages.texts)))
    afresh = _facetted(passages, points, _cold(passages, spoken, settings))
    known, origins = enlarged(known, afresh, points, room)
    return replace(_worded(reader, spoken, known, settings), origins=origins)


def _number(passages: Passages, settings: PipelineSettings) -> int:
    return settings.themes or sensible_number(passages.whole)


@dataclass(frozen=True)
class _Reader:
    """The passages, and what reads their words."""

    passages: Passages
    embedder: Embedder | None
    store: VectorStore | None

    def read(self, rows: Sequence[int]) -> _Spoken:
        texts, languages = self.passages.texts, self.passages.languages
        features, lexicon = features_of([texts[row] for row in rows], [languages[row] for row in rows])
        if self.embedder is None or len(rows) < _SUPPORTED:
            return _Spoken(list(rows), features, lexicon, None)
        words = vocabulary_of(features, lexicon, self.embedder, self.store)
        return _Spoken(list(rows), features, lexicon, words)


def _cold(passages: Passages, spoken: _Spoken, settings: PipelineSettings) -> Labels:
    """The theme of each passage."""
    moved = smoothed(passages.vectors, spoken.features, passages.languages)
    if spoken.words is None:
        return fit_themes(diffused(moved), spoken.features, number=_number(passages, settings))
    moved = diffused(pulled(moved, passages.vectors, spoken.features, spoken.words))
    number = _number(passages, settings)
    labels = fit_themes(moved, spoken.features, number=settings.themes or round(_MORE * number))
    said = SaidPhrases(spoken.words, spoken.words.counted(spoken.features), labels)
    return labels if settings.themes else _without_heaps(moved, labels, said.held_together(passages.vectors), number)


def _without_heaps(vectors: Vectors, labels: Labels, held: NDArray[np.float64], number: int) -> Labels:
    """Labels 0 .. k - 1 with the rows of heaps given to the nearest of the others; the half that hold best all stay.

    A heap is a theme that no word sets apart: what the others left over.
    """
    sizes = np.bincount(labels)
    best = np.argsort(-np.round(held, 4), kind="stable")
    firm = (held >= _HEAP) & (sizes >= min(_FIRM, len(labels) // max(1, number)))
    firm[best[: -(-number // 2)]] = True
    kept = np.flatnonzero(firm & (sizes > 0))
    moved = distances(vectors, means(vectors, labels)[kept]).argmin(1)
    place = np.full(len(sizes), -1)
    place[kept] = np.arange(len(kept))
    return np.where(place[labels] >= 0, place[labels], moved)


def _facetted(passages: Passages, points: Vectors, labels: Labels) -> ThemeCentroids:
    """A centre for each facet of a theme: a subject is rarely round, and the nearest centre is to find it again."""
    owners, centres = facets_of(passages.vectors, labels)
    found = ThemeCentroids(owners, centres, radii_of(points, centres), next_id=int(labels.max()) + 1)
    return without_empty(found, points)


def _worded(reader: _Reader, spoken: _Spoken | None, known: ThemeCentroids, settings: PipelineSettings) -> FittedThemes:
    ids = tuple(dict.fromkeys(known.ids))
    row_theme = np.array([ids.index(theme) for theme in known.ids], dtype=np.int64)
    nearest = row_theme[distances(reader.passages.vectors, known.centres).argmin(1)]
    parents = _parents(known, row_theme, nearest)
    spoken = spoken or reader.read(_heard(nearest))
    themes, labels = np.unique(nearest[spoken.rows], return_inverse=True)
    said = SaidPhrases(spoken.words, spoken.words.counted(spoken.features), labels) if spoken.words else None
    worded = dict(zip(themes.tolist(), _words(reader, spoken, labels, settings, said), strict=True))
    wordings = tuple(worded.get(place, ThemeLabel(NAMELESS, (), {})) for place in range(len(ids)))
    named = [(ids[place], worded[place]) for place in themes.tolist()]
    known = replace(known, support=_subjects(reader, spoken, known.labels, named, said))
    if parents is None:
        return FittedThemes(known, ids, wordings, (None,) * len(ids), ())
    headings = _headings(wordings, parents, nearest)
    return FittedThemes(known, ids, wordings, tuple(parents.tolist()), headings)


def one_remainder(found: FittedThemes) -> FittedThemes:
    """What the others left over is one theme, wherever it lies: nobody reads "various remarks (7)"."""
    rest = [found.ids[place] for place, label in enumerate(found.wordings) if label.remainder]
    if len(rest) < 2:
        return found
    kept = [place for place, theme in enumerate(found.ids) if theme == rest[0] or theme not in rest]
    support = found.known.support
    if isinstance(support, ThemeSubjects):
        support = support.as_one(rest)
    ids = tuple(rest[0] if theme in rest else theme for theme in found.known.ids)
    return replace(
        found,
        known=replace(found.known, ids=ids, support=support),
        ids=tuple(found.ids[place] for place in kept),
        wordings=tuple(found.wordings[place] for place in kept),
        parents=tuple(found.parents[place] for place in kept),
    )


def _subjects(
    reader: _Reader,
    spoken: _Spoken,
    given: Mapping[int, str],
    themes: Sequence[tuple[int, ThemeLabel]],
    said: SaidPhrases | None,
) -> ThemeSubjects | None:
    """What supports a placement: the phrases in each theme's name, or the name that people gave it."""
    if said is None or reader.embedder is None:
        return None
    names = [(given[theme],) if theme in given else label.phrases[: label.many] for theme, label in themes]
    flat = reader.embedder.embed([phrase for name in names for phrase in name])
    owner = np.repeat(np.arange(len(names)), [len(name) for name in names])
    raised = said.words.raised(flat, [themes[place][1].language for place in owner.tolist()])
    vectors = reader.passages.vectors[spoken.rows]
    return subjects_of([theme for theme, _label in themes], said, vectors, raised, owner)


def _headings(wordings: Sequence[ThemeLabel], parents: Labels, nearest: Labels) -> tuple[str, ...]:
    """A broader group is named by the first phrases of its two largest themes."""
    sizes = np.bincount(nearest, minlength=len(wordings))
    headings: list[str] = []
    for group in range(int(parents.max()) + 1):
        themes = sorted(np.flatnonzero(parents == group).tolist(), key=lambda theme: (-sizes[theme], theme))
        named = [theme for theme in themes if wordings[theme].phrases]
        named = [theme for theme in named if not wordings[theme].loose] or named
        phrases = [wordings[theme].phrases[0] for theme in named]
        of = language_profile(wordings[themes[0]].language)
        headings.append(joined_phrases(list(dict.fromkeys(phrases)), of, headings))
    return tuple(headings)


def _words(
    reader: _Reader, spoken: _Spoken, labels: Labels, settings: PipelineSettings, said: SaidPhrases | None
) -> tuple[ThemeLabel, ...]:
    """What each theme 0 .. k - 1 is called, by the passages that were read: `labels` are theirs."""
    passages = reader.passages
    return word_themes(
        weighed(spoken.features, labels),
        [passages.texts[row] for row in spoken.rows],
        [passages.languages[row] for row in spoken.rows],
        spoken.lexicon,
        main=settings.label_language,
        vectors=passages.vectors[spoken.rows],
        embedder=reader.embedder,
        said=said,
    )


def _heard(labels: Labels) -> list[int]:
    """Rows of each label, evenly spaced where they are many, in order."""
    members = (np.flatnonzero(labels == label) for label in np.unique(labels))
    return sorted(row for rows in members for row in rows[:: -(-len(rows) // _HEARD)].tolist())


def _parents(known: ThemeCentroids, row_theme: Labels, nearest: Labels) -> Labels | None:
    """Group of each theme, largest group first, or None where the themes are few."""
    themes = int(row_theme.max()) + 1
    if themes < _GROUPED:
        return None
    sizes = np.maximum(np.bincount(nearest, minlength=themes), 1).astype(np.float64)
    centres = np.stack([known.centres[row_theme == theme].mean(0) for theme in range(themes)])
    leaning = unit(centres - np.average(centres, axis=0, weights=sizes))
    groups = cut_weighted(leaning.astype(np.float64), np.sqrt(sizes), round(themes**0.5) + 1)
    weights = np.bincount(groups, weights=sizes)
    rank = np.empty(len(weights), dtype=np.int64)
    rank[np.argsort(-weights, kind="stable")] = np.arange(len(weights))
    return rank[groups]


def theme_rows(known: ThemeCentroids, theme: int) -> Sequence[int]:
    """The rows of `known` that belong to a theme."""
    return [row for row, owner in enumerate(known.ids) if owner == theme]
