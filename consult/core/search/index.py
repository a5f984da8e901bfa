"""The index kept current: what a transaction changed is read again before it commits; the rest by a job.

A row that changes leaves the index at once, by trigger, whoever writes it. What replaces it comes at the commit, in the
same transaction (write-through); of very many rows at once, as an import brings them, the rest comes with a job. A
comment comes in with the next search, or within a minute (write-behind): its author does not wait for that.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, event, func, select, text
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from consult.core.bulk_sql import chunks
from consult.core.database import db, reading, writing_if_free
from consult.core.queue import ReportProgress, queue
from consult.core.search.models import FIRST_ID, SearchChange, SearchEntry, SearchKind
from consult.core.search.sources import SearchSource, sources
from consult.core.search.triggers import WATCHED

FEW = 20  # changed rows, the newest, that a transaction reads again itself however many others wait
AT_COMMIT = 500  # and where not more wait than these, all of them
PORTION = 1_000
INDEX_JOB = "search.index"
_WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE) "?(?P<table>\w+)')  # what is deleted need not be read again
_COLUMNS = {watched.table: watched.columns for watched in WATCHED if watched.kind != SearchKind.COMMENT}
_CHANGED, _CONNECTION = "searched rows changed", "connection of the search"


@event.listens_for(Engine, "before_cursor_execute")
def _note_written(conn: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    """Whether the transaction writes to a table of which something is found; most do not, and pay nothing."""
    written = _WRITTEN.match(statement)
    columns = _COLUMNS.get(written["table"]) if written is not None else None
    if columns is not None and (statement.startswith("INSERT") or any(f"{name}=" in statement for name in columns)):
        conn.info[_CHANGED] = True


@event.listens_for(Session, "after_begin")
def _note_connection(session: Session, _transaction: Any, connection: Connection) -> None:
    session.info[_CONNECTION] = connection


@event.listens_for(Session, "before_commit")
def _index_at_commit(session: Session) -> None:
    """At the end of the transaction or of a savepoint. One that read only is not asked, nor is a connection opened."""
    if reading.get():
        return
    session.flush()
    connection = session.info.get(_CONNECTION)
    if connection is None or connection.closed or not connection.info.pop(_CHANGED, False):
        return
    if session is not db.session():  # what another session wrote is read again within a minute
        return
    if index_changes(FEW) == FEW and (waits_long() or index_changes(AT_COMMIT) == AT_COMMIT):
        queue.add(INDEX_JOB, 0)


def waits_long() -> bool:
    """Whether more waits than a transaction takes up: an import left it, and whoever comments now does not pay."""
    return _waiting_at_most(AT_COMMIT + 1) > AT_COMMIT


def _waiting_at_most(most: int) -> int:
    some = select(SearchChange.id).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def catch_up() -> None:
    """For whoever is about to look for something: comments sent a moment ago are read into the index.

    If nobody else writes, and unless very many wait, which a job reads: looking for something waits for no lock.
    """
    if not 0 < _waiting_at_most(AT_COMMIT + 1) <= AT_COMMIT:
        return
    db.session.rollback()  # what goes on reading would not see what is written now
    with writing_if_free() as connection:
        index_changes(AT_COMMIT, connection)


def index_changes(most: int, connection: Connection | None = None) -> int:
    """Read again what changed, the newest first; returns how many changes were taken up."""
    connection = connection or db.session.connection()
    rows = connection.execute(_newest_taken(most)).all()
    changed: defaultdict[SearchKind, set[int]] = defaultdict(set)
    wholes: defaultdict[SearchKind, set[int]] = defaultdict(set)
    for kind, source_id, with_parts in rows:
        changed[kind].add(source_id)
        if with_parts:
            wholes[kind].add(source_id)
    for source in sources.values():
        if source.part_of is not None and (of := wholes.get(source.part_of[0])):
            index_rows(source, of, connection, parts=True)
        if ids := changed.get(source.kind):
            index_rows(source, ids, connection)
    return len(rows)


def index_rows(source: SearchSource, ids: Collection[int], connection: Connection, *, parts: bool = False) -> None:
    """Entries for those of the rows that can be found now; the rows are held, so that none is withdrawn meanwhile.

    With `parts` the numbers are of the rows that they are part of.
    """
    for portion in chunks(sorted(ids)):
        held = connection.execute(_held_rows(source.kind, parts=parts), {"numbers": portion})
        _put([source.entry(row) for row in held], connection)


def _put(entries: Sequence[Mapping[str, Any]], connection: Connection) -> None:
    for portion in chunks(entries):
        connection.execute(_entries_written(connection.dialect.name), portion)


# These statements come with every comment: each is made once.


@cache
def _newest_taken(most: int) -> Any:
    change = SearchChange.__table__.c
    newest = select(change.id).order_by(change.id.desc()).limit(most).with_for_update(skip_locked=True)
    taken = delete_from(SearchChange.__table__).where(change.id.in_(newest.scalar_subquery()))  # type: ignore[arg-type]
    return taken.returning(change.kind, change.source_id, change.with_parts)


@cache
def _held_rows(kind: SearchKind, *, parts: bool) -> Any:
    source = sources[kind]
    column = source.part_of[1] if parts and source.part_of is not None else source.id
    these = source.rows().where(column.in_(bindparam("numbers", expanding=True)))
    return these.with_for_update(read=True, of=(source.model, *source.held))


@cache
def _entries_written(dialect: str) -> Any:
    fresh: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](SearchEntry)
    said = {column.name: fresh.excluded[column.name] for column in SearchEntry.__table__.c if column.name != "id"}
    return fresh.on_conflict_do_update(index_elements=["id"], set_=said)


@queue.job(INDEX_JOB)
def index_in_portions(_subject: int, progress: ReportProgress) -> None:
    """What no transaction has read again itself. Done twice, the second finds nothing."""
    left = waiting()
    every = max(left, 1)
    while index_changes(PORTION):
        db.session.commit()
        left = max(0, left - PORTION)
        progress("search", 1 - left / every)


@queue.sweep
def index_what_is_left() -> None:
    """Comments sent since, what was written past the site, or by a worker that died, within a minute."""
    some = _waiting_at_most(AT_COMMIT + 1)
    if some > AT_COMMIT:
        queue.add(INDEX_JOB, 0)
    elif some:
        index_changes(AT_COMMIT)
    db.session.commit()


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(SearchChange)) or 0


def rebuild() -> Iterator[tuple[SearchKind, int]]:
    """The whole index again, kind by kind; commits each portion, and searching goes on meanwhile."""
    db.session.execute(delete_from(SearchChange))  # what changes from now on is noted again
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("INSERT INTO search_fts(search_fts) VALUES ('rebuild')"))
    for kind, source in sources.items():
        last, count = 0, 0
        while ids := db.session.scalars(_after(source, last)).all():
            index_rows(source, ids, db.session.connection())
            last, count = ids[-1], count + len(ids)
            db.session.commit()
        db.session.execute(_entries_without(source))
        db.session.commit()
        yield kind, count


def _after(source: SearchSource, last: int) -> Any:
    ids = source.rows().with_only_columns(source.id).where(source.id > last)
    return ids.order_by(source.id).limit(PORTION)


def _entries_without(source: SearchSource) -> Any:
    """Deletes what no row stands behind any more."""
    first, there = FIRST_ID[source.kind], source.rows().with_only_columns(source.id)
    gone = (SearchEntry.kind == source.kind, SearchEntry.id.not_in(select(there.subquery().c[0] + first)))
    return delete_from(SearchEntry).where(*gone).execution_options(synchronize_session=False)


@dataclass(frozen=True)
class IndexFault:
    """`what`: missing, stale or extra (no row stands behind it); of which row."""

    what: str
    kind: SearchKind
    source_id: int


def faults() -> Iterator[IndexFault]:
    """Where the index says something else than the rows do; what waits to be read again is no fault."""
    for kind, source in sources.items():
        yield from _faults_of(source, _waiting_of(kind))


def _waiting_of(kind: SearchKind) -> set[int]:
    return set(db.session.scalars(select(SearchChange.source_id).where(SearchChange.kind == kind)))


def _faults_of(source: SearchSource, waiting_ids: set[int]) -> Iterator[IndexFault]:
    first, last = FIRST_ID[source.kind], 0
    seen = 0
    while rows := db.session.execute(source.rows().where(source.id > last).order_by(source.id).limit(PORTION)).all():
        last = rows[-1].id
        entries = {row.id: source.entry(row) for row in rows if row.id not in waiting_ids}
        columns = [column for column in SearchEntry.__table__.c if column.name != "kind"]
        there = select(*columns).where(SearchEntry.id.in_([entry["id"] for entry in entries.values()]))
        found = {row.id: row._mapping for row in db.session.execute(there)}  # noqa: SLF001 - a row as a mapping
        seen += len(found)
        for number, entry in entries.items():
            told = found.get(first + number)
            if told is None or any(told[name] != entry[name] for name in told):
                yield IndexFault("missing" if told is None else "stale", source.kind, number)
    there_ids = source.rows().with_only_columns(source.id).subquery()
    extra = select(SearchEntry.id).where(SearchEntry.kind == source.kind)
    for entry_id in db.session.scalars(extra.where(SearchEntry.id.not_in(select(there_ids.c[0] + first)))):
        yield IndexFault("extra", source.kind, entry_id - first)
