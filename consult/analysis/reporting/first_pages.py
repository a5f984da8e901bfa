"""The first page of a long list, kept: to find which points come first, all of them would be looked at."""

from typing import Any

from flask import request
from sqlalchemy import Select

from consult.analysis.kept.models import ALL
from consult.analysis.kept.reports import Reports
from consult.analysis.models import Point
from consult.core.database import db
from consult.core.pagination import Page, paged

SIZE = 25


def page_of_points(reports: Reports, name: str, query: Select[Any], total: int, *, theme: int = ALL) -> Page:
    """The page that the address asks for; of the first one, which points it holds is kept under this name."""
    if request.args.get("page", 1, type=int) > 1:
        return paged(query, size=SIZE, total=total)
    first = query.with_only_columns(Point.id, maintain_column_froms=True).limit(SIZE)
    numbers = reports.value(name, lambda: list(db.session.scalars(first)), theme=theme)
    items = db.session.scalars(query.where(Point.id.in_(numbers))).unique().all()
    return Page(items=items, number=1, size=SIZE, total=total)
