"""Places on a plane for points that lie in many dimensions: like stands by like. Pure; numpy alone.

Themes are laid out first (principal components of their centres, then pushed apart like discs whose area
follows their size); each theme's points are then spread in its disc by their two widest directions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS = 200
_SAMPLE = 2_000  # rows that the directions are taken from
_DIRECTIONS = 16
_ITERATIONS = 6


def layout(vectors: NDArray[np.float32], groups: Sequence[int | None]) -> Floats:
    """(n, 2) places between -1 and 1 for n rows, given the group of each (None: its own group)."""
    if not len(vectors):
        return np.zeros((0, 2))
    ids, member = np.unique(np.array([-1 if group is None else group for group in groups]), return_inverse=True)
    flat = _directions(vectors)
    reach = np.sqrt(np.bincount(member) / len(flat))
    centres = np.stack([np.bincount(member, column) for column in flat.T], axis=1) / np.bincount(member)[:, None]
    places = _apart(_two_widest(centres), reach)[member]
    for group in range(len(ids)):
        rows = member == group
        places[rows] += _disc(_two_widest(flat[rows]), float(reach[group]))
    places -= (places.max(0) + places.min(0)) / 2
    return np.asarray(places / max(1e-9, float(np.abs(places).max())))


def _directions(vectors: NDArray[np.float32]) -> Floats:
    """Rows on (nearly) the leading principal directions, by power iteration: all that the plane needs of them."""
    sample = vectors[:: max(1, len(vectors) // _SAMPLE)]
    mean = sample.mean(0)
    moved = sample - mean
    axes = np.random.default_rng(0).normal(size=(vectors.shape[1], _DIRECTIONS)).astype(np.float32)
    for _ in range(_ITERATIONS):
        axes, _rest = np.linalg.qr(moved.T @ (moved @ axes))
    return np.asarray((vectors - mean) @ axes, dtype=np.float64)


def _two_widest(rows: Floats) -> Floats:
    """Rows on their own two widest directions, signs fixed so that a later run looks the same."""
    moved = rows - rows.mean(0)
    _sizes, axes = np.linalg.eigh(moved.T @ moved)
    axes = axes[:, :-3:-1]
    return np.asarray(moved @ (axes * np.sign(axes[np.abs(axes).argmax(0), [0, 1]])))


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


def _disc(flat: Floats, reach: float) -> Floats:
    """The rows in a disc: direction from their two widest directions, distance from rank, so that it fills."""
    if len(flat) < 3:
        return np.column_stack([np.linspace(-0.5, 0.5, len(flat)) * reach, np.zeros(len(flat))])
    even = flat / (flat.std(0) + 1e-9)
    angle = np.arctan2(even[:, 1], even[:, 0])
    rank = np.empty(len(even))
    rank[np.argsort(np.linalg.norm(even, axis=1), kind="stable")] = (np.arange(len(even)) + 0.5) / len(even)
    return np.asarray(np.column_stack([np.cos(angle), np.sin(angle)]) * (np.sqrt(rank) * reach * 0.95)[:, None])
