"""Long files handed out piece by piece: neither memory nor a transaction is held from the first row to the last.

Only a few are made at once in a process: whoever asks for many holds up no page.
"""

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, TypeVar

from flask import Response, stream_with_context

from consult.core.database import db, for_reading

PIECE = 1 << 16
LINES = 200
DOWNLOADS_AT_ONCE = 3  # of the threads of a web process; the others answer pages
Piece = TypeVar("Piece")
_free = threading.BoundedSemaphore(DOWNLOADS_AT_ONCE)


class TooManyDownloads(Exception):
    """As many files as are made at once are being made; becomes a 503 that says when to ask again."""


def download(pieces: Iterable[bytes], *, content_type: str, name: str) -> Response:
    """An attachment. Each piece is read from the database in a transaction of its own, which ends with it.

    One of few at once (bulkhead): raises TooManyDownloads, before any work, when none is free.
    """
    if not _free.acquire(blocking=False):
        raise TooManyDownloads
    answer = Response(content_type=content_type)
    ended = weakref.finalize(answer, _free.release)  # once, also where the answer is never handed out
    answer.call_on_close(ended)
    answer.response = stream_with_context(_and_then(ended, apart(pieces)))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _and_then(ended: Callable[[], object], pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield from pieces
    ended()


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
