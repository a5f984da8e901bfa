"""Vectors kept in a file as they are made: a reading that was stopped goes on where it was.

The file is a line that says what it is and how long a vector is, then records of equal length, 16 bytes of key and
the numbers in float32, only ever added to. What a kill left half written at the end is dropped when it is opened.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from nlp.io import UnreadableFile
from nlp.types import Vector

_MAGIC = b"vectors of nlp, 1\n"
_HEAD = len(_MAGIC) + 4
_KEY = 16  # bytes; keys are written as 32 hexadecimal digits


class VectorFile:
    """A vector store in one file, for one process at a time. Vectors are (d,) float32, keys as `key_of` makes them."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin it. Raises Unreadable if it is something else or cannot be written."""
        self._path = path
        self._places: dict[bytes, int] = {}
        self._rows = 0
        self._record: np.dtype[np.void] | None = None
        try:
            self._file = path.open("a+b")
        except OSError as fault:
            raise UnreadableFile(f"{path}: cannot be used to keep vectors ({fault.strerror}).") from fault
        try:
            self._read()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Vector]:
        """Those that are held, by key."""
        places = {key: place for key in keys if (place := self._places.get(bytes.fromhex(key))) is not None}
        if not places or self._record is None:
            return {}
        held = np.memmap(self._path, self._record, "r", offset=_HEAD)
        return {key: np.array(held["vector"][place], dtype=np.float32) for key, place in places.items()}

    def put_many(self, vectors: Mapping[str, Vector]) -> None:
        """Write them behind the others; when this returns they survive a kill."""
        if not vectors:
            return
        if self._record is None:
            self._begin(len(next(iter(vectors.values()))))
        rows = np.zeros(len(vectors), dtype=self._record)
        for row, (key, vector) in zip(rows, vectors.items(), strict=True):
            row["key"], row["vector"] = np.frombuffer(bytes.fromhex(key), np.uint8), vector
        self._write(rows.tobytes())
        self._places |= {bytes.fromhex(key): self._rows + place for place, key in enumerate(vectors)}
        self._rows += len(vectors)

    def _begin(self, width: int) -> None:
        self._write(_MAGIC + width.to_bytes(4, "little"))
        self._record = np.dtype([("key", np.uint8, (_KEY,)), ("vector", "<f4", (width,))])

    def _write(self, data: bytes) -> None:
        try:
            self._file.write(data)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as fault:
            raise UnreadableFile(f"{self._path}: the vectors cannot be written ({fault.strerror}).") from fault

    def _read(self) -> None:
        size = self._path.stat().st_size
        self._file.seek(0)
        head = self._file.read(_HEAD)
        if not (_MAGIC.startswith(head[: len(_MAGIC)]) if size < _HEAD else head.startswith(_MAGIC)):
            raise UnreadableFile(f"{self._path.name}: this is not a file of kept vectors. Name another, or a new one.")
        if size < _HEAD:
            self._file.truncate(0)
            return
        width = int.from_bytes(head[len(_MAGIC) :], "little")
        self._record = np.dtype([("key", np.uint8, (_KEY,)), ("vector", "<f4", (width,))])
        whole = (size - _HEAD) // self._record.itemsize
        self._file.truncate(_HEAD + whole * self._record.itemsize)
        if whole:
            keys = np.memmap(self._path, self._record, "r", offset=_HEAD)["key"]
            self._places = {key.tobytes(): place for place, key in enumerate(keys)}
            self._rows = whole
