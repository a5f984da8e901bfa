"""A page of a long list, with what a reader needs to go on: how many, which, before, after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Select, func, select

from consult.core.database import db


@dataclass(frozen=True)
class Page:
    items: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_item(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_item(self) -> int:
        return min(self.number * self.size, self.total)


def paged(query: Select[*tuple[Any, ...]], *, size: int = 25, rows: bool = False, total: int | None = None) -> Page:
    """The page that the address asks for (`?page=3`); out of range gives the nearest one. `rows` keeps tuples;
    `total` is for who knows it already."""
    if total is None:
        total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = _asked_for(total, size)
    cut = query.limit(size).offset((number - 1) * size)
    found = db.session.execute(cut).all() if rows else db.session.scalars(cut).unique().all()
    return Page(items=found, number=number, size=size, total=total)


def page_of(items: Sequence[Any], *, size: int = 25) -> Page:
    """Likewise of what is at hand."""
    number = _asked_for(len(items), size)
    return Page(items=items[(number - 1) * size : number * size], number=number, size=size, total=len(items))


def paged_one_after_another(parts: Sequence[tuple[Select[Any], int]], *, size: int = 25) -> Page:
    """Likewise of several lists, each with its length: the second follows the first."""
    total = sum(length for _query, length in parts)
    number = _asked_for(total, size)
    start, found = (number - 1) * size, list[Any]()
    for query, length in parts:
        if start < length and len(found) < size:
            found += db.session.scalars(query.limit(size - len(found)).offset(start))
        start = max(0, start - length)
    return Page(items=found, number=number, size=size, total=total)


def _asked_for(total: int, size: int) -> int:
    return min(max(request.args.get("page", 1, type=int), 1), max(1, -(-total // size)))
