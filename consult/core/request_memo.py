"""Memoisation for one page: what several parts of it ask is read once, and read again after anything was written.

Only while a page is read (GET): what changes something asks the database each time, under the locks that it holds.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

P = ParamSpec("P")
R = TypeVar("R")
KEPT = "consult.read"  # in the request's environment: a session may outlast a request, a request never another


def once_a_page(read: Callable[P, R]) -> Callable[P, R]:
    """Decorate a query; its arguments are its key, but for times: a page is of one moment.

    What it gives is shared: nobody changes it.
    """

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        if not has_request_context() or request.method not in {"GET", "HEAD"}:
            return read(*args, **kwargs)
        kept: dict[Any, Any] = request.environ.setdefault(KEPT, {})
        key = (read, *(one for one in args if not isinstance(one, datetime)), *sorted(kwargs.items()))
        if key not in kept:
            kept[key] = read(*args, **kwargs)
        found: R = kept[key]
        return found

    return reading


def remember(reading: Callable[..., Any], value: Any, *args: Any) -> None:
    """What another query of this page has found on its way: `reading(*args)` gives it without asking."""
    if has_request_context() and request.method in {"GET", "HEAD"}:
        request.environ.setdefault(KEPT, {})[(reading.__wrapped__, *args)] = value  # type: ignore[attr-defined]


def _forget(*_given: Any) -> None:
    if has_request_context():
        request.environ.pop(KEPT, None)


def _forget_if_written(asked: ORMExecuteState) -> None:
    if not asked.is_select:
        _forget()


event.listen(Session, "after_flush", _forget)
event.listen(Session, "after_soft_rollback", _forget)
event.listen(Session, "do_orm_execute", _forget_if_written)
