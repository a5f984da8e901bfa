"""Points near given ones, as the last comparison left them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import or_, select

from consult.analysis.nearness.models import PointNeighbour
from consult.core.database import db

COPY = 0.9999  # of one wording
MOST = 200  # pairs looked at, the nearest first


class Near(NamedTuple):
    """A pair: the point asked about, one that is near it, and how near."""

    point: int
    other: int
    likeness: float


def near_points(points: Sequence[int], *, least: float) -> list[Near]:
    """Pairs of these points with others, the nearest first. Copies are as near as what they copy. Two queries."""
    direct = _pairs(set(points), least)
    first_of = {pair.point: pair.other for pair in direct if pair.likeness >= COPY and pair.other < pair.point}
    copied: dict[int, list[int]] = {}
    for point, first in first_of.items():
        copied.setdefault(first, []).append(point)
    further = [
        pair._replace(point=point)
        for pair in (_pairs(set(copied), least) if copied else [])
        for point in copied[pair.point]
    ]
    best = _best([*direct, *further])
    return sorted((Near(*pair, near) for pair, near in best.items()), key=lambda it: (-it.likeness, it.other))


def _pairs(points: set[int], least: float) -> list[Near]:
    one, other = PointNeighbour.point_id, PointNeighbour.neighbour_id
    query = select(one, other, PointNeighbour.likeness).where(PointNeighbour.likeness >= least)
    query = query.where(or_(one.in_(points), other.in_(points))).order_by(PointNeighbour.likeness.desc(), one, other)
    rows = db.session.execute(query.limit(MOST)).all()
    return [
        Near(mine, its, likeness)
        for low, high, likeness in rows
        for mine, its in ((low, high), (high, low))
        if mine in points
    ]


def _best(pairs: Iterable[Near]) -> Mapping[tuple[int, int], float]:
    best: dict[tuple[int, int], float] = {}
    for point, other, likeness in pairs:
        if point != other:
            best[point, other] = max(likeness, best.get((point, other), 0.0))
    return best
