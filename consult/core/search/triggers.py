"""The index's own tables and triggers, on both databases: made by a migration, and made again where one is missing.

SQLite loses the triggers of a table that a migration makes anew, so `ensure` runs after every migration. A trigger
names no table but its own and the index's: another one that is made anew meanwhile would break it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from consult.core.search.models import FIRST_ID, SearchKind

STANDING = "IN ('held', 'sent', 'hidden')"


@dataclass(frozen=True)
class Watched:
    """A table of which something is found: the columns that matter, and which new rows can be found."""

    table: str
    kind: SearchKind
    columns: tuple[str, ...]
    found_if: str = ""  # a condition on {row}
    row_id: str = "id"  # the column that numbers the row


WATCHED = (
    Watched("wording", SearchKind.CLAUSE, ("draft_id", "number", "heading", "text", "language")),
    Watched(
        "comment",
        SearchKind.COMMENT,
        ("state", "round_id", "title", "text", "proposed_text", "language", "named", "author_name", "organisation"),
        f"{{row}}.state {STANDING}",
    ),
    Watched("point", SearchKind.POINT, ("start", "text", "language")),
    Watched("answer", SearchKind.ANSWER, ("reason", "superseded_at"), "{row}.superseded_at IS NULL"),
    Watched("revision", SearchKind.REVISION, ("title", "proposed_text", "rationale", "number", "base_id")),
    Watched(
        "text_translation",
        SearchKind.CLAUSE_TRANSLATION,
        ("heading", "text", "superseded_at"),
        "{row}.kind = 'clause' AND {row}.superseded_at IS NULL AND {row}.version <> 'sign_language'",
    ),
    Watched("point_translation", SearchKind.POINT_TRANSLATION, ("text",), row_id="point_id"),
)


def ensure(connection: Connection) -> None:
    """Make what is missing, where there is an index at all."""
    if not inspect(connection).has_table("search_entry"):
        return
    known = [watched for watched in WATCHED if watched.kind in _kinds_known(connection)]
    for statement in _sqlite(known) if connection.dialect.name == "sqlite" else _postgresql(known):
        connection.execute(text(statement))


def _kinds_known(connection: Connection) -> set[SearchKind]:
    """Those that the index takes at the step of the migrations where it is now."""
    told = " ".join(str(check["sqltext"]) for check in inspect(connection).get_check_constraints("search_change"))
    return {kind for kind in SearchKind if f"'{kind}'" in told}


def drop(connection: Connection) -> None:
    drop_triggers(connection)
    connection.execute(text("DROP TABLE search_fts"))
    if connection.dialect.name != "sqlite":
        connection.execute(text("DROP FUNCTION search_lexemes(text, text, integer)"))


def drop_triggers(connection: Connection) -> None:
    """Until `ensure` makes them again: a table of the index that SQLite makes anew is named by all of them."""
    on_sqlite = connection.dialect.name == "sqlite"
    for table in (*(watched.table for watched in WATCHED), "search_entry"):
        for when in ("insert", "update", "delete"):
            of = "" if on_sqlite else f" ON {table}"
            connection.execute(text(f"DROP TRIGGER IF EXISTS {_name(table, when)}{of}"))
        if not on_sqlite:
            connection.execute(text(f"DROP FUNCTION IF EXISTS {_name(table, 'written')}()"))


def missing(connection: Connection) -> list[str]:
    """Names of triggers that ought to be there."""
    wanted = {_name(watched.table, when) for watched in WATCHED for when in ("insert", "update", "delete")}
    wanted |= {"search_entry_insert", "search_entry_update"}
    if connection.dialect.name == "sqlite":
        wanted.add("search_entry_delete")
        there = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
    else:
        there = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).scalars()
    return sorted(wanted - set(there))


def every_row_changed(kinds: Collection[str]) -> Iterator[str]:
    """Statements that note all rows there are of these kinds, for a job to read."""
    for watched in (watched for watched in WATCHED if watched.kind in kinds):
        where = f" WHERE {watched.found_if.format(row=watched.table)}" if watched.found_if else ""
        yield (
            f"INSERT INTO search_change (kind, source_id) SELECT '{watched.kind}', {watched.table}.{watched.row_id}"
            f" FROM {watched.table}{where}"
        )


def _name(table: str, what: str) -> str:
    return f"{table}_{what}" if table.startswith("search_") else f"search_{table}_{what}"


def _noted(watched: Watched, *, stood: str = "false") -> str:
    values = f"'{watched.kind}', NEW.{watched.row_id}, {stood}"
    return f"INSERT INTO search_change (kind, source_id, with_parts) VALUES ({values});"


def _noted_again(watched: Watched) -> str:
    return _noted(watched, stood=watched.found_if.format(row="OLD") if watched.kind == SearchKind.COMMENT else "false")


def _taken_out(watched: Watched, row: str) -> str:
    """Its entry, and those of what is part of it."""
    own = f"DELETE FROM search_entry WHERE id = {row}.{watched.row_id} + {FIRST_ID[watched.kind]};"
    if watched.kind != SearchKind.COMMENT:
        return own
    return f"{own} DELETE FROM search_entry WHERE part_of_id = {row}.{watched.row_id};"


def _sqlite(known: Sequence[Watched]) -> Iterator[str]:
    yield (
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(scope, title, number, who, body,"
        " content='search_entry', content_rowid='id', tokenize=\"ascii tokenchars '_'\")"
    )
    columns = "scope, title, number, who, body"
    old, new = (", ".join(f"{row}.{name}" for name in columns.split(", ")) for row in ("OLD", "NEW"))
    gone = f"INSERT INTO search_fts (search_fts, rowid, {columns}) VALUES ('delete', OLD.id, {old});"
    come = f"INSERT INTO search_fts (rowid, {columns}) VALUES (NEW.id, {new});"
    for when, done in (("insert", come), ("update", f"{gone} {come}"), ("delete", gone)):
        yield f"CREATE TRIGGER IF NOT EXISTS search_entry_{when} AFTER {when.upper()} ON search_entry BEGIN {done} END"
    for watched in known:
        table, given = watched.table, watched.found_if.format(row="NEW")
        only = f" WHEN {given}" if given else ""
        begin = "CREATE TRIGGER IF NOT EXISTS search"
        yield f"{begin}_{table}_insert AFTER INSERT ON {table}{only} BEGIN {_noted(watched)} END"
        of = ", ".join(watched.columns)
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in watched.columns)
        done = f"{_taken_out(watched, 'OLD')} {_noted_again(watched)}"
        yield f"{begin}_{table}_update AFTER UPDATE OF {of} ON {table} WHEN {changed} BEGIN {done} END"
        yield f"{begin}_{table}_delete AFTER DELETE ON {table} BEGIN {_taken_out(watched, 'OLD')} END"


def _postgresql(known: Sequence[Watched]) -> Iterator[str]:
    yield (
        "CREATE TABLE IF NOT EXISTS search_fts (lexemes tsvector NOT NULL,"
        " rowid integer PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE)"
    )
    yield "CREATE INDEX IF NOT EXISTS search_fts_lexemes ON search_fts USING gin (lexemes)"
    yield (
        "CREATE OR REPLACE FUNCTION search_lexemes(words text, weight text, after_place integer) RETURNS text"
        " LANGUAGE sql IMMUTABLE AS $$"
        " SELECT coalesce(string_agg('''' || word || ''':' || place + after_place || weight,"
        " ' '), '') FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS token (word, place) WHERE word <> '' $$"
    )
    yield from _fed_on_postgresql()
    for watched in known:
        yield from _watched_on_postgresql(watched)


def _fed_on_postgresql() -> Iterator[str]:
    said = " || ' ' || ".join(
        f"search_lexemes(NEW.{name}, '{weight}', {place})"
        for name, weight, place in (
            ("body", "D", 0),
            ("title", "A", 14100),
            ("who", "C", 15000),
            ("number", "B", 15500),
            ("scope", "D", 15800),
        )
    )
    yield _function(
        "search_entry",
        f"INSERT INTO search_fts (rowid, lexemes) VALUES (NEW.id, ({said})::tsvector)"
        " ON CONFLICT (rowid) DO UPDATE SET lexemes = EXCLUDED.lexemes; RETURN NULL;",
    )
    for when in ("INSERT", "UPDATE"):
        yield _trigger("search_entry", when)


def _watched_on_postgresql(watched: Watched) -> Iterator[str]:
    given = watched.found_if.format(row="NEW") or "true"
    noted = f"IF TG_OP = 'UPDATE' THEN {_noted_again(watched)} ELSIF {given} THEN {_noted(watched)} END IF;"
    yield _function(
        watched.table,
        f"IF TG_OP <> 'INSERT' THEN {_taken_out(watched, 'OLD')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN {noted} END IF; RETURN NULL;",
    )
    yield _trigger(watched.table, "INSERT")
    yield _trigger(watched.table, "DELETE")
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in watched.columns)
    yield _trigger(watched.table, "UPDATE", of=", ".join(watched.columns), changed=changed)


def _function(table: str, body: str) -> str:
    name = f"{_name(table, 'written')}()"
    return f"CREATE OR REPLACE FUNCTION {name} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(table: str, when: str, *, of: str = "", changed: str = "") -> str:
    event = f"{when} OF {of}" if of else when
    only = f" WHEN ({changed})" if changed else ""
    return (
        f"CREATE OR REPLACE TRIGGER {_name(table, when.lower())} AFTER {event} ON {table} FOR EACH ROW{only}"
        f" EXECUTE FUNCTION {_name(table, 'written')}()"
    )
