"""The points that show a theme: on its subject, short, whole, unlike each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.records import Vectors

_SHOWN = 3
_SHORTEST, _LENGTH = 40, 220  # characters of a good representative


def representatives(
    vectors: Vectors, centre: NDArray[np.float32], texts: Sequence[str], many: int = _SHOWN
) -> list[int]:
    """Rows close to the centre, of readable length, unlike each other (MMR with diversity .3)."""
    if not len(texts):
        return []
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    fit = np.array([_SHORTEST <= len(text) <= _LENGTH for text in texts])
    near = near - 0.15 * ~fit - 0.0003 * np.array([max(0, len(text) - _LENGTH) for text in texts])
    pool = np.argsort(-near, kind="stable")[:40]
    chosen = [int(pool[0])]
    while len(chosen) < min(many, len(pool)):
        alike = (vectors[pool] @ vectors[chosen].T).max(1)
        gain = 0.7 * near[pool] - 0.3 * alike
        gain[np.isin(pool, chosen)] = -np.inf
        chosen.append(int(pool[int(gain.argmax())]))
    return chosen
