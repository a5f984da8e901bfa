"""Vectors of one reading, shared out: its wordings in portions, a job each, for the workers of every machine.

The run that wants them works through the portions as any other worker does, taking only what nobody holds: alone
it makes them all, and those of a worker that died it makes when their lease is over. What is made twice is kept once.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import and_, delete, select

import nlp
from consult.analysis.models import Portion
from consult.analysis.pipeline import nlp_adapter
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.analysis.shared.centroid_codec import DIMENSIONS
from consult.core.database import db, for_reading
from consult.core.queue import OPEN, Job, ReportProgress, queue
from nlp.installed import reason_not_installed

MANY = 1_000  # up to so many wordings without a vector are a few seconds' work; more are shared out
PORTION = 256  # wordings, a few seconds' work. nlp embeds 64 at a time and the last bits of a vector depend on
# which 64 they are: with a multiple of it, and in the order of the keys, they are the same, bit by bit, however many
# workers make them.
_LOOK = 0.5  # seconds between two looks at what others still hold


class SharedEncoder:
    """nlp's embedder for one run: where very many vectors are wanting, whoever has time makes them."""

    def __init__(self, run_id: int) -> None:
        self._run_id, self._encoder = run_id, nlp_adapter.encoder()
        self.name = str(self._encoder.name)

    def embed(self, texts: Sequence[str]) -> Any:
        """Here, and not kept: the phrases that themes may be named by."""
        return self._encoder.embed(texts)

    def in_batches(self, texts: Sequence[str]) -> Iterator[Any]:
        """A few are made here. Many are shared out; rows come in portions, and between them none while they are made.

        What is wanting of a portion whose job failed for good is made here, too.
        """
        if len(texts) <= MANY:
            yield from self._encoder.in_batches(texts)
            return
        wordings, table = {nlp.key_of(text, self.name): text for text in texts}, VectorTable()
        _share_out(self._run_id, wordings)
        for portion in _portions(wordings):
            made = table.get_many(list(portion))
            while len(made) < len(portion) and _lend_a_hand(self._run_id):
                yield np.empty((0, DIMENSIONS), dtype=np.float32)
                made = table.get_many(list(portion))
            left = {digest: words for digest, words in portion.items() if digest not in made}
            made = {**made, **dict(zip(left, self.embed(list(left.values())), strict=True))}
            yield np.stack([made[digest] for digest in portion])
        db.session.execute(delete(Portion).where(Portion.run_id == self._run_id))
        db.session.commit()


@queue.job("embed", obstacle=reason_not_installed)
def embed(portion_id: int, progress: ReportProgress) -> None:  # noqa: ARG001 - a portion is done before a lease is over
    """Make the vectors of a portion. Done twice, the second finds them there."""
    with for_reading():
        portion = db.session.execute(select(Portion.run_id, Portion.wordings).where(Portion.id == portion_id)).first()
        db.session.rollback()
    if portion is None:
        return
    nlp_adapter.make_vectors(portion.wordings, VectorTable())
    db.session.execute(delete(Portion).where(Portion.id == portion_id, Portion.run_id == portion.run_id))
    db.session.commit()


def _share_out(run_id: int, wordings: Mapping[str, str]) -> None:
    """Portions of what is in none yet: a run that was killed finds those it made before, and keeps them."""
    earlier = db.session.scalars(select(Portion.wordings).where(Portion.run_id == run_id))
    shared = {digest for portion in earlier for digest in portion}
    for share in _portions({digest: words for digest, words in wordings.items() if digest not in shared}):
        portion = Portion(run_id=run_id, wordings=share)
        db.session.add(portion)
        db.session.flush()
        queue.add("embed", portion.id)
    db.session.commit()


def _portions(wordings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    pairs = list(wordings.items())
    return (dict(pairs[start : start + PORTION]) for start in range(0, len(pairs), PORTION))


def _lend_a_hand(run_id: int) -> bool:
    """Do a portion that nobody holds, or wait a little for those who hold the others. False when none is left."""
    portions = _open_portions(run_id)
    free = next((portion.job_id for portion in portions if portion.free), None)
    if free is not None:
        queue.run(free)
    elif portions:
        time.sleep(_LOOK)
    return bool(portions)


class _Open(NamedTuple):
    job_id: int
    free: bool


def _open_portions(run_id: int) -> list[_Open]:
    job = and_(Job.kind == "embed", Job.subject_id == Portion.id, Job.state.in_(OPEN))
    query = select(Job.id).join(Portion, job).where(Portion.run_id == run_id).order_by(Portion.id)
    free = set(queue.due("embed"))
    open_ = [_Open(job_id, job_id in free) for job_id in db.session.scalars(query)]
    db.session.commit()
    return open_
