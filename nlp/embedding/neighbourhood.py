"""What lies close together is of one mind: vectors and probabilities are shared over the graph of nearest neighbours.

Each row has its thirty nearest by cosine, and is a neighbour of those among whose thirty it is: a symmetric graph.
Over it vectors move towards those around them (diffusion maps: Coifman & Lafon 2006), so that Ward's tree sees the
shape of a subject and not only its middle; and a guess listens to the guesses beside it (local and global consistency:
Zhou and others 2004). In blocks of twelve thousand rows: the cost grows with their number, not with its square.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from nlp.embedding.lexical_smoothing import unit
from nlp.types import Rows, Vectors

_NEAREST = 30
_FEWEST = 120  # vectors from which their neighbours are more than strangers
_BLOCK = 12_000
_CHUNK = 1_024
_DIGITS = 4  # of a cosine that count: the last bits hang on the processor
_PEERS = 600  # guesses from which those beside one count
_STAYS, _SHARED, _TURNS = 0.3, 0.7, 5  # how much a guess keeps of itself and takes from beside it, and how often
_SHARPNESS = 1.8  # with which what was shared is as sure again, on the whole, as it was


def diffused(vectors: Vectors) -> Vectors:
    """(n, d) rows of unit length to rows of unit length: half of each what it was, half what lies around it."""
    if len(vectors) < _FEWEST:
        return vectors
    around = np.concatenate([_shares(vectors[part]) @ vectors[part] for part in _blocks(len(vectors))])
    return unit(vectors + unit(around))


def shared_guesses(p: NDArray[np.float64], vectors: Rows) -> NDArray[np.float64]:
    """(n, k) probabilities of n rows to the same, each with a share of what its neighbours say; rows add up to one."""
    if len(vectors) < _PEERS:
        return p
    return np.concatenate([_listened(p[part], vectors[part]) for part in _blocks(len(vectors))])


def _blocks(many: int) -> Iterator[slice]:
    """As even as can be: none is so small that its neighbours are strangers."""
    edges = np.linspace(0, many, -(-many // _BLOCK) + 1).astype(int).tolist()
    return (slice(start, end) for start, end in pairwise(edges))


def _listened(p: NDArray[np.float64], vectors: Vectors) -> NDArray[np.float64]:
    near, moved = _shares(vectors), p
    for _ in range(_TURNS):
        moved = _STAYS * p + _SHARED * (near @ moved)
    sharp = moved**_SHARPNESS
    return np.asarray(sharp / sharp.sum(1, keepdims=True))


def _shares(vectors: Vectors) -> csr_matrix:
    """(n, n): how much of what lies around a row each other row is; rows add up to one."""
    graph = _graph(vectors)
    sums = np.asarray(graph.sum(1)).ravel()
    return csr_matrix(diags(1 / np.maximum(sums, 1e-9)) @ graph)


def _graph(vectors: Vectors) -> csr_matrix:
    """(n, n) symmetric: the cosine of a row and another where one of them is among the nearest of the other."""
    many, nearest = len(vectors), min(_NEAREST, len(vectors) - 1)
    columns = np.empty((many, nearest), dtype=np.int64)
    weights = np.empty((many, nearest), dtype=np.float32)
    for start in range(0, many, _CHUNK):
        cosines = np.round(vectors[start : start + _CHUNK] @ vectors.T, _DIGITS)
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = -np.inf
        best = np.sort(np.argpartition(-cosines, nearest - 1, axis=1)[:, :nearest], axis=1)
        columns[start : start + _CHUNK] = best
        weights[start : start + _CHUNK] = np.maximum(np.take_along_axis(cosines, best, axis=1), 0)
    starts = np.arange(0, many * nearest + 1, nearest)
    one_way = csr_matrix((weights.ravel(), columns.ravel(), starts), shape=(many, many))
    return csr_matrix(one_way.maximum(one_way.T))
