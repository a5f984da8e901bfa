"""Cyclic garbage is collected at safe points only, where Python would otherwise collect inside an allocation.

Up to Python 3.11 the collector may run inside the allocation that turns an object's inline values into a
`__dict__`. If a weak reference's callback touches the same object (SQLAlchemy's instance states do), two
dictionaries own one array of values, and the process dies later. From 3.12 on Python collects between
instructions, and nothing here does anything.
"""

import gc
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NEEDED = sys.version_info < (3, 12)
YOUNG = 10_000  # containers made since the last collection, before another is worth its time
OLDER = 10  # collections of one generation, before the next one's turn
GROWTH = 32 * 1024 * 1024  # bytes that the process may grow before everything is looked at,
SHARE = 4  # or by this part of what it held, if that is more: looking at everything takes as long as there is much
_STATM = Path("/proc/self/statm")
_PAGE = 4096


class _Memory:
    """Bytes that the process held after everything was last looked at."""

    after_full = 0


def at_safe_points_only() -> None:
    """End automatic collection. Libraries may enable it again (srsly does): a threshold of zero keeps it off.

    Where Python collects between instructions it begins again, now that the program is loaded.
    """
    if NEEDED:
        gc.disable()
        gc.set_threshold(0, OLDER, OLDER)
    else:
        gc.enable()


def freeze_loaded() -> None:
    """Everything is loaded: what exists now stays, and no collection looks at it again."""
    if NEEDED:
        gc.collect()
        gc.freeze()
        _Memory.after_full = resident()


def safe_point() -> None:
    """Called where no object is half made: between requests, jobs and steps. Collects if enough has been made."""
    if not NEEDED:
        return
    young, older, oldest = gc.get_count()
    grown = resident() - _Memory.after_full
    if grown > max(GROWTH, _Memory.after_full // SHARE) or (young >= YOUNG and oldest >= OLDER):
        gc.collect()
        _Memory.after_full = resident()
    elif young >= YOUNG:
        gc.collect(1 if older >= OLDER else 0)


def resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not say it this way (then only counts decide)."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


def between_requests(app: "WSGIApplication") -> "WSGIApplication":
    """Middleware: a safe point after each answer is closed, when its session is gone."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return ClosingIterator(app(environ, start_response), [safe_point])

    return answer
