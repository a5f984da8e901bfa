"""The results of a search: how many of each kind, a page of one kind, what they are; from a bounded number of rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from consult.accounts.countries import region_of
from consult.core.database import db
from consult.core.search.engine import search_fts
from consult.core.search.models import FIRST_ID, SearchKind
from consult.tracing.search.candidates import Candidates, SearchRequest, candidates, tokens_of_entries
from consult.tracing.search.ranking import best_first
from consult.tracing.search.search_filter import FACETS, NEWEST, NONE

MOST = 1_000  # results that are counted and best_first; of more it is said that they are more
SIZE = 20
SHOWN_OF_EACH = 4  # where all kinds are looked at together


@dataclass(frozen=True)
class KindCount:
    kind: SearchKind
    count: int
    more: bool  # than are counted


@dataclass(frozen=True)
class Results:
    """`ids` are numbers of rows of the kind. `before` is the address of the next page where the newest come first."""

    kind: SearchKind
    ids: Sequence[int]
    count: int
    more: bool
    page: int = 1
    last_page: int = 1
    before: int | None = None
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)


def kinds_for(request: SearchRequest) -> list[SearchKind]:
    """In the order in which a page shows them. What the drafting team translated for itself is for the team alone."""
    theirs = {SearchKind.POINT: request.reads_points, SearchKind.POINT_TRANSLATION: request.membership.team}
    return [kind for kind in FACETS if theirs.get(kind, True)]


def counts(request: SearchRequest, kinds: Sequence[SearchKind]) -> dict[SearchKind, KindCount]:
    """One statement a kind, none of which reads more than a thousand entries."""
    found = {}
    for kind in kinds:
        some = candidates(kind, request).rows.limit(MOST + 1).subquery()
        count = db.session.scalar(select(func.count()).select_from(some)) or 0
        found[kind] = KindCount(kind, min(count, MOST), more=count > MOST)
    return found


def found_of_kind(kind: SearchKind, request: SearchRequest, *, page: int = 1, before: int = 0) -> Results:
    """A page of one kind, with what the newest thousand that fit are."""
    found = candidates(kind, request)
    first = FIRST_ID[kind]
    window = _window(found)
    more, window = len(window) > MOST, window[:MOST]
    facets = _counted(window, FACETS[kind])
    if request.wanted.sort == NEWEST:
        ids, following = _newest(found, first, before)
        return Results(kind, ids, len(window), more, before=following, facets=facets)
    last_page = max(1, -(-len(window) // SIZE))
    page = min(max(page, 1), last_page)
    rows = best_first(window, request.query)[(page - 1) * SIZE : page * SIZE]
    return Results(kind, [row.rowid - first for row in rows], len(window), more, page, last_page, facets=facets)


def best_of(kind: SearchKind, request: SearchRequest, most: int = SHOWN_OF_EACH) -> Sequence[int]:
    """The few that fit best."""
    rows = db.session.execute(_newest_first(tokens_of_entries(candidates(kind, request).rows)).limit(MOST)).all()
    return [row.rowid - FIRST_ID[kind] for row in best_first(rows, request.query)[:most]]


def _window(found: Candidates) -> Sequence[Any]:
    columns = [column.label(f"of_{name}") for name, column in found.facets.items()]
    query = tokens_of_entries(found.rows).add_columns(*columns)
    return db.session.execute(_newest_first(query).limit(MOST + 1)).all()


def _newest_first(query: Any) -> Any:
    return query.order_by(search_fts.c.rowid.desc())


def _newest(found: Candidates, first: int, before: int) -> tuple[list[int], int | None]:
    """By key, so that the thousandth page costs what the first does."""
    rows = found.rows.where(search_fts.c.rowid < first + before) if before else found.rows
    ids = [rowid - first for rowid in db.session.scalars(_newest_first(rows).limit(SIZE + 1))]
    return ids[:SIZE], ids[SIZE - 1] if len(ids) > SIZE else None


def _counted(window: Sequence[Any], names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """By facet, its values and how many have each, the most first."""
    told: dict[str, Counter[str]] = {name: Counter() for name in names}
    for row in window:
        for name in names:
            value = region_of(row.of_country) if name == "region" else getattr(row, f"of_{name}")
            told[name][_word(value)] += 1
    return {name: sorted(values.items(), key=lambda pair: (-pair[1], pair[0])) for name, values in told.items()}


def _word(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m}"
    return NONE if value is None or value == "" else str(value)
