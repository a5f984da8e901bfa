"""Places on a plane for points that lie in many dimensions: like stands by like. Pure; numpy alone.

Themes are laid out first (principal components of their centres, then pushed apart like discs whose area
follows their size); each theme's points are then spread in its disc by their two widest directions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
_ROUNDS = 200


def layout(vectors: Floats, groups: Sequence[int | None]) -> Floats:
    """(n, 2) places between -1 and 1 for n rows, given the group of each (None: its own group)."""
    if not len(vectors):
        return np.zeros((0, 2))
    named = np.array([-1 if group is None else group for group in groups])
    ids, member = np.unique(named, return_inverse=True)
    centres = np.stack([vectors[member == place].mean(0) for place in range(len(ids))])
    reach = np.sqrt(np.bincount(member) / len(vectors))
    middles = _apart(_two_widest(centres), reach)
    places = np.zeros((len(vectors), 2))
    for group in range(len(ids)):
        rows = member == group
        places[rows] = middles[group] + _disc(vectors[rows], reach[group])
    return np.asarray(places / max(1e-9, float(np.abs(places).max())))


def _two_widest(rows: Floats) -> Floats:
    """Rows on their two leading principal components, signs fixed so that a re-run looks the same."""
    moved = rows - rows.mean(0)
    if len(rows) < 3:
        return np.column_stack([np.arange(len(rows), dtype=float), np.zeros(len(rows))])
    _u, sizes, axes = np.linalg.svd(moved, full_matrices=False)
    found = moved @ axes[:2].T
    found *= np.sign(found[np.abs(found).argmax(0), [0, 1]]) + (sizes[:2] == 0)
    return np.asarray(found)


def _apart(middles: Floats, reach: Floats) -> Floats:
    """Push discs apart until they hardly overlap: each pair moves along the line between them."""
    spread = float(np.abs(middles).max()) or 1.0
    placed = middles / spread * float(reach.sum()) / max(1.0, len(reach) ** 0.5)
    wanted = (reach[:, None] + reach[None, :]) * 1.05
    for _ in range(_ROUNDS):
        gap = placed[:, None] - placed[None, :]
        far = np.linalg.norm(gap, axis=2) + 1e-9
        push = np.clip(wanted - far, 0, None)
        np.fill_diagonal(push, 0)
        placed = placed + (gap / far[:, :, None] * push[:, :, None]).sum(1) * 0.25
    return np.asarray(placed)


def _disc(rows: Floats, reach: float) -> Floats:
    """The rows in a disc: direction from their two widest directions, distance from rank, so that it fills."""
    if len(rows) < 3:
        return np.column_stack([np.linspace(-0.5, 0.5, len(rows)) * reach, np.zeros(len(rows))])
    flat = _two_widest(rows)
    flat = flat / (flat.std(0) + 1e-9)
    angle = np.arctan2(flat[:, 1], flat[:, 0])
    rank = np.empty(len(rows))
    rank[np.argsort(np.linalg.norm(flat, axis=1), kind="stable")] = (np.arange(len(rows)) + 0.5) / len(rows)
    return np.asarray(np.column_stack([np.cos(angle), np.sin(angle)]) * (np.sqrt(rank) * reach * 0.95)[:, None])
