"""Rows that are committed to whenever a transaction writes them: history kept by session events.

A stage that writes such a row need not think of it, so none can be changed through the site without a leaf. The same
select and the same builder of contents serve for writing, for verifying and for a pack. What is written by statement
and not through the session (`insert_rows`, `delete(…)`) is told by `commit_rows` and `commit_removal`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, event, exists, inspect, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import SessionTransaction

from consult.core import clock
from consult.core.database import Model, db
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.commitments import commitment_for, leaf_row, write_leaves, write_leaves_at_end
from consult.core.transparency.models import SITE_LOG, LogLeaf

_NEW, _WRITTEN, _REMOVED = "tracked rows that are new", "tracked rows written", "tracked rows removed"
PORTION = 1_000


@dataclass(frozen=True)
class TrackedRows:
    """One kind of leaf. `rows` selects the columns of the content, `id`, and `log_of`: the guideline's number.

    A row that `rows` does not find is not committed to (yet). `after`: written when rows of another model are, and
    once; `after_id` is the column of `rows` that names those. `also_with`: such a model and column, for rows whose
    content changes with another row.
    """

    kind: str
    model: type[Model]
    rows: Callable[[], Select[Any]]
    content: Callable[[Row[Any]], Mapping[str, Any]]
    after: type[Model] | None = None
    after_id: Any = None
    also_with: tuple[type[Model], Any] | None = None
    moment: Callable[[Any], datetime] | None = None  # when, by the row itself, what its last leaf says came to be
    said_otherwise: Callable[[Row[Any]], bool] | None = None  # rows of which an older version committed to more
    at_most: int = 0  # leaves about one row: what is decided is not decided again; 2 for what can be superseded

    @property
    def subject(self) -> str:
        return str(self.model.__tablename__)

    @property
    def id(self) -> Any:
        return self.model.__table__.c.id

    def with_ids(self, ids: Collection[int], column: Any = None) -> Iterator[Row[Any]]:
        wanted, listed = self.id if column is None else column, sorted(ids)
        for start in range(0, len(listed), PORTION):
            yield from db.session.execute(self.rows().where(wanted.in_(listed[start : start + PORTION])))

    def without_leaf(self) -> Select[Any]:
        named = (LogLeaf.subject == self.subject, LogLeaf.subject_id == self.id, LogLeaf.kind == self.kind)
        return self.rows().where(~exists().where(*named))

    def all_said_otherwise(self) -> list[Row[Any]]:
        """Those whose leaves an older version made of more than is told now."""
        told = self.said_otherwise
        return [row for row in db.session.execute(self.rows()) if told(row)] if told is not None else []

    def portion_without_leaf(self) -> Sequence[Row[Any]]:
        return db.session.execute(self.without_leaf().order_by(self.id).limit(PORTION)).all()


def columns_with(model: Any, *more: Any) -> Select[Any]:
    """The columns of a model and more, for `rows`."""
    return select(*model.__table__.c, *more)


_Found = Sequence[tuple[TrackedRows, Row[Any]]]
_Last = dict[tuple[str, int], tuple[bytes, bytes | None]]

tracked: list[TrackedRows] = []


def commit_rows(found: _Found, *, as_found: bool = False) -> int:
    """A leaf for each row whose content is another than its last leaf has; returns how many. Two statements."""
    made = _leaves_for(found, _last_leaves(found), as_found=as_found)
    write_leaves(made)
    return len(made)


def _leaves_for(found: _Found, last: _Last, *, as_found: bool = False) -> list[dict[str, Any]]:
    now, made = clock.now(), []
    for source, row in found:
        content = {**source.content(row), "as_found": True} if as_found else source.content(row)
        commitment, salt = last.get((source.kind, row.id), (b"", None))
        if salt is None or commitment_to(content, salt) != commitment:
            log_id, about = SITE_LOG if row.log_of is None else row.log_of, (source.subject, row.id)
            told = commitment_for(content)
            made.append(leaf_row(source.kind, about, told, log_id=log_id, at=now, as_found=as_found))
    return made


def _last_leaves(found: _Found) -> _Last:
    """By kind and number: commitment and salt."""
    last: _Last = {}
    query = select(LogLeaf.kind, LogLeaf.subject_id, LogLeaf.commitment, LogLeaf.salt).order_by(LogLeaf.id)
    for start in range(0, len(found), PORTION):
        ids: defaultdict[str, set[int]] = defaultdict(set)
        for source, row in found[start : start + PORTION]:
            ids[source.subject].add(row.id)
        about = [and_(LogLeaf.subject == subject, LogLeaf.subject_id.in_(sorted(of))) for subject, of in ids.items()]
        for kind, subject_id, commitment, salt in db.session.execute(query.where(or_(*about))):
            last[kind, subject_id] = (commitment, salt)
    return last


def commit_written(model: type[Model], ids: Collection[int]) -> None:
    """After rows were written by statement: a leaf for each that says something else than its last leaf."""
    for source in (source for source in tracked if source.model is model):
        rows = list(source.with_ids(ids))
        for start in range(0, len(rows), PORTION):
            commit_rows([(source, row) for row in rows[start : start + PORTION]])


def commit_removal(model: type[Model], ids: Collection[int]) -> None:
    """Before rows go: a last leaf for each that has one, which says so."""
    for source in (source for source in tracked if source.model is model):
        _commit_gone(source, {row.id: row.log_of for row in source.with_ids(ids)})


def _commit_gone(source: TrackedRows, logs: Mapping[int, int | None]) -> None:
    write_leaves(
        [
            leaf_row(
                source.kind,
                (source.subject, id_),
                commitment_for(content_of_removed(id_)),
                log_id=SITE_LOG if log_id is None else log_id,
                at=clock.now(),
            )
            for id_, log_id in logs.items()
        ]
    )


def content_of_removed(id_: int) -> dict[str, Any]:
    return {"id": id_, "removed": True}


@event.listens_for(Session, "before_flush")
def _note_removed(session: Session, _context: Any, _instances: Any) -> None:
    """While the row is still there to say to which log it belongs."""
    for model, ids in _ids_by_model(session.deleted).items():
        for source in (source for source in tracked if source.model is model):
            logs = {row.id: row.log_of for row in session.execute(source.rows().where(source.id.in_(ids)))}
            session.info.setdefault(_REMOVED, []).append((source, logs))


@event.listens_for(Session, "after_flush")
def _note_written(session: Session, _context: Any) -> None:
    models = _models_watched(len(tracked))
    new, written = session.info.setdefault(_NEW, []), session.info.setdefault(_WRITTEN, [])
    new += [row for row in session.new if type(row) in models]
    written += [row for row in session.dirty if type(row) in models and session.is_modified(row)]


@cache
def _models_watched(_sources: int) -> frozenset[type[Model] | None]:
    """Asked at every flush; stages only ever add to what is tracked."""
    with_rows = {source.also_with[0] for source in tracked if source.also_with is not None}
    return frozenset({source.model for source in tracked} | {source.after for source in tracked} | with_rows)


@event.listens_for(Session, "before_commit", insert=True)
def _commit_written(session: Session) -> None:
    """At the end of the transaction or of a savepoint, after whatever waits was flushed.

    What is new since the last such end has no leaf yet: nobody need ask for it.
    """
    session.flush()
    removed = session.info.pop(_REMOVED, [])
    new, written = (
        _ids_by_model(row for row in session.info.pop(key, []) if inspect(row).persistent) for key in (_NEW, _WRITTEN)
    )
    for source, logs in removed:
        _commit_gone(source, logs)
    found = [(source, row) for source in tracked for row in _rows_written(source, new, written)]
    had = [(source, row) for source, row in found if source.after is None and row.id not in new.get(source.model, ())]
    write_leaves_at_end(session, _leaves_for(found, _last_leaves(had)))


def _rows_written(
    source: TrackedRows, new: Mapping[type, set[int]], written: Mapping[type, set[int]]
) -> Iterable[Row[Any]]:
    model = source.after or source.model
    ids = new.get(model, set()) | written.get(model, set())
    if source.also_with is not None and (with_ids := written.get(source.also_with[0], set())):
        along = {row.id: row for row in source.with_ids(with_ids, source.also_with[1])}
        return [*along.values(), *source.with_ids(ids - set(along))]
    if not ids:
        return ()
    if source.after is None:
        return source.with_ids(ids)
    return db.session.execute(source.without_leaf().where(source.after_id.in_(sorted(ids)))).all()


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, undone: SessionTransaction) -> None:
    """When all is undone nothing was written; after a savepoint alone, what is no longer there falls out later."""
    if undone.parent is None:
        session.info.pop(_NEW, None)
        session.info.pop(_WRITTEN, None)
    session.info.pop(_REMOVED, None)


def _ids_by_model(rows: Iterable[Any]) -> dict[type, set[int]]:
    found: defaultdict[type, set[int]] = defaultdict(set)
    for row in rows:
        identity = inspect(row).identity
        if identity is not None:
            found[type(row)].add(identity[0])
    return found
