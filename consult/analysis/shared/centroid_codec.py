"""Where a theme's points lie, as bytes in its row: centre, reach and size, so that a later run can go on. Pure.

A theme may own several centres. Each is stored as its numbers, its reach and its size, in float32.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 512
_WIDTH = DIMENSIONS + 2


@dataclass(frozen=True)
class StoredCentroid:
    """One centre of a theme: `reach` is the distance beyond which a point is not placed under it."""

    centre: NDArray[np.float32]
    reach: float
    size: int


def packed(places: Sequence[StoredCentroid]) -> bytes:
    rows = np.empty((len(places), _WIDTH), dtype="<f4")
    for row, place in zip(rows, places, strict=True):
        row[:DIMENSIONS], row[-2], row[-1] = place.centre, place.reach, place.size
    return rows.tobytes()


def unpacked(stored: bytes | None) -> list[StoredCentroid]:
    """What `packed` wrote; nothing for a theme that has no place yet, or one of another width."""
    if not stored or len(stored) % (4 * _WIDTH):
        return []
    rows = np.frombuffer(stored, dtype="<f4").reshape(-1, _WIDTH)
    return [StoredCentroid(row[:DIMENSIONS].astype(np.float32), float(row[-2]), int(row[-1])) for row in rows]
