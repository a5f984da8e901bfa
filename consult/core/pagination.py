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


def paged(query: Select[Any], *, size: int = 25, rows: bool = False) -> Page:
    """The page that the address asks for (`?page=3`); out of range gives the nearest one. `rows` keeps tuples."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    last = max(1, -(-total // size))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    cut = query.limit(size).offset((number - 1) * size)
    found = db.session.execute(cut).all() if rows else db.session.scalars(cut).unique().all()
    return Page(items=found, number=number, size=size, total=total)
