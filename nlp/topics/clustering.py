"""Groups in the cloud of vectors: principal components, Ward's tree, a cut whose number follows the size.

Ward (1963) on the points themselves up to four thousand; above, on k-means micro-clusters weighted by their
size, which begin at the first of the points: nothing is drawn. One tree gives coarse and fine levels. Chosen by
measurement against UMAP + HDBSCAN, which leaves up to two in five comments without a theme and compiles for a
minute before it starts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import PCA

from nlp.types import Vectors

Labels = NDArray[np.int64]
_DIRECT = 4_000  # points up to which Ward sees each of them
_MICRO = 1_200
_DIMENSIONS = 50


def sensible_number(points: int) -> int:
    """How many themes a team can hold and answer for that many points: 17 at 200, 40 at 2,000, 73 at 20,000."""
    many = float(points)
    return max(1, min(points // 6, round(min(1.6 * many**0.45, 5.6 * many**0.26)))) if points else 0


@dataclass
class Projection:
    """The reduction in BERTopic's first slot: the leading principal components, at most fifty."""

    def fit(self, X: Vectors, y: object = None) -> "Projection":  # noqa: ARG002, N803 - the slot's own signature
        size = min(_DIMENSIONS, *X.shape)
        if len(X) < 2:
            self._model = None
            return self
        self._model = PCA(size, svd_solver="covariance_eigh").fit(X)
        return self

    def transform(self, X: Vectors) -> Vectors:  # noqa: N803
        return X if self._model is None else np.asarray(self._model.transform(X), dtype=np.float32)


@dataclass
class Ward:
    """The clusters in BERTopic's second slot. `labels_` is a row each; `number` clusters if so many exist."""

    number: int

    def fit(self, X: Vectors, y: object = None) -> "Ward":  # noqa: ARG002, N803
        self.labels_ = settle_labels(X, cut(X, self.number))
        return self

    def predict(self, X: Vectors) -> Labels:  # noqa: N803
        return settle_labels(X, cut(X, self.number))


def cut(vectors: Vectors, number: int) -> Labels:
    """(n, d) vectors to (n,) labels 0 .. at most number - 1; equal vectors share a label."""
    if number <= 1 or len(vectors) <= 1:
        return np.zeros(len(vectors), dtype=np.int64)
    if len(vectors) <= _DIRECT:
        return _cut_tree(linkage(vectors.astype(np.float64), "ward"), number)
    start = vectors[:_MICRO]
    micro = MiniBatchKMeans(_MICRO, init=start, random_state=0, batch_size=4096, n_init=1, max_iter=30).fit(vectors)
    used, members = np.unique(micro.labels_, return_inverse=True)
    sizes = np.bincount(members).astype(np.float64)
    return cut_weighted(micro.cluster_centers_[used].astype(np.float64), sizes, number)[members]


def cut_weighted(centres: NDArray[np.float64], sizes: NDArray[np.float64], number: int) -> Labels:
    """Labels of groups that already have sizes, by Ward's tree over them."""
    return _cut_tree(weighted_ward(centres, sizes), number) if len(centres) > 1 else np.zeros(len(centres), np.int64)


def means(vectors: Vectors, labels: Labels) -> Vectors:
    """(k, d) means of the rows of each label 0 .. k - 1; a label without rows gets zeros."""
    number = int(labels.max()) + 1 if len(labels) else 0
    ones = np.ones(len(labels), dtype=np.float64)
    members = csr_matrix((ones, (labels, np.arange(len(labels)))), shape=(number, len(labels)))
    sizes = np.maximum(np.bincount(labels, minlength=number), 1)
    return np.asarray((members @ vectors) / sizes[:, None], dtype=np.float32)


def distances(vectors: Vectors, centres: Vectors) -> NDArray[np.float32]:
    """Squared Euclidean distances (n, k)."""
    gaps = (vectors**2).sum(1)[:, None] + (centres**2).sum(1)[None, :] - 2 * vectors @ centres.T
    return np.asarray(np.maximum(gaps, 0), dtype=np.float32)


def settle_labels(vectors: Vectors, labels: Labels, rounds: int = 10) -> Labels:
    """Move rows to their nearest centre until that changes nothing (Lloyd 1982); empty labels stay empty."""
    for _ in range(rounds):
        present = np.unique(labels)
        moved = present[distances(vectors, means(vectors, labels)[present]).argmin(1)]
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels


def _cut_tree(tree: NDArray[np.float64], number: int) -> Labels:
    return np.asarray(fcluster(tree, number, "maxclust"), dtype=np.int64) - 1


def weighted_ward(centres: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ward's tree over groups that already have sizes, in scipy's linkage form, (m - 1, 4).

    Merges the cheapest pair first, where a merge costs the within-variance it adds:
    n_i n_j / (n_i + n_j) * |c_i - c_j|^2. O(m^2) memory, O(m^2) to O(m^3) time; m is about a thousand.
    """
    many = len(centres)
    centres, sizes = centres.copy(), sizes.copy()
    squares = (centres**2).sum(1)
    gaps = np.maximum(squares[:, None] + squares[None, :] - 2 * centres @ centres.T, 0)
    cost = gaps * (sizes[:, None] * sizes[None, :]) / (sizes[:, None] + sizes[None, :])
    np.fill_diagonal(cost, np.inf)
    best = cost.argmin(1)
    names, leaves = np.arange(many), np.ones(many)
    tree = np.empty((many - 1, 4))
    for step in range(many - 1):
        i = int(np.argmin(cost[np.arange(many), best]))
        j = int(best[i])
        i, j = min(i, j), max(i, j)
        low, high = sorted((names[i], names[j]))
        tree[step] = low, high, np.sqrt(2 * cost[i, j]), leaves[i] + leaves[j]
        centres[i] = (centres[i] * sizes[i] + centres[j] * sizes[j]) / (sizes[i] + sizes[j])
        sizes[i] += sizes[j]
        leaves[i] += leaves[j]
        names[i] = many + step
        _retire(cost, best, i, j, centres, sizes)
    return tree


def _retire(
    cost: NDArray[np.float64],
    best: NDArray[np.int64],
    i: int,
    j: int,
    *of: NDArray[np.float64],
) -> None:
    centres, sizes = of
    gone = np.isinf(cost[:, i]) & (np.arange(len(cost)) != i)
    gone[j] = True
    cost[j, :] = cost[:, j] = np.inf
    row = ((centres - centres[i]) ** 2).sum(1) * sizes * sizes[i] / (sizes + sizes[i])
    row[gone] = np.inf
    row[i] = np.inf
    cost[i, :] = cost[:, i] = row
    stale = (best == i) | (best == j)
    stale[i] = True
    best[stale] = cost[stale].argmin(1)
    closer = row < cost[np.arange(len(cost)), best]
    best[closer] = i
