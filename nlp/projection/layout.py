"""Places on a plane for points that lie in many dimensions: like stands by like. Pure; numpy alone.

Themes are laid out first (principal components of their centres, then pushed apart like discs whose area
follows their size); each theme's points are then spread in its disc by their two widest directions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.types import Rows

Floats = NDArray[np.float64]
Members = NDArray[np.intp]
FILLED = 0.95  # of a disc's radius, as far as its points reach
APART = 1.05  # times the sum of two radii, the distance that two discs should keep
_ROUNDS = 200
_SAMPLE = 2_000  # rows that the directions are taken from
_PORTION = 20_000  # rows turned at a time
_DIRECTIONS = 16
_ITERATIONS = 6


def members_of(groups: Sequence[int | None]) -> Members:
    """The groups numbered from 0 in their own order; those of no group are one."""
    _ids, member = np.unique(np.array([-1 if group is None else group for group in groups]), return_inverse=True)
    return np.asarray(member)


def laid_out(flat: Floats, member: Members) -> Floats:
    """(n, 2) places from nothing, for rows on their leading directions."""
    reach = np.sqrt(np.bincount(member) / len(flat))
    places = _apart(two_widest(middles(flat, member)), reach)[member]
    for group in range(len(reach)):
        rows = member == group
        places[rows] += disc(two_widest(flat[rows]), float(reach[group]))
    places -= (places.max(0) + places.min(0)) / 2
    return np.asarray(places / max(1e-9, float(np.abs(places).max())))


def directions(vectors: Rows, rows: Members) -> Floats:
    """Those rows on (nearly) their leading principal directions, by power iteration: all that the plane needs."""
    sample = vectors[rows[:: max(1, len(rows) // _SAMPLE)]]
    mean = sample.mean(0)
    moved = sample - mean
    axes = np.random.default_rng(0).normal(size=(sample.shape[1], _DIRECTIONS)).astype(np.float32)
    for _ in range(_ITERATIONS):
        axes, _rest = np.linalg.qr(moved.T @ (moved @ axes))
    portions = (vectors[rows[start : start + _PORTION]] for start in range(0, len(rows), _PORTION))
    return np.concatenate([(portion - mean) @ axes for portion in portions]).astype(np.float64)


def middles(flat: Floats, member: Members) -> Floats:
    """Mean row of each group."""
    sums = [np.bincount(member, column) for column in flat.T]
    return np.asarray(np.stack(sums, axis=1) / np.bincount(member)[:, None])


def two_widest(rows: Floats) -> Floats:
    """Rows on their own two widest directions, signs fixed so that a later run looks the same."""
    moved = rows - rows.mean(0)
    _sizes, axes = np.linalg.eigh(moved.T @ moved)
    axes = axes[:, :-3:-1]
    return np.asarray(moved @ (axes * np.sign(axes[np.abs(axes).argmax(0), [0, 1]])))


def _apart(centres: Floats, reach: Floats) -> Floats:
    """Push discs apart until they hardly overlap: each pair moves along the line between them."""
    spread = float(np.abs(centres).max()) or 1.0
    placed = centres / spread * float(reach.sum()) / max(1.0, len(reach) ** 0.5)
    wanted = (reach[:, None] + reach[None, :]) * APART
    for _ in range(_ROUNDS):
        gap = placed[:, None] - placed[None, :]
        far = np.linalg.norm(gap, axis=2) + 1e-9
        push = np.clip(wanted - far, 0, None)
        np.fill_diagonal(push, 0)
        placed = placed + (gap / far[:, :, None] * push[:, :, None]).sum(1) * 0.25
    return np.asarray(placed)


def disc(flat: Floats, reach: float) -> Floats:
    """The rows in a disc: direction from their two widest directions, distance from rank, so that it fills."""
    if len(flat) < 3:
        return np.column_stack([np.linspace(-0.5, 0.5, len(flat)) * reach, np.zeros(len(flat))])
    even = flat / (flat.std(0) + 1e-9)
    angle = np.arctan2(even[:, 1], even[:, 0])
    rank = np.empty(len(even))
    rank[np.argsort(np.linalg.norm(even, axis=1), kind="stable")] = (np.arange(len(even)) + 0.5) / len(even)
    return np.asarray(np.column_stack([np.cos(angle), np.sin(angle)]) * (np.sqrt(rank) * reach * FILLED)[:, None])
