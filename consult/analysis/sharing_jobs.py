"""Vectors of one reading, shared out: its wordings in portions, a job each, for the workers of every machine.

The run that wants them works through the portions as any other worker does, taking only what nobody holds: alone
it makes them all, and those of a worker that died it makes when their lease is over. What is made twice is kept once.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import and_, delete, select

from consult.analysis import adapter
from consult.analysis.kept import DIMENSIONS
from consult.analysis.models import Portion
from consult.analysis.vector_jobs import VectorTable
from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import Job, Progress, State, queue

MANY = 1_000  # wordings without a vector from which they are shared out
PORTION = 256  # wordings, a few seconds' work. nlp embeds 64 at a time and the last bits of a vector depend on
# which 64 they are: with a multiple of it the vectors are the same, bit by bit, however many workers make them.
_LOOK = 0.5  # seconds between two looks at what others still hold


class ManyToMake(Exception):
    """So many vectors are wanting that they are better made together. Carries the wordings by digest, in order."""

    def __init__(self, wordings: Mapping[str, str]) -> None:
        super().__init__(f"{len(wordings)} vectors are wanting")
        self.wordings = wordings


class Scout:
    """Store and embedder in one, for a first look: makes a few vectors as ever, and of many only notes the words."""

    def __init__(self, table: VectorTable) -> None:
        self._table, self._embedder = table, adapter.encoder()
        self._missing = 0
        self._noted: Sequence[str] = ()
        self._wordings: dict[str, str] = {}

    @property
    def name(self) -> str:
        return str(self._embedder.name)

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]:
        kept = self._table.get_many(keys)
        self._missing = len(keys) - len(kept)
        return kept

    def embed(self, texts: Sequence[str]) -> Any:
        if self._missing <= MANY:
            return self._embedder.embed(texts)
        self._noted = texts
        return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)

    def put_many(self, vectors: Mapping[str, Any]) -> None:
        if not self._noted:
            self._table.put_many(vectors)
            return
        self._wordings.update(zip(vectors, self._noted, strict=True))
        self._noted = ()
        if len(self._wordings) == self._missing:
            raise ManyToMake(self._wordings)


class MadeTogether:
    """The store for the reading after: all that was made together is there.

    Of more wordings than are ever embedded, nlp draws some from those without a vector. When it asks for them all,
    those that were drawn and made do not show, so that it draws the same ones again.
    """

    def __init__(self, table: VectorTable, made: Mapping[str, str]) -> None:
        self._table, self._made = table, made

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]:
        kept = self._table.get_many(keys)
        if len(keys) - len(kept) <= len(self._made):
            return kept
        return {digest: vector for digest, vector in kept.items() if digest not in self._made}

    def put_many(self, vectors: Mapping[str, Any]) -> None:
        self._table.put_many(vectors)


class _Open(NamedTuple):
    job_id: int
    free: bool


def make_together(run_id: int, wordings: Mapping[str, str], tell: Callable[[float], None]) -> None:
    """Have the vectors made by whoever has time, this process among them. Returns when all portions are done.

    `tell` hears the share that is done. A portion whose job failed for good is left to the reading itself.
    """
    _share_out(run_id, wordings)
    most = 0
    while left := _open_portions(run_id):
        most = max(most, len(left))
        tell(1 - len(left) / most)
        free = next((portion.job_id for portion in left if portion.free), None)
        if free is None:
            time.sleep(_LOOK)
        else:
            queue.run(free)
    db.session.execute(delete(Portion).where(Portion.run_id == run_id))
    db.session.commit()


@queue.job("embed")
def embed(portion_id: int, progress: Progress) -> None:  # noqa: ARG001 - a portion is done before a lease is over
    """Make the vectors of a portion. Done twice, the second finds them there."""
    with for_reading():
        portion = db.session.execute(select(Portion.run_id, Portion.wordings).where(Portion.id == portion_id)).first()
        db.session.rollback()
    if portion is None:
        return
    adapter.make_vectors(portion.wordings, VectorTable())
    db.session.execute(delete(Portion).where(Portion.id == portion_id, Portion.run_id == portion.run_id))
    db.session.commit()


def _share_out(run_id: int, wordings: Mapping[str, str]) -> None:
    """Portions of what is in none yet: a run that was killed finds those it made before, and keeps them."""
    earlier = db.session.scalars(select(Portion.wordings).where(Portion.run_id == run_id))
    shared = {digest for portion in earlier for digest in portion}
    left = [(digest, words) for digest, words in wordings.items() if digest not in shared]
    for start in range(0, len(left), PORTION):
        portion = Portion(run_id=run_id, wordings=dict(left[start : start + PORTION]))
        db.session.add(portion)
        db.session.flush()
        queue.add("embed", portion.id)
    db.session.commit()


def _open_portions(run_id: int) -> list[_Open]:
    job = and_(Job.kind == "embed", Job.subject_id == Portion.id, Job.state.in_((State.WAITING, State.RUNNING)))
    query = select(Job.id, Job.state, Job.leased_until).join(Portion, job).where(Portion.run_id == run_id)
    now = clock.now()
    with for_reading():
        rows = db.session.execute(query.order_by(Portion.id)).all()
        db.session.rollback()
    return [_Open(row.id, row.state == State.WAITING or row.leased_until < now) for row in rows]
