"""Rows for many points of which some say the same: equal texts are one row, so that nothing can tell them apart.

The last bits of a product of matrices depend on where in a matrix a row stands, on the processor and on the number of
threads. Whatever is computed of a point is therefore computed once for each
different text and handed to all who said it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.types import Rows, Vectors


@dataclass(frozen=True)
class SharedRows:
    """Row i is `distinct[places[i]]`; indexed as an array is by its rows."""

    distinct: Rows
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def shape(self) -> tuple[int, ...]:
        return len(self.places), self.distinct.shape[1]

    def __getitem__(self, rows: Any) -> Vectors:
        return np.asarray(self.distinct[self.places[rows]], dtype=np.float32)

    def __iter__(self) -> Iterator[Vectors]:
        return (self[row] for row in range(len(self)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(self[:], dtype=dtype)


def compute_once(rows: Rows) -> SharedRows:
    """The rows with what they share, if they know it; else each for itself."""
    return rows if isinstance(rows, SharedRows) else SharedRows(rows, np.arange(len(rows)))
