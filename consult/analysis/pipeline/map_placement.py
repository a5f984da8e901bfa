"""Places on the map for what a reading found: all points anew, or some new ones among those that stand there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

import nlp
from consult.analysis.shared.records import FoundPoint, Material
from nlp.projection.incremental_layout import beside, steady_layout
from nlp.projection.layout import Floats

_STEP = 0.006  # of the map from its middle to its edge: between new points that share their likes


def on_the_map(found: Sequence[FoundPoint], material: Material, result: nlp.Result) -> list[FoundPoint]:
    """A place for each point; of a letter for its first copy only, lest forty copies push all else aside."""
    firsts = {campaign.id: int(campaign.members[0]) for campaign in result.campaigns}
    rows = [row for row, p in enumerate(found) if p.campaign is None or firsts[p.campaign] == p.comment_id]
    nowhere = (np.nan, np.nan)
    before = [material.places.get((found[row].comment_id, found[row].start), nowhere) for row in rows]
    groups = [_theme_of(found[row]) for row in rows]
    earlier = np.array(before, dtype=float).reshape(-1, 2)
    return _placed(found, rows, steady_layout(result.vectors, groups, earlier, np.array(rows, dtype=np.intp)))


def among_their_like(
    found: Sequence[FoundPoint], material: Material, result: nlp.Result, store: nlp.VectorStore
) -> list[FoundPoint]:
    """A place for each new point whose theme is on the map: beside those of the theme that are most like it."""
    keys = [nlp.key_of(point.text, result.versions["vectors"]) for point in material.on_map]
    kept = store.get_many(list(dict.fromkeys(keys))) if found else {}
    there = [(point, kept[key]) for point, key in zip(material.on_map, keys, strict=True) if key in kept]
    placed = list(found)
    for theme in {_theme_of(point) for point in found}:
        rows = [row for row, point in enumerate(found) if _theme_of(point) == theme]
        likes = [(vector, (point.x, point.y)) for point, vector in there if _theme_of(point) == theme]
        if likes:
            others, places = (np.array(column, dtype=float) for column in zip(*likes, strict=True))
            placed = _placed(placed, rows, beside(result.vectors[rows].astype(float), others, places, step=_STEP))
    return placed


def _placed(found: Sequence[FoundPoint], rows: Sequence[int], places: Floats) -> list[FoundPoint]:
    spots = dict(zip(rows, np.clip(places, -1, 1).tolist(), strict=True))
    return [
        replace(point, x=spots[row][0], y=spots[row][1]) if row in spots else point for row, point in enumerate(found)
    ]


def _theme_of(point: FoundPoint) -> int | None:
    return point.themes[0][0] if point.themes else point.nearest
