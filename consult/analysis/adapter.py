"""The door to nlp: material in, findings out. Nothing else of the site speaks to it.

Importing nlp loads no model; its functions do when they are first called, in the process that does the jobs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any, Protocol

import numpy as np

import nlp
from consult.analysis.findings import Findings, FoundPoint, FoundTheme, GivenTheme, Material
from consult.analysis.kept import DIMENSIONS, Place, packed, unpacked
from consult.analysis.layout import layout

STANDINGS = {"kept": "same"}
_SAME_WORDS = 0.6  # share of a point's letter triples that stand in the campaign's letter, to be part of it
_GREETING = 25  # characters under which a stretch of a copy is a greeting or a signature


class Store(Protocol):
    """Keeps vectors between readings (nlp's own protocol)."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]: ...

    def put_many(self, vectors: Mapping[str, Any]) -> None: ...


def read_all(material: Material, store: Store, progress: Callable[[str, float], None]) -> Findings:
    """Read every comment: points, campaigns, themes (those given keep their number), pillars."""
    settings = nlp.Settings(label_language=material.language)
    known, owners = _known(material.themes)
    result = nlp.analyse(
        _texts(material),
        _frames(material),
        settings,
        progress=progress,
        vectors=store,
        themes=known if known.ids else None,
        examples=_examples(material),
    )
    headings = {group.id: group.label for group in result.groups}
    return Findings(
        points=_points(material, result, placed=True),
        themes=tuple(_theme(theme, headings) for theme in result.themes),
        campaigns=tuple(tuple(int(member) for member in campaign.members) for campaign in result.campaigns),
        centres=_centres(result.known, owners),
        seconds=dict(result.seconds),
        versions=dict(result.versions),
        settings=asdict(settings),
    )


def place_some(material: Material, store: Store) -> Findings:
    """File some new comments under the themes there are; no theme changes."""
    known, _owners = _known(material.themes)
    result = nlp.place(_texts(material), known, _frames(material), vectors=store, examples=_examples(material))
    return Findings(points=_points(material, result, placed=False), seconds=dict(result.seconds))


def _texts(material: Material) -> list[nlp.Text]:
    return [nlp.Text(str(comment.id), comment.text, comment.language) for comment in material.comments]


def _frames(material: Material) -> list[nlp.Frame]:
    return [nlp.Frame(pillar.code, pillar.title, pillar.texts) for pillar in material.pillars]


def _examples(material: Material) -> list[nlp.Example]:
    return [nlp.Example(given.text, given.theme, given.pillar) for given in material.corrections]


def _known(themes: Sequence[GivenTheme]) -> tuple[nlp.Known, list[int]]:
    """The themes there are, a row a centre, and to whom each row belongs.

    A merge is rows of one number; each theme keeps its own rows, so that a merge can be undone.
    """
    places = [(theme, place) for theme in themes for place in unpacked(theme.centre)]
    known = nlp.Known(
        ids=tuple(theme.stands_for for theme, _place in places),
        centres=np.array([place.centre for _theme, place in places], dtype=np.float32).reshape(len(places), DIMENSIONS),
        radii=tuple(place.reach for _theme, place in places),
        sizes=tuple(place.size for _theme, place in places),
        labels={theme.id: theme.label for theme in themes if theme.id == theme.stands_for},
        next_id=max((theme.id for theme in themes), default=-1) + 1,
    )
    return known, [theme.id for theme, _place in places]


def _centres(known: nlp.Known, owners: Sequence[int]) -> dict[int, bytes]:
    """Rows given come back in the order given; those after them are new and belong to the theme they name."""
    sizes = known.sizes or (0,) * len(known.ids)
    rows = [
        (owners[row] if row < len(owners) else known.ids[row], Place(known.centres[row], known.radii[row], sizes[row]))
        for row in range(len(known.ids))
    ]
    rows.sort(key=lambda pair: pair[0])
    return {owner: packed([place for _, place in mine]) for owner, mine in groupby(rows, key=lambda pair: pair[0])}


def _theme(theme: nlp.Theme, headings: Mapping[int, str]) -> FoundTheme:
    return FoundTheme(
        id=theme.id,
        label=theme.label,
        keywords=theme.keywords,
        words=theme.keywords_by_language,
        heading=headings.get(theme.parent, "") if theme.parent is not None else "",
        standing=STANDINGS.get(theme.change, theme.change),
        examples=tuple((int(shown.text), shown.start, shown.end) for shown in theme.representatives),
    )


def _points(material: Material, result: nlp.Result, *, placed: bool) -> tuple[FoundPoint, ...]:
    found = list(_points_as_read(material, result))
    if not placed or not found:
        return tuple(found)
    letters = _in_letters(found, material, result)
    spots = layout(result.vectors, [point.themes[0][0] if point.themes else point.nearest for point in found])
    return tuple(
        replace(
            point, campaign=point.campaign if letters[row] else None, x=float(spots[row, 0]), y=float(spots[row, 1])
        )
        for row, point in enumerate(found)
    )


def _points_as_read(material: Material, result: nlp.Result) -> Iterator[FoundPoint]:
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
            )


def _in_letters(found: Sequence[FoundPoint], material: Material, result: nlp.Result) -> list[bool]:
    """Whether each point is the letter's. What a sender added in her own words stands for itself."""
    texts = {comment.id: comment.text for comment in material.comments}
    letters = {campaign.id: _triples(texts[int(campaign.members[0])]) for campaign in result.campaigns}
    return [point.campaign is not None and _in_letter(point.text, letters[point.campaign]) for point in found]


def _in_letter(words: str, letter: set[str]) -> bool:
    mine = _triples(words)
    return len(words) < _GREETING or len(mine & letter) >= _SAME_WORDS * len(mine)


def _triples(text: str) -> set[str]:
    """Every three characters in a row: alike in every script."""
    plain = " ".join(text.casefold().split())
    return {plain[place : place + 3] for place in range(max(1, len(plain) - 2))}
