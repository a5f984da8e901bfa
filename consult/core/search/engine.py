"""Where something stands: the one seam to SQLite's FTS5 and to PostgreSQL's full text."""

from sqlalchemy import ColumnElement, Integer, cast, column, literal_column, table
from sqlalchemy.dialects.postgresql import TSQUERY

from consult.core.database import db
from consult.core.search.models import FIRST_ID, SearchKind, scope_of
from consult.core.search.query_language import SearchQuery, in_fts5, in_tsquery

# The engine's own table, fed by triggers: a virtual one on SQLite, one with a GIN index on PostgreSQL.
search_fts = table("search_fts", column("rowid", Integer), column("lexemes"))


def fits_query(query: SearchQuery, guideline_id: int, kind: SearchKind) -> ColumnElement[bool]:
    """The condition, on `search_fts`, that an entry of this kind and guideline fits the query."""
    scope = scope_of(guideline_id, kind)
    if db.engine.dialect.name == "sqlite":
        return literal_column("search_fts").bool_op("MATCH")(in_fts5(query, scope))
    return search_fts.c.lexemes.bool_op("@@")(cast(in_tsquery(query, scope), TSQUERY))


def source_id(kind: SearchKind) -> ColumnElement[int]:
    """The number of the row behind an entry: to join its table with."""
    return search_fts.c.rowid - FIRST_ID[kind]
