"""Asks within a theme: groups of points that want the same thing, as many as there are.

Average linkage over cosine distance (Sokal & Michener 1958), cut at one height for every theme and language. What is
known besides the words moves two points together (filed on one clause, proposing the same new words) or apart (one for
the text, one against it). Points that ask make the groups; points that give reasons join the ask that they lie at, and
the others are remarks, grouped among themselves.

Same points, same groups, in whatever order they come: equal points are one row, rows are sorted by what they say, and
distances are rounded beyond what the number of threads changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from nlp.types import Vectors

Distances = NDArray[np.float64]

_CUT = 0.55  # average distance within which points want the same thing; read by hand on three consultations
_REASON = 0.45  # and within which a reason belongs to an ask
_SAME_CLAUSE, _SAME_WORDS, _OTHER_SIDE = 0.08, 0.25, 0.15  # what each is worth, in cosine
_ASKS = 0.5  # probability from which a point is said to ask
_MOST = 3000  # distinct points that are compared each with each: the others join the group they lie at
_SHORTEST, _LENGTH = 40, 220  # characters of a good quote
_UNFIT, _ASKING = 0.2, 0.15
_DECIMALS = 5


@dataclass(frozen=True)
class AskingPoint:
    """A point of a theme and what is known of it besides its words.

    `clause` names the clause that it is filed on, `side` is "for" or "against" the text where its author said so,
    `added` are the words that its proposed wording would put into the text.
    """

    text: str
    clause: str = ""
    side: str = ""
    added: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AskGroup:
    """Rows that want the same thing, in the order given; `quote` is the row that shows it best.

    Where none of them `asks`, they are remarks that say the same.
    """

    members: tuple[int, ...]
    quote: int
    asks: bool


def ask_groups(vectors: Vectors, points: Sequence[AskingPoint], asking: NDArray[np.float32]) -> tuple[AskGroup, ...]:
    """(n, d) rows of unit length, n points of one theme and (n,) how likely each asks, to groups: the largest first.

    Each row is in one group; a group of one is a point that nobody else makes.
    """
    if not points:
        return ()
    same: dict[tuple[str, str], list[int]] = {}
    for row, point in enumerate(points):
        same.setdefault((point.text, point.side), []).append(row)
    distinct = [same[key] for key in sorted(same)]
    firsts = [rows[0] for rows in distinct]
    likely = np.array([float(np.max(asking[rows])) for rows in distinct])
    groups = _grouped(vectors[firsts], [points[row] for row in firsts], likely >= _ASKS)
    made = [
        _group(vectors, points, asking, sorted(row for place in group for row in distinct[place])) for group in groups
    ]
    return tuple(sorted(made, key=lambda group: (-len(group.members), not group.asks, points[group.quote].text)))


def _grouped(vectors: Vectors, points: Sequence[AskingPoint], asks: NDArray[np.bool_]) -> list[list[int]]:
    """Distinct rows, sorted, to groups of their places."""
    wants, rest = np.flatnonzero(asks).tolist(), np.flatnonzero(~asks).tolist()
    groups = _clustered(vectors, points, wants)
    reasons = _joined(vectors, points, rest, groups, _REASON)
    left = [row for row in rest if row not in reasons]
    return groups + _clustered(vectors, points, left)


def _clustered(vectors: Vectors, points: Sequence[AskingPoint], rows: Sequence[int]) -> list[list[int]]:
    learnt = list(rows[:: max(1, -(-len(rows) // _MOST))])
    if len(learnt) < 2:
        groups = [[row] for row in learnt]
    else:
        chosen = [points[row] for row in learnt]
        apart = _distances(vectors[learnt], chosen, vectors[learnt], chosen)
        np.fill_diagonal(apart, 0.0)
        codes = fcluster(linkage(squareform(apart, checks=False), "average"), _CUT, "distance")
        groups = [[learnt[place] for place in np.flatnonzero(codes == code)] for code in dict.fromkeys(codes.tolist())]
    joined = _joined(vectors, points, sorted(set(rows) - set(learnt)), groups, _CUT)
    return groups + [[row] for row in rows if row not in joined and row not in set(learnt)]


def _joined(
    vectors: Vectors, points: Sequence[AskingPoint], rows: Sequence[int], groups: list[list[int]], within: float
) -> set[int]:
    """Add each row to the group that it lies nearest to on average, if it is within; says which were."""
    if not rows or not groups:
        return set()
    owners = [place for place, group in enumerate(groups) for _row in group]
    flat = [row for group in groups for row in group]
    apart = _distances(vectors[list(rows)], [points[r] for r in rows], vectors[flat], [points[r] for r in flat])
    starts = np.searchsorted(owners, np.arange(len(groups)))
    mean = np.add.reduceat(apart, starts, axis=1) / np.bincount(owners)
    nearest = np.round(mean, _DECIMALS).argmin(1)
    joined = set()
    for place, row in enumerate(rows):
        if mean[place, nearest[place]] <= within:
            groups[int(nearest[place])].append(row)
            joined.add(row)
    return joined


def _distances(left: Vectors, ones: Sequence[AskingPoint], right: Vectors, others: Sequence[AskingPoint]) -> Distances:
    """(n, m): cosine distance, moved by clause, side and proposed words; not below nought."""
    apart = 1.0 - (left @ right.T).astype(np.float64)
    clauses = [np.array([point.clause for point in side]) for side in (ones, others)]
    apart -= _SAME_CLAUSE * ((clauses[0][:, None] == clauses[1][None]) & (clauses[0][:, None] != ""))
    sides = [np.array([point.side for point in side]) for side in (ones, others)]
    taken = (sides[0][:, None] != "") & (sides[1][None] != "")
    apart += _OTHER_SIDE * (taken & (sides[0][:, None] != sides[1][None]))
    columns = [place for place, point in enumerate(others) if point.added]
    for row, point in enumerate(ones):
        for column in columns if point.added else ():
            apart[row, column] -= _SAME_WORDS * _shared(point.added, others[column].added)
    return np.asarray(np.round(np.maximum(apart, 0.0), _DECIMALS))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _group(
    vectors: Vectors, points: Sequence[AskingPoint], asking: NDArray[np.float32], rows: Sequence[int]
) -> AskGroup:
    """The quote asks, where any of them does, is near the middle and of readable length; of equals the first by its
    words."""
    middle = vectors[list(rows)].mean(0)
    near = vectors[list(rows)] @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
    lengths = np.array([len(points[row].text) for row in rows])
    worth = near + _ASKING * asking[list(rows)] - _UNFIT * ((lengths < _SHORTEST) | (lengths > _LENGTH))
    likely = asking[list(rows)]
    asks = bool(np.max(likely) >= _ASKS)
    shown = np.flatnonzero(likely >= _ASKS).tolist() if asks else range(len(rows))
    best = min(shown, key=lambda place: (-round(float(worth[place]), _DECIMALS), points[rows[place]].text))
    return AskGroup(tuple(rows), rows[best], asks)
