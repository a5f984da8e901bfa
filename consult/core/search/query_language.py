"""What is typed into the search box, read and put into the words of either engine. Pure.

    open data            both words, in any form that a language gives them
    "open data"          in a row
    -register            without it
    title:skills org:"City of Fiji" ref:C-7KQ2-M4XD clause:SP-N3

The same tokens go to both engines, so that both find the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consult.core.search.tokens import stems_in_any_language, words_of
from consult.core.text import cleaned

LONGEST_QUERY = 300  # characters
MOST_TERMS = 12
# What is typed before a colon → the column of the index; clauses are looked up by who searches.
FIELDS: Mapping[str, str] = {"title": "title", "ref": "number", "org": "who", "clause": ""}
# In a tsvector a column is a weight.
_WEIGHTS = {"title": "A", "number": "B", "who": "C", "body": "D"}

_TERM = re.compile(r"""(?P<minus>(?<!\S)[-−–])?(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


@dataclass(frozen=True)
class Term:
    """Any of the `ways`, each tokens in a row. `column`: only there; `beginning`: the last token begins one."""

    ways: tuple[tuple[str, ...], ...]
    column: str = ""
    beginning: bool = False


@dataclass(frozen=True)
class SearchQuery:
    required: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    clauses: tuple[str, ...] = field(default=())  # numbers of clauses, as typed

    @property
    def without_words(self) -> bool:
        return not (self.required or self.excluded or self.clauses)

    @property
    def looked_for(self) -> frozenset[str]:
        """Tokens that a result shows marked."""
        return frozenset(token for term in self.required for way in term.ways for token in way)

    @property
    def beginnings(self) -> tuple[str, ...]:
        return tuple(way[-1] for term in self.required if term.beginning for way in term.ways)


def read_query(typed: str) -> SearchQuery:
    """Never an error: what means nothing is left out."""
    required: list[Term] = []
    excluded: list[Term] = []
    clauses: list[str] = []
    text = cleaned(typed)[:LONGEST_QUERY].translate(_QUOTES)
    for found in _TERM.finditer(text):
        name, said = found["field"] or "", found["phrase"] or found["word"] or ""
        if name not in FIELDS:
            said, name = f"{name} {said}" if name else said, ""
        if name == "clause":
            clauses.append(said)
        elif (term := _term(said, FIELDS.get(name, ""))) is not None:
            (excluded if found["minus"] else required).append(term)
    return SearchQuery(tuple(required[:MOST_TERMS]), tuple(excluded[:MOST_TERMS]), tuple(clauses[:MOST_TERMS]))


def _term(said: str, column: str) -> Term | None:
    tokens = words_of(said)
    if not tokens:
        return None
    one_character = len(tokens) == 1 and tokens[0].dense
    if len(tokens) > 1 and tokens[-1].dense and tokens[-2].end == tokens[-1].end:
        tokens.pop()  # the character alone that ends each run: what is looked for may go on
    words = [token.text for token in tokens]
    return Term(tuple(stems_in_any_language(words)), column, beginning=one_character)


def in_fts5(query: SearchQuery, scope: str) -> str:
    """For SQLite's MATCH. `scope` is a token of its own that every result has."""
    asked = " AND ".join([f'"{scope}"', *(_fts5_term(term) for term in query.required)])
    without = " OR ".join(_fts5_term(term) for term in query.excluded)
    return f"({asked}) NOT ({without})" if without else asked


def _fts5_term(term: Term) -> str:
    star = " *" if term.beginning else ""
    ways = " OR ".join(f'"{" ".join(way)}"{star}' for way in term.ways)
    return f"{{{term.column}}} : ({ways})" if term.column else f"({ways})"


def in_tsquery(query: SearchQuery, scope: str) -> str:
    """For PostgreSQL's `@@`, as text to be cast: no parser of its own comes between."""
    required = [f"'{scope}'", *(_tsquery_term(term) for term in query.required)]
    return " & ".join([*required, *(f"!{_tsquery_term(term)}" for term in query.excluded)])


def _tsquery_term(term: Term) -> str:
    return "(" + " | ".join(_in_a_row(way, term) for way in term.ways) + ")"


def _in_a_row(way: Sequence[str], term: Term) -> str:
    weight = _WEIGHTS.get(term.column, "")
    last = len(way) - 1
    marks = ("*" if term.beginning and place == last else "" for place in range(len(way)))
    signs = (f":{mark}{weight}" if mark or weight else "" for mark in marks)
    in_order = " <-> ".join(f"'{token}'{sign}" for token, sign in zip(way, signs, strict=True))
    return f"({in_order})"
