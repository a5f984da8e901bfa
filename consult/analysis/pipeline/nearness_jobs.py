"""Points that say nearly the same, found from the vectors that readings left: cosine, in blocks, the new ones only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

import nlp
from consult.analysis.models import Point
from consult.analysis.nearness.models import ComparedPoint, PointNeighbour
from consult.analysis.pipeline.theme_jobs import model_of
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.analysis.shared.population import of_points
from consult.core.bulk_sql import delete_rows, insert_missing, rows_where
from consult.core.database import db, for_reading
from consult.core.locking import hold
from consult.core.queue import ReportProgress, queue
from consult.drafts.models import Guideline
from nlp.installed import reason_not_installed

LEAST = 0.7  # what is less like it asks for something else
MOST = 12  # wordings kept beside each
CROWDED = 100  # near ones a wording, from which only the nearest are looked at
BLOCK = 1_000  # wordings compared at a time,
PORTION = 20_000  # with so many at a time: some eighty megabytes
FURTHEST = 200_000  # wordings that each is compared with: beyond that the first ones


@dataclass(frozen=True)
class PointsByWording:
    """Points by their words: the first of each and its copies; of those not compared yet, the places."""

    digests: Sequence[str]
    points: Sequence[Sequence[int]]
    fresh: Sequence[int]
    reworded: frozenset[int]  # points that were compared in other words


@queue.job("compare_points", obstacle=reason_not_installed)
def compare_points(guideline_id: int, progress: ReportProgress) -> None:
    """Keep beside each wording those that are most like it. Done twice, the second changes nothing."""
    with for_reading():
        guideline = db.session.get(Guideline, guideline_id)
        model = model_of(guideline) if guideline is not None else ""
        if guideline is None or not model:
            return
        wordings = _wordings(guideline, model)
        db.session.rollback()
    if not wordings.fresh:
        return
    vectors, rows = _vectors_of(wordings)
    for start in range(0, len(wordings.fresh), BLOCK):
        progress("comparing", start / len(wordings.fresh))
        block = [place for place in wordings.fresh[start : start + BLOCK] if place in rows]
        pairs = _nearest(block, vectors, rows) if block else []
        _keep(guideline_id, wordings, block, pairs)
        db.session.commit()


def _wordings(guideline: Guideline, model: str) -> PointsByWording:
    by_digest: dict[str, list[int]] = {}
    for number, text in db.session.execute(of_points(guideline, Point.id, Point.text).order_by(Point.id)):
        by_digest.setdefault(nlp.key_of(text, model), []).append(number)
    mine = of_points(guideline, Point.id)
    compared = select(ComparedPoint.point_id, ComparedPoint.digest, ComparedPoint.first)
    known = {
        point: (digest, first)
        for point, digest, first in db.session.execute(compared.where(ComparedPoint.point_id.in_(mine)))
    }
    digests, points = list(by_digest), list(by_digest.values())
    fresh = [
        place
        for place, (digest, those) in enumerate(by_digest.items())
        if any(known.get(point) != (digest, point == those[0]) for point in those)
    ]
    reworded = {
        point for digest, those in by_digest.items() for point in those if point in known and known[point][0] != digest
    }
    return PointsByWording(digests, points, fresh, frozenset(reworded))


def _vectors_of(wordings: PointsByWording) -> tuple[Any, dict[int, int]]:
    """The vectors at hand, half as exact as they are kept, and the row of each wording that has one."""
    table, parts = VectorTable(), []
    rows: dict[int, int] = {}
    for start in range(0, len(wordings.digests), PORTION):
        digests = wordings.digests[start : start + PORTION]
        kept = table.get_many(digests)
        there = [start + place for place, digest in enumerate(digests) if digest in kept]
        rows |= {place: len(rows) + row for row, place in enumerate(there)}
        if there:
            parts.append(np.stack([kept[wordings.digests[place]] for place in there]).astype(np.float16))
    return (np.concatenate(parts) if parts else np.empty((0, 1), np.float16)), rows


def _nearest(block: Sequence[int], vectors: Any, rows: Mapping[int, int]) -> list[tuple[int, int, float]]:
    """(place, place, likeness) of the wordings in the block with those that are most like them."""
    place_of = {row: place for place, row in rows.items()}
    mine = np.array([rows[place] for place in block])
    wanted = vectors[mine].astype(np.float32)
    found: dict[int, list[tuple[float, int]]] = {place: [] for place in block}
    for start in range(0, min(len(vectors), FURTHEST), PORTION):
        likeness = wanted @ vectors[start : start + PORTION].astype(np.float32).T
        for which, row, near in _best_of(likeness):
            if start + row != mine[which]:
                found[block[which]].append((near, place_of[start + row]))
    return [
        (place, other, near) for place, those in found.items() for near, other in sorted(those, reverse=True)[:MOST]
    ]


def _best_of(likeness: Any) -> Iterator[tuple[int, int, float]]:
    """Of each row what is like enough; where very much is, the greatest of each row."""
    near = likeness >= LEAST
    if np.count_nonzero(near) > CROWDED * len(likeness) and likeness.shape[1] > MOST + 1:
        greatest = np.partition(likeness, -MOST - 1, axis=1)[:, -MOST - 1]
        near &= likeness >= greatest[:, None]
    for which, row in zip(*np.nonzero(near), strict=True):
        yield int(which), int(row), min(1.0, round(float(likeness[which, row]), 4))


def _keep(
    guideline_id: int, wordings: PointsByWording, block: Sequence[int], pairs: Sequence[tuple[int, int, float]]
) -> None:
    """What was compared, of points that are still there."""
    hold(db.session.get_one(Guideline, guideline_id))
    members = [point for place in block for point in wordings.points[place]]
    firsts = {wordings.points[place][0] for pair in pairs for place in pair[:2]}
    there = {row.id for row in rows_where(select(Point.id), Point.id, sorted({*members, *firsts}))}
    for column in (PointNeighbour.point_id, PointNeighbour.neighbour_id):
        delete_rows(PointNeighbour, column, sorted(wordings.reworded.intersection(members)))
    near = [(wordings.points[one][0], wordings.points[other][0], likeness) for one, other, likeness in pairs]
    near += [(those[0], copy, 1.0) for place in block for those in [wordings.points[place]] for copy in those[1:]]
    rows = [
        {"point_id": min(one, other), "neighbour_id": max(one, other), "likeness": likeness}
        for one, other, likeness in near
        if {one, other} <= there
    ]
    insert_missing(PointNeighbour, rows)
    delete_rows(ComparedPoint, ComparedPoint.point_id, members)
    compared = [
        {"point_id": point, "digest": wordings.digests[place], "first": point == wordings.points[place][0]}
        for place in block
        for point in wordings.points[place]
        if point in there
    ]
    insert_missing(ComparedPoint, compared)
