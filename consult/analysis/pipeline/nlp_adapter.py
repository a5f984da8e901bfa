"""The door to nlp: material in, findings out. Nothing else of the site speaks to it.

Importing nlp loads no model; its functions do when they are first called, in the process that does the jobs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from os import cpu_count
from time import perf_counter
from typing import Any

import numpy as np

import nlp
from consult.analysis.pipeline.example_centroids import centroid_rows, known_of, packed_subjects, rows_taught
from consult.analysis.pipeline.map_placement import among_their_like, on_the_map
from consult.analysis.shared.centroid_codec import DIMENSIONS, StoredCentroid, packed, unpacked
from consult.analysis.shared.records import Findings, FoundExample, FoundPoint, FoundTheme, Material
from nlp.text.letter_likeness import is_of_letter, triples

_GREETING = 25  # characters under which a stretch of a copy is a greeting or a signature
_CORES = 4  # of the machine, at most, that make vectors; with any number they are the same
_NO_THEMES = nlp.ThemeCentroids((), np.empty((0, DIMENSIONS), np.float32), ())
_AS_THEY_ARE = nlp.PipelineSettings(fold_campaigns=False)


@cache
def encoder() -> nlp.Embedder:
    """What nlp makes vectors with: loaded when it is first asked for, and kept for the next reading."""
    return nlp.SentenceEncoder(workers=min(_CORES, cpu_count() or 1))


def make_vectors(wordings: Mapping[str, str], store: nlp.VectorStore) -> None:
    """The vectors of these points, in batches as they are given, into the store."""
    whole = [nlp.Text(digest, words, cut=(nlp.Span(0, len(words)),)) for digest, words in wordings.items()]
    nlp.place(whole, _NO_THEMES, settings=_AS_THEY_ARE, vectors=store, embedder=encoder())


def embed_material(material: Material, store: nlp.VectorStore) -> None:
    """The vectors of the points of these comments, into the store, before any reading."""
    nlp.place(_texts(material), _NO_THEMES, settings=_AS_THEY_ARE, vectors=store, embedder=encoder())


def read_all(
    material: Material,
    store: nlp.VectorStore,
    progress: Callable[[str, float], None],
    *,
    embedder: nlp.Embedder | None = None,
) -> Findings:
    """Read every comment: points, campaigns, themes (those given keep their number), pillars, places on the map."""
    settings = nlp.PipelineSettings(label_language=material.language)
    known, owners = _known(material, store)
    cold = not any(unpacked(theme.centre) for theme in material.themes)
    result = nlp.analyse(
        _texts(material),
        _frames(material),
        settings,
        progress=progress,
        vectors=store,
        themes=None if cold else known,
        examples=_examples(material),
        embedder=embedder or encoder(),
    )
    result = _renumbered(result, known.next_id) if cold else result
    started = perf_counter()
    points = on_the_map(_in_letters(list(_points(material, result)), material, result), material, result)
    headings = {group.id: group.label for group in result.groups}
    return Findings(
        points=tuple(points),
        themes=tuple(_theme(theme, headings) for theme in result.themes),
        campaigns=tuple(tuple(int(member) for member in campaign.members) for campaign in result.campaigns),
        centres=_centres(result.known, [] if cold else owners),
        subjects=packed_subjects(result.known.support),
        seconds={**result.seconds, "map": round(perf_counter() - started, 3)},
        versions=dict(result.versions),
        settings=asdict(settings),
    )


def place_some(material: Material, store: nlp.VectorStore) -> Findings:
    """File some new comments under the themes there are; no theme changes."""
    known, _owners = _known(material, store)
    result = nlp.place(
        _texts(material),
        known,
        _frames(material),
        vectors=store,
        examples=_examples(material),
        embedder=encoder(),
    )
    alone = [replace(point, campaign=None) for point in _points(material, result)]
    return Findings(points=tuple(among_their_like(alone, material, result, store)), seconds=dict(result.seconds))


def _texts(material: Material) -> list[nlp.Text]:
    return [
        nlp.Text(str(comment.id), comment.text, comment.language, comment.filed, _spans(comment.cut))
        for comment in material.comments
    ]


def _spans(cut: tuple[tuple[int, int], ...] | None) -> tuple[nlp.Span, ...] | None:
    return tuple(nlp.Span(*span) for span in cut) if cut is not None else None


def _frames(material: Material) -> list[nlp.Category]:
    return [nlp.Category(pillar.code, pillar.title, pillar.texts) for pillar in material.pillars]


def _examples(material: Material) -> list[nlp.Example]:
    return [nlp.Example(given.text, given.pillar) for given in material.corrections if given.pillar]


def _known(material: Material, store: nlp.VectorStore) -> tuple[nlp.ThemeCentroids, list[int | None]]:
    """The themes there are, a row a centre, and whose each row is: None for what is only taught for this reading.

    A merge is rows of one number; each theme keeps its own rows, so that a merge can be undone. Points that people
    filed under a theme are a row of it too, so that others like them follow.
    """
    rows, taught = centroid_rows(material.themes), list(_taught(material, store))
    rows += rows_taught(taught, rows)
    return known_of(rows, material.themes, taught), [row.owner for row in rows]


def _renumbered(result: nlp.Result, first: int) -> nlp.Result:
    """The same with themes numbered from `first`: a reading from nothing counts from 0, and those may be taken."""

    def own(shares: Sequence[nlp.ThemeShare]) -> tuple[nlp.ThemeShare, ...]:
        return tuple(nlp.ThemeShare(share.id + first, share.p) for share in shares)

    def moved(point: nlp.PointResult) -> nlp.PointResult:
        nearest = point.nearest + first if point.nearest is not None else None
        return replace(point, themes=own(point.themes), nearest=nearest)

    return replace(
        result,
        texts=tuple(replace(text, points=tuple(moved(point) for point in text.points)) for text in result.texts),
        themes=tuple(replace(theme, id=theme.id + first) for theme in result.themes),
        known=replace(
            result.known,
            ids=tuple(number + first for number in result.known.ids),
            support=_moved(result.known.support, first),
        ),
    )


def _moved(support: Any, first: int) -> Any:
    """What supports the themes, under their own numbers."""
    if not isinstance(support, nlp.ThemeSubjects):
        return support
    return replace(support, subjects=tuple(replace(one, theme=one.theme + first) for one in support.subjects))


def _taught(material: Material, store: nlp.VectorStore) -> Iterator[tuple[int, Any]]:
    """Vectors of the points that people filed, by theme."""
    filed = sorted((given.theme, given.text) for given in material.corrections if given.theme is not None)
    texts = [nlp.Text(str(theme), text, cut=(nlp.Span(0, len(text)),)) for theme, text in filed if text]
    if not texts:
        return
    read = nlp.place(texts, _NO_THEMES, settings=_AS_THEY_ARE, vectors=store, embedder=encoder())
    owners = np.array([int(text.id) for text in read.texts for _point in text.points])
    for theme in np.unique(owners).tolist():
        yield theme, read.vectors[owners == theme]


def _centres(known: nlp.ThemeCentroids, owners: Sequence[int | None]) -> dict[int, bytes]:
    """Rows given come back in the order given; those after them are new and belong to the theme they name."""
    sizes = known.sizes or (0,) * len(known.ids)
    owned = [*owners, *known.ids[len(owners) :]]
    places: dict[int, list[StoredCentroid]] = {}
    for row, owner in enumerate(owned):
        if owner is not None:
            places.setdefault(owner, []).append(StoredCentroid(known.centres[row], known.radii[row], sizes[row]))
    return {owner: packed(mine) for owner, mine in places.items()}


def _theme(theme: nlp.ThemeResult, headings: Mapping[int, str]) -> FoundTheme:
    return FoundTheme(
        id=theme.id,
        label=theme.label,
        keywords=theme.keywords,
        words=theme.keywords_by_language,
        heading=headings.get(theme.parent, "") if theme.parent is not None else "",
        change=theme.change,
        examples=tuple(_example(shown) for shown in theme.representatives),
        origin=theme.origin[0] if theme.origin else None,
        loose=theme.loose,
    )


def _example(shown: nlp.Representative) -> FoundExample:
    asks = shown.asks
    within = (asks.start - shown.start, asks.end - shown.start) if asks is not None else None
    return FoundExample(int(shown.text), shown.start, shown.end, within)


def _points(material: Material, result: nlp.Result) -> Iterator[FoundPoint]:
    for comment, read in zip(material.comments, result.texts, strict=True):
        for point in read.points:
            yield FoundPoint(
                comment_id=comment.id,
                start=point.start,
                end=point.end,
                text=comment.text[point.start : point.end],
                language=read.language,
                themes=tuple((share.id, min(1.0, max(0.0, share.p))) for share in point.themes),
                nearest=point.nearest,
                pillar=point.pillar.code,
                pillar_p=min(1.0, max(0.0, point.pillar.p)),
                campaign=read.campaign,
                proposed=_within(point),
            )


def _within(point: nlp.PointResult) -> tuple[int, int] | None:
    """The wording that it asks for, counted from where the point begins."""
    asked = point.proposed
    return (asked.start - point.start, asked.end - point.start) if asked is not None else None


def _in_letters(found: Sequence[FoundPoint], material: Material, result: nlp.Result) -> list[FoundPoint]:
    """What a sender of a letter added in their own words is not the letter's: it stands for itself."""
    texts = {comment.id: comment.text for comment in material.comments}
    letters = {campaign.id: triples(texts[int(campaign.members[0])]) for campaign in result.campaigns}
    return [
        point
        if point.campaign is None or len(point.text) < _GREETING or is_of_letter(point.text, letters[point.campaign])
        else replace(point, campaign=None)
        for point in found
    ]
