"""How well an entry fits a query: how often it says what was looked for, for its length. Pure.

The term-frequency part of BM25 (Robertson et al. 1994); what stands in a title or a number counts more. Both databases
give the same order, since neither ranks.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from consult.core.search.query_language import SearchQuery, Term

_K, _B, _USUAL = 1.2, 0.75, 60  # as usual; tokens of a comment of usual length
_TITLE, _NUMBER = 2.0, 3.0


def best_first(rows: Iterable[Any], query: SearchQuery) -> Sequence[Any]:
    """The best first, of equals the newest. A row has `rowid` and the tokens `title`, `number`, `body`."""
    return sorted(rows, key=lambda row: (-score(row.title, row.number, row.body, query), -row.rowid))


def score(title: str, number: str, body: str, query: SearchQuery) -> float:
    length = body.count(" ") + 1
    spread = _K * (1 - _B + _B * length / _USUAL)
    told = 0.0
    for term in query.required:
        often = _times(term, body)
        told += often / (often + spread)
        told += _TITLE * bool(_times(term, title)) + _NUMBER * bool(_times(term, number))
    return round(told, 6)


def _times(term: Term, tokens: str) -> int:
    if not tokens:
        return 0
    padded = f" {tokens} "
    end = "" if term.beginning else " "
    return sum(padded.count(f" {' '.join(way)}{end}") for way in term.ways)
