"""A comment in pieces, for a person to say which of them begin a point; and the points that follow. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from consult.analysis.models import Point

_LONG = 120  # characters from which a piece is cut at commas, too
_NEAR = 6  # pieces of the points before and after that are in sight
_FEW = 12  # pieces that need no folding
_END = re.compile(
    r"[.!?…]+[\"'»”’)\]]*\s+|[。！？；：]+[”」』）》]*\s*|[;:؟؛۔]+\s+|\n\s*|\s+(?=[(（]?(?:\d{1,2}|[a-h])[)）]\s)"
)
_COMMA = re.compile(r"[,،]\s+|[，、]\s*|\s[–—-]\s+")
_WORD = re.compile(r"[^\W_]")

Spans = tuple[tuple[int, int], ...]


class Piece(NamedTuple):
    """`start` is in code points of the comment. `begins`: a point begins here now."""

    start: int
    text: str
    begins: bool


class PieceGroup(NamedTuple):
    """Pieces that stand together on the page: of the point, of its neighbours, or of the rest, which is folded."""

    name: str  # earlier, before, this, after, later; all where the point has no place
    pieces: list[Piece]


def text_digest_of(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def pieces_of(text: str, begins: Iterable[int]) -> list[Piece]:
    """The text in order, cut at the ends of sentences, at semicolons, colons and list items, where points begin now,
    and, where that leaves much in one piece, at commas."""
    now = {start for start in begins if 0 <= start < len(text)}
    sentences = sorted({0, *(mark.end() for mark in _END.finditer(text)), len(text)})
    commas = {comma for left, right in pairwise(sentences) for comma in _commas(text, left, right)}
    edges = sorted({*now, *sentences, *commas})
    return [
        Piece(start, text[start:end], not place or start in now)
        for place, (start, end) in enumerate(spans_from(text, edges))
    ]


def parts_of(pieces: Sequence[Piece], starts: Sequence[int], place: int) -> list[PieceGroup]:
    """The comment as someone sees it who looks at the point that begins at `starts[place]` (-1: at none)."""
    if place < 0:
        return [PieceGroup("all", list(pieces))]
    of = [max(0, bisect_right(starts, piece.start) - 1) - place for piece in pieces]
    near = len(pieces) if len(pieces) <= _FEW else _NEAR
    before = [each for each, far in zip(pieces, of, strict=True) if far == -1][-near:]
    after = [each for each, far in zip(pieces, of, strict=True) if far == 1][:near]
    mine = [each for each, far in zip(pieces, of, strict=True) if far == 0]
    first, last = (before or mine or pieces)[0].start, (after or mine or pieces)[-1].start
    parts = [
        PieceGroup("earlier", [each for each in pieces if each.start < first]),
        PieceGroup("before", before),
        PieceGroup("this", mine),
        PieceGroup("after", after),
        PieceGroup("later", [each for each in pieces if each.start > last]),
    ]
    return [part for part in parts if part.pieces]


def spans_from(text: str, starts: Iterable[int]) -> Spans:
    """The points that begin at these places, without surrounding space.

    What has no letter goes with what follows it; at the end, with what stands before.
    """
    edges = [0]
    for start in sorted({start for start in starts if 0 < start < len(text)}):
        if _WORD.search(text, edges[-1], start) is not None and _WORD.search(text, start) is not None:
            edges.append(start)
    return tuple(_stripped(text, left, right) for left, right in pairwise([*edges, len(text)]) if text.strip())


def numbers_kept(spans: Spans, known: Sequence[Point]) -> dict[int, int]:
    """Which span goes on as which point, span by number.

    One that did not change stays; of a point cut in two, the larger part; of points joined, the one that was first.
    """
    left = sorted(known, key=lambda point: point.id)
    kept: dict[int, int] = {}
    for point in list(left):
        if (point.start, point.end) in spans:
            kept[spans.index((point.start, point.end))] = point.id
            left.remove(point)
    for point in left:
        shares = [(min(end, point.end) - max(start, point.start), -place) for place, (start, end) in enumerate(spans)]
        free = [(share, -place) for share, place in shares if share > 0 and -place not in kept]
        if free:
            kept[max(free, key=lambda one: (one[0], -one[1]))[1]] = point.id
    return kept


def _commas(text: str, left: int, right: int) -> Iterator[int]:
    if right - left > _LONG:
        yield from (mark.end() for mark in _COMMA.finditer(text, left, right) if mark.end() < right)


def _stripped(text: str, left: int, right: int) -> tuple[int, int]:
    part = text[left:right]
    return left + len(part) - len(part.lstrip()), left + len(part.rstrip())
