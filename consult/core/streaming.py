"""Long files handed out piece by piece: neither memory nor a transaction is held from the first row to the last."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, TypeVar

from flask import Response, stream_with_context

from consult.core.database import db, for_reading

PIECE = 1 << 16
LINES = 200
Piece = TypeVar("Piece")


def download(pieces: Iterable[bytes], *, content_type: str, name: str) -> Response:
    """An attachment. Each piece is read from the database in a transaction of its own, which ends with it."""
    answer = Response(stream_with_context(apart(pieces)), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces; while somebody has one in hand, nothing of the database is held."""
    rest = iter(pieces)
    while True:
        with for_reading():
            piece = next(rest, None)
            db.session.rollback()
        if piece is None:
            return
        yield piece


def stream_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning, then it is closed."""
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def joined(lines: Iterable[str]) -> Iterator[bytes]:
    """Some lines at a time: a piece for each of a hundred thousand would cost more than the lines."""
    rest = iter(lines)
    while some := "".join(islice(rest, LINES)):
        yield some.encode()
