"""From passages to themes: their centres, their words, the broader groups over them; cold or carried on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nlp.embedding.lexical_smoothing import smoothed, unit
from nlp.embedding.neighbourhood import diffused
from nlp.labels.features import Lexicon, features_of
from nlp.labels.labels import NAMELESS, ThemeLabel, joined_phrases, word_themes
from nlp.preprocessing import Passages
from nlp.topics.assignment import centres_of, facets_of, radii_of
from nlp.topics.clustering import Labels, cut_weighted, distances, sensible_number
from nlp.topics.model import fit_themes, weighed
from nlp.topics.tracking import continued, enlarged, with_letters, without_empty
from nlp.types import Embedder, PipelineSettings, ThemeCentroids, Vectors

_GROUPED = 9  # themes from which broader groups help
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
    """The features of each passage, and how they were written."""

    features: list[list[str]]
    lexicon: Lexicon


def learn(
    passages: Passages,
    points: Vectors,
    settings: PipelineSettings,
    earlier: ThemeCentroids | None = None,
    *,
    embedder: Embedder | None = None,
) -> FittedThemes:
    """Themes of the passages. `points` are the vectors of their points, which set how far a theme reaches.

    The `embedder` that made the vectors helps to find fitting labels.
    """
    if not passages.texts:
        known = earlier or ThemeCentroids((), np.empty((0, points.shape[1]), np.float32), ())
        ids = tuple(dict.fromkeys(known.ids))
        return FittedThemes(known, ids, tuple(ThemeLabel(NAMELESS, (), {}) for _ in ids), (None,) * len(ids), ())
    if earlier is None or not earlier.ids:
        spoken = _spoken(passages)
        labels = _cold(passages, spoken, settings)
        found = with_letters(_facetted(passages, points, labels), passages.vectors, passages.said)
        return _worded(passages, spoken, found, settings, embedder)
    known = with_letters(continued(points, earlier), passages.vectors, passages.said)
    room = _number(passages, settings) - len(known.ids)
    if room < max(_ROOM, _ROOMY * len(known.ids)):
        return _worded(passages, None, known, settings, embedder)
    spoken = _spoken(passages)
    afresh = _plain(passages, points, _cold(passages, spoken, settings))
    known, origins = enlarged(known, afresh, points, room)
    return replace(_worded(passages, spoken, known, settings, embedder), origins=origins)


def _number(passages: Passages, settings: PipelineSettings) -> int:
    return settings.themes or sensible_number(passages.whole)


def _spoken(passages: Passages) -> _Spoken:
    return _Spoken(*features_of(passages.texts, passages.languages))


def _cold(passages: Passages, spoken: _Spoken, settings: PipelineSettings) -> Labels:
    """The theme of each passage."""
    moved = diffused(smoothed(passages.vectors, spoken.features, passages.languages))
    return fit_themes(moved, spoken.features, number=_number(passages, settings))


def _plain(passages: Passages, points: Vectors, labels: Labels) -> ThemeCentroids:
    """One centre a theme."""
    number = int(labels.max()) + 1
    centres = centres_of(passages.vectors, labels, number)
    found = ThemeCentroids(tuple(range(number)), centres, radii_of(points, centres), next_id=number)
    return without_empty(found, points)


def _facetted(passages: Passages, points: Vectors, labels: Labels) -> ThemeCentroids:
    """A centre for each facet of a theme: a subject is rarely round, and the nearest centre is to find it again."""
    owners, centres = facets_of(passages.vectors, labels)
    found = ThemeCentroids(owners, centres, radii_of(points, centres), next_id=int(labels.max()) + 1)
    return without_empty(found, points)


def _worded(
    passages: Passages,
    spoken: _Spoken | None,
    known: ThemeCentroids,
    settings: PipelineSettings,
    embedder: Embedder | None,
) -> FittedThemes:
    ids = tuple(dict.fromkeys(known.ids))
    row_theme = np.array([ids.index(theme) for theme in known.ids], dtype=np.int64)
    nearest = row_theme[distances(passages.vectors, known.centres).argmin(1)]
    parents = _parents(known, row_theme, nearest)
    worded = _words(passages, spoken, nearest, settings, embedder)
    wordings = tuple(worded.get(place, ThemeLabel(NAMELESS, (), {})) for place in range(len(ids)))
    if parents is None:
        return FittedThemes(known, ids, wordings, (None,) * len(ids), ())
    return FittedThemes(known, ids, wordings, tuple(parents.tolist()), _headings(wordings, parents, nearest))


def _headings(wordings: Sequence[ThemeLabel], parents: Labels, nearest: Labels) -> tuple[str, ...]:
    """A broader group is named by the first phrases of its two largest themes."""
    sizes = np.bincount(nearest, minlength=len(wordings))
    headings: list[str] = []
    for group in range(int(parents.max()) + 1):
        themes = sorted(np.flatnonzero(parents == group).tolist(), key=lambda theme: (-sizes[theme], theme))
        named = [theme for theme in themes if wordings[theme].phrases]
        named = [theme for theme in named if not wordings[theme].loose] or named
        phrases = [wordings[theme].phrases[0] for theme in named]
        headings.append(joined_phrases(list(dict.fromkeys(phrases)), wordings[themes[0]].language, headings))
    return tuple(headings)


def _words(
    passages: Passages, spoken: _Spoken | None, labels: Labels, settings: PipelineSettings, embedder: Embedder | None
) -> dict[int, ThemeLabel]:
    """Words of each theme that has passages, by its place; where they must be read for it, from some of each theme."""
    rows = _heard(labels) if spoken is None else list(range(len(labels)))
    texts, languages = [passages.texts[row] for row in rows], [passages.languages[row] for row in rows]
    spoken = spoken or _Spoken(*features_of(texts, languages))
    worded = word_themes(
        weighed(spoken.features, labels[rows]),
        texts,
        languages,
        spoken.lexicon,
        main=settings.label_language,
        vectors=passages.vectors[rows],
        embedder=embedder,
    )
    return dict(zip(np.unique(labels).tolist(), worded, strict=True))


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
