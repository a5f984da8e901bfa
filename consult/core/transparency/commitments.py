"""Commitments: a leaf for each thing said or done, written in its own transaction, with one statement for all of them.

What is committed to is gathered in the session and written when the transaction ends, or before a savepoint of it.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, inspect, update
from sqlalchemy.orm import Session, SessionTransaction

from consult.core import clock
from consult.core.database import db
from consult.core.transparency.canonical import SALT_BYTES, commitment_to
from consult.core.transparency.models import SITE_LOG, LogLeaf, TransparencyLog

CHUNK = 5_000
_GATHERED, _MADE = "commitments", "leaves made"


@dataclass(frozen=True)
class Commitment:
    """A salt and the hash of salt and content: what a receipt gives its owner."""

    digest: bytes
    salt: bytes

    @property
    def hex(self) -> str:
        return self.digest.hex()


@dataclass(frozen=True)
class _Gathered:
    """A leaf to be: its subject may have no number yet, and its content may hold that number."""

    kind: str
    thing: Any
    log_id: int
    at: datetime
    made: Commitment | Callable[[], Commitment]
    within: SessionTransaction | None
    as_found: bool = False

    def row(self) -> dict[str, Any]:
        made = self.made if isinstance(self.made, Commitment) else self.made()
        about = {"subject": self.thing.__tablename__, "subject_id": inspect(self.thing).identity[0]}
        hidden = {"commitment": made.digest, "salt": made.salt}
        return {"log_id": self.log_id, "kind": self.kind, "at": self.at, "as_found": self.as_found, **about, **hidden}


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def commitment_for(content: Mapping[str, Any]) -> Commitment:
    """With a salt of its own."""
    salt = new_salt()
    return Commitment(commitment_to(content, salt), salt)


def commit(
    kind: str,
    thing: Any,
    content: Mapping[str, Any],
    guideline_id: int | None = None,
    *,
    as_found: bool = False,
) -> Commitment:
    """Commit to what `content` says of `thing`, in this transaction; give `content` as its stage's statements make it.

    `as_found`: not when it happened, but as it stood when the log began; the content then says so.
    """
    made = commitment_for(found(content) if as_found else content)
    _gather(kind, thing, guideline_id, made, as_found=as_found)
    return made


def commit_at_end(
    kind: str, thing: Any, content: Callable[[], Mapping[str, Any]], guideline_id: int | None = None
) -> None:
    """As `commit`, for content that holds what only writing the row gives, such as its number."""
    _gather(kind, thing, guideline_id, lambda: commitment_for(content()))


def leaf_row(
    kind: str,
    about: tuple[str, int],
    made: Commitment,
    *,
    log_id: int,
    at: datetime,
    as_found: bool = False,
) -> dict[str, Any]:
    """A leaf for a row that was written by statement and is no object here. `about`: its table and number."""
    named = {"kind": kind, "subject": about[0], "subject_id": about[1], "log_id": log_id, "at": at}
    return {**named, "commitment": made.digest, "salt": made.salt, "as_found": as_found}


def write_leaves(rows: Sequence[dict[str, Any]]) -> None:
    """Bulk insert."""
    connection = db.session.connection()
    for start in range(0, len(rows), CHUNK):
        connection.execute(insert(LogLeaf), rows[start : start + CHUNK])


def write_leaves_at_end(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """In one statement with what else waits in this transaction."""
    session.info.setdefault(_MADE, []).extend(rows)


def found(content: Mapping[str, Any]) -> dict[str, Any]:
    """What was not committed to when it happened says so in what is committed to."""
    return {**content, "as_found": True}


def open_log(guideline_id: int, name: str) -> None:
    """A guideline's own log, from its first day."""
    db.session.add(TransparencyLog(log_id=guideline_id, name=name, size=0))


def forget_salts(subject: str, subject_ids: Iterable[int], *, kind: str | None = None) -> None:
    """Erasure: the leaves and all proofs stay, and nobody can tell any more what the commitments were to."""
    _write(db.session())
    numbers = list(subject_ids)
    for start in range(0, len(numbers), CHUNK):
        of_them = LogLeaf.subject_id.in_(numbers[start : start + CHUNK])
        change = update(LogLeaf).where(LogLeaf.subject == subject, of_them, LogLeaf.salt.is_not(None))
        if kind is not None:
            change = change.where(LogLeaf.kind == kind)
        db.session.execute(change.values(salt=None), execution_options={"synchronize_session": False})


def _gather(
    kind: str,
    thing: Any,
    guideline_id: int | None,
    made: Commitment | Callable[[], Commitment],
    *,
    as_found: bool = False,
) -> None:
    session = db.session()
    log_id = SITE_LOG if guideline_id is None else guideline_id
    within = session.get_nested_transaction()
    waiting = session.info.setdefault(_GATHERED, [])
    waiting.append(_Gathered(kind, thing, log_id, clock.now(), made, within, as_found))


def _write(session: Session) -> None:
    if session.info.get(_GATHERED):
        session.flush()
    rows = session.info.pop(_MADE, []) + [one.row() for one in session.info.pop(_GATHERED, [])]
    if rows:
        session.connection().execute(insert(LogLeaf), rows)


@event.listens_for(Session, "before_commit")
def _write_at_end(session: Session) -> None:
    """Of the transaction, or of a savepoint in it."""
    _write(session)


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, undone: SessionTransaction) -> None:
    """What a savepoint gathered goes with it; when everything is undone, all of it does."""
    session.info.pop(_MADE, None)
    waiting = session.info.pop(_GATHERED, [])
    bounds: SessionTransaction | None = undone
    while bounds is not None and not bounds.nested:
        bounds = bounds.parent
    if bounds is not None and (left := [one for one in waiting if one.within is not bounds]):
        session.info[_GATHERED] = left
