"""What is nearest by its meaning (cosine of vectors): points to a sentence, clauses to an excerpt of a position paper.

Of points the vectors are those that readings left, every one looked at, in portions. Excerpts are looked at once
their paper is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from sqlalchemy import exists, select

import nlp
from consult.analysis.meaning import MEANING_JOB
from consult.analysis.models import Point, SentenceSearch
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.comments.models import Comment, CommentState
from consult.comments.papers.actions import keep_suggestions, suggester_for
from consult.comments.papers.models import ExcerptState, PaperExcerpt, PaperState, PositionPaper
from consult.comments.papers.suggesting import ClauseSuggester, Suggested, passages_of
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import Job, ReportProgress, queue
from nlp.installed import reason_not_installed

MOST = 50  # points that are kept
PORTION = 2_000
LEAST = 0.2  # what is less like it says something else
SUGGEST_CLAUSES = "analysis.suggest_clauses"
LOOKED_AT = 1_500  # letters of an excerpt
AT_ONCE = 20  # papers that one sweep asks for


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


@queue.sweep
def suggest_for_new_papers() -> None:
    """Each paper that was read, once."""
    asked = exists().where(Job.kind == SUGGEST_CLAUSES, Job.subject_id == PositionPaper.id)
    with for_reading():
        query = select(PositionPaper.id).where(
            PositionPaper.state == PaperState.READ, _without_clause().exists(), ~asked
        )
        waiting = db.session.scalars(query.order_by(PositionPaper.id).limit(AT_ONCE)).all()
        db.session.rollback()
    for paper_id in waiting:
        queue.add(SUGGEST_CLAUSES, paper_id)
    db.session.commit()


def _without_clause() -> Any:
    mine = select(PaperExcerpt.id).where(PaperExcerpt.paper_id == PositionPaper.id)
    return mine.where(PaperExcerpt.state == ExcerptState.WAITING, PaperExcerpt.clause_id.is_(None))


@queue.job(SUGGEST_CLAUSES, obstacle=reason_not_installed)
def suggest_clauses(paper_id: int, progress: ReportProgress) -> None:
    """Done twice, the second changes nothing."""
    with for_reading():
        paper = db.session.get(PositionPaper, paper_id)
        if paper is None or paper.state != PaperState.READ:
            return
        suggester = suggester_for(paper.round)
        waits = (PaperExcerpt.paper_id == paper_id, PaperExcerpt.state == ExcerptState.WAITING)
        query = select(PaperExcerpt.id, PaperExcerpt.text).where(*waits, PaperExcerpt.clause_id.is_(None))
        excerpts = {number: text[:LOOKED_AT] for number, text in db.session.execute(query.order_by(PaperExcerpt.id))}
        db.session.rollback()
    progress("embed", 0.1)
    found = nearest_clauses(suggester, excerpts, nlp_adapter.encoder())
    keep_suggestions(found)
    db.session.commit()


def nearest_clauses(
    suggester: ClauseSuggester, excerpts: Mapping[int, str], model: SentenceModel
) -> dict[int, Suggested]:
    """By excerpt; those of which no clause is clearly nearest are in none."""
    passages = [passages_of(one.text) for one in suggester.clauses]
    if not passages or not excerpts:
        return {}
    vectors = _vectors([text for texts in passages for text in texts], model)
    starts = np.cumsum([0, *map(len, passages[:-1])])
    near = _vectors([*excerpts.values()], model) @ vectors.T
    meanings = (np.maximum.reduceat(near, starts, axis=1) + near[:, starts]) / 2
    found = {
        number: suggester.nearest(text, row.tolist())
        for (number, text), row in zip(excerpts.items(), meanings, strict=True)
    }
    return {number: one for number, one in found.items() if one is not None}


def _vectors(texts: Sequence[str], model: SentenceModel) -> Any:
    """Those that are kept, and the others made and kept: a draft's clauses are made once."""
    keys, table = [nlp.key_of(text, model.name) for text in texts], VectorTable()
    kept = dict(table.get_many(keys))
    wanting = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    if wanting:
        made = dict(zip(wanting, model.embed([*wanting.values()]), strict=True))
        table.put_many(made)
        kept |= made
    return np.stack([kept[key] for key in keys])
