"""A tree kept as tiles of 256 hashes (C2SP tlog-tiles): what grows is the last tile of each level. Pure.

Level 0 holds leaf hashes; each hash of a level above is the root of a full tile below. A partial tile is the
beginning of the full one, so that a smaller tree is read from the same tiles.
"""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from hashlib import sha256

from consult.core.transparency.merkle import HASH_BYTES, Subtrees, root_of

WIDTH = 256
HEIGHT = 8
FULL = WIDTH * HASH_BYTES
Tiles = MutableMapping[tuple[int, int], bytes]  # (level, index) → its hashes, one after the other
_PATH = re.compile(r"(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?")
MOST_PATH = 40


def grow(tiles: Tiles, size: int, leaves: Sequence[bytes]) -> None:
    """Append leaf hashes to a tree of `size`; reads and writes the last tile of each level, and those that follow."""
    level, at, fresh = 0, size, list(leaves)
    while fresh:
        above: list[bytes] = []
        number, filled = divmod(at, WIDTH)
        held = tiles.get((level, number), b"") if filled else b""
        while fresh:
            room = WIDTH - len(held) // HASH_BYTES
            held += b"".join(fresh[:room])
            fresh = fresh[room:]
            tiles[level, number] = held
            if len(held) == FULL:
                above.append(root_of(list(hashes_of(held))))
                number, held = number + 1, b""
        level, at, fresh = level + 1, at // WIDTH, above


class TileDigests:
    """The tiles that leaf hashes give, one leaf after the other; of each no more than its digest is kept."""

    def __init__(self) -> None:
        self._full: dict[tuple[int, int], bytes] = {}
        self._growing: list[list[bytes]] = []
        self._numbers: list[int] = []

    def add(self, hash_: bytes, level: int = 0) -> None:
        if level == len(self._growing):
            self._growing.append([])
            self._numbers.append(0)
        held = self._growing[level]
        held.append(hash_)
        if len(held) == WIDTH:
            self._full[level, self._numbers[level]] = sha256(b"".join(held)).digest()
            self._numbers[level] += 1
            self._growing[level] = []
            self.add(root_of(held), level + 1)

    def digests(self) -> dict[tuple[int, int], bytes]:
        """SHA-256 of each tile, by level and number; the last of a level may be a partial one."""
        partial = {
            (level, self._numbers[level]): sha256(b"".join(held)).digest()
            for level, held in enumerate(self._growing)
            if held
        }
        return self._full | partial


def hashes_of(tile: bytes) -> Iterator[bytes]:
    return (tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES))


def subtrees_in(tile_at: Callable[[int, int], bytes]) -> Subtrees:
    """Complete subtrees, read from tiles: each lies within one tile."""

    def subtree(level: int, index: int) -> bytes:
        row, within = divmod(level, HEIGHT)
        first = index << within
        tile, offset = divmod(first, WIDTH)
        part = tile_at(row, tile)[offset * HASH_BYTES : (offset + (1 << within)) * HASH_BYTES]
        return root_of(list(hashes_of(part)))

    return subtree


def last_tiles(size: int) -> list[tuple[int, int]]:
    """The tiles that growing a tree of this size begins with: the partial one of each level."""
    found, level = [], 0
    while size:
        if size % WIDTH:
            found.append((level, size // WIDTH))
        level, size = level + 1, size // WIDTH
    return found


def read_tile_path(path: str) -> tuple[int, int] | None:
    """Index and width of `x001/x234/067.p/112`; None where it is no such path."""
    found = _PATH.fullmatch(path) if len(path) <= MOST_PATH else None
    if found is None:
        return None
    index, width = int(found["index"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH)
    fits = width < WIDTH or not found["width"]
    return (index, width) if fits and tile_path(index) == found["index"] else None


def tile_path(index: int) -> str:
    threes = [f"{index % 1000:03d}"]
    while index := index // 1000:
        threes.append(f"x{index % 1000:03d}")
    return "/".join(reversed(threes))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each after its length in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
