"""The points nearest to a sentence, from the vectors that readings left: cosine, every point looked at, in portions."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from sqlalchemy import select

import nlp
from consult.analysis.meaning import MEANING_JOB
from consult.analysis.models import Point, SentenceSearch
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue
from nlp.installed import reason_not_installed

MOST = 50  # points that are kept
PORTION = 2_000
LEAST = 0.2  # what is less like it says something else


class SentenceModel(Protocol):
    """What makes the vector of a sentence; the vectors that are kept carry its name."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> nlp.Vectors: ...


@queue.job(MEANING_JOB, obstacle=reason_not_installed)
def find_by_meaning(asked_id: int, progress: ReportProgress) -> None:
    """Done twice, the second finds the same."""
    with for_reading():
        asked = db.session.execute(
            select(SentenceSearch.text, SentenceSearch.guideline_id).where(SentenceSearch.id == asked_id)
        ).first()
        db.session.rollback()
    if asked is None:
        return
    progress("embed", 0.1)
    found = nearest_points(asked.guideline_id, asked.text, nlp_adapter.encoder())
    row = db.session.get(SentenceSearch, asked_id)
    if row is not None:
        row.found, row.finished_at = [list(pair) for pair in found], clock.now()
        db.session.commit()


def nearest_points(guideline_id: int, sentence: str, model: SentenceModel) -> list[tuple[int, float]]:
    """Numbers of points with how near they are, the nearest first; each wording once."""
    wanted, table = model.embed([sentence])[0], VectorTable()
    best: dict[str, tuple[float, int]] = {}
    for portion in _portions(guideline_id):
        keys = {nlp.key_of(text, model.name): number for number, text in reversed(portion)}
        kept = table.get_many([key for key in keys if key not in best])
        if kept:
            likeness = np.stack(list(kept.values())) @ wanted
            best |= {key: (float(near), keys[key]) for key, near in zip(kept, likeness, strict=True)}
        best = dict(sorted(best.items(), key=lambda item: (-item[1][0], item[1][1]))[:MOST])
    return [(number, round(near, 3)) for near, number in best.values() if near >= LEAST]


def _portions(guideline_id: int) -> Iterator[list[tuple[int, str]]]:
    last = 0
    query = select(Point.id, Point.text).join(Comment, Comment.id == Point.comment_id)
    query = query.join(Round, Round.id == Comment.round_id).order_by(Point.id).limit(PORTION)
    query = query.where(Round.guideline_id == guideline_id, Comment.state == CommentState.SENT, Point.start >= 0)
    while True:
        with for_reading():
            rows = [(number, text) for number, text in db.session.execute(query.where(Point.id > last))]
            db.session.rollback()
        if not rows:
            return
        last = rows[-1][0]
        yield rows
