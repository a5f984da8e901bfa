"""Triggers made and taken away; what they keep counted anew, compared and folded."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from consult.core.database import begin_writing
from consult.core.derived.models import TriggerPause, TriggerState

# A word that no two transactions share, so that what was kept under one never fits another.
TOKEN = "{token}"  # noqa: S105 - a place in a statement
TOKENS = {"sqlite": "lower(hex(randomblob(8)))", "postgresql": "txid_current() || '.' || extract(epoch FROM now())"}
HOLD = "HOLD "
STATE, PAUSE = TriggerState.__tablename__, TriggerPause.__tablename__
SPREAD = 500  # rows beyond one a key, from which on folding is worth a write


@dataclass(frozen=True)
class Trigger:
    """After `event` on a row of `table`; for an update, only if one of `columns` changes. `when` narrows it further.

    `does` are statements that both databases understand, about OLD and NEW. What begins with HOLD is a select of rows
    to lock, for PostgreSQL alone, so that what follows sees what whoever held them has committed.
    """

    table: str
    event: str  # INSERT, UPDATE, DELETE
    does: Sequence[str]
    columns: Sequence[str] = ()
    when: str = ""


@dataclass(frozen=True)
class Derived:
    """A table whose rows follow from others: `source` selects what it must hold, column for column.

    With `sums` (the last of its columns) it is a tally: its rows of one key add up to the source's; else they are the
    source's rows. Without a source it holds what follows from no row that stands: a recount does `anew` instead.
    """

    table: str
    columns: Sequence[str]
    source: str
    triggers: Sequence[Trigger]
    sums: Sequence[str] = ()
    anew: Sequence[str] = ()

    @property
    def listed(self) -> str:
        return ", ".join(self.columns)

    @property
    def key(self) -> str:
        return ", ".join(self.columns[: len(self.columns) - len(self.sums)])

    def folded(self, rows: str) -> str:
        """A row for each key that still counts something."""
        sums = ", ".join(f"SUM({one})" for one in self.sums)
        return f"SELECT {self.key}, {sums} FROM {rows} GROUP BY {self.key} HAVING SUM({self.sums[0]}) <> 0"


@dataclass
class Registry:
    """What is derived, in the order in which it can be counted: a tally of derived rows after these."""

    kept: list[Derived] = field(default_factory=list)

    def add(self, *derived: Derived) -> None:
        self.kept += derived

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self.kept).encode()).hexdigest()


registry = Registry()


def stands_as_declared(connection: Connection) -> bool:
    digest = connection.scalar(text(f"SELECT digest FROM {STATE} ORDER BY id DESC LIMIT 1"))
    return digest == registry.digest and set(_names()) <= _standing(connection)


def install_triggers(connection: Connection) -> bool:
    """Make the triggers and count anew, unless they stand as they are declared. Whether anything had to be done."""
    if stands_as_declared(connection):
        return False
    count_anew(connection)
    return True


def _make_triggers(connection: Connection) -> None:
    remove_triggers(connection)
    for name, trigger in _names().items():
        for statement in _made(name, trigger, connection.dialect.name):
            connection.exec_driver_sql(statement)
    connection.execute(text(f"DELETE FROM {STATE}"))
    connection.execute(text(f"INSERT INTO {STATE} (digest) VALUES (:digest)"), {"digest": registry.digest})


def remove_triggers(connection: Connection) -> None:
    """Take all of them away: before tables are rebuilt."""
    for name in _standing(connection):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:  # its trigger goes with it
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def count_anew(connection: Connection) -> None:
    """What is derived, made anew from what it is derived of; nobody writes to it meanwhile."""
    begin_writing(connection)
    if not stands_as_declared(connection):
        _make_triggers(connection)
    connection.execute(text(f"INSERT INTO {PAUSE} DEFAULT VALUES"))
    for one in registry.kept:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"LOCK TABLE {one.table} IN SHARE ROW EXCLUSIVE MODE")
        filled = (f"DELETE FROM {one.table}", f"INSERT INTO {one.table} ({one.listed}) {one.source}")
        for statement in filled if one.source else one.anew:
            connection.exec_driver_sql(statement.replace(TOKEN, TOKENS[connection.dialect.name]))
    connection.execute(text(f"DELETE FROM {PAUSE}"))


def wrong_counts(connection: Connection) -> dict[str, int]:
    """By table the number of keys that hold what a recount would not say; empty if all is right."""
    found = {one.table: _differing(connection, one) for one in registry.kept if one.source}
    return {table: number for table, number in found.items() if number}


def _differing(connection: Connection, one: Derived) -> int:
    held = one.folded(one.table) if one.sums else f"SELECT {one.listed} FROM {one.table}"
    both = f"SELECT count(*) FROM (SELECT * FROM ({held}) AS a EXCEPT SELECT * FROM ({one.source}) AS b) AS c"
    more = f"SELECT count(*) FROM (SELECT * FROM ({one.source}) AS a EXCEPT SELECT * FROM ({held}) AS b) AS c"
    return sum(connection.exec_driver_sql(statement).scalar_one() for statement in (both, more))


def fold_tallies(connection: Connection) -> int:
    """Put the rows of one key together, in every tally where that is worth it. How many tables were folded."""
    return sum(_fold(connection, one) for one in registry.kept if one.sums)


def _fold(connection: Connection, one: Derived) -> bool:
    rows = connection.exec_driver_sql(f"SELECT count(*) FROM {one.table}").scalar_one()
    keys = connection.exec_driver_sql(
        f"SELECT count(*) FROM (SELECT DISTINCT {one.key} FROM {one.table}) AS k"
    ).scalar_one()
    if rows - keys < SPREAD:
        return False
    into = f"INSERT INTO {one.table} ({one.listed})"
    if connection.dialect.name == "postgresql":  # one statement: what others add meanwhile is neither gone nor counted
        gone = f"WITH gone AS (DELETE FROM {one.table} RETURNING *)"
        connection.exec_driver_sql(f"{gone} {into} {one.folded('gone')}")
        return True
    begin_writing(connection)
    last = connection.exec_driver_sql(f"SELECT max(id) FROM {one.table}").scalar_one()
    connection.exec_driver_sql(f"{into} {one.folded(one.table)}")
    connection.exec_driver_sql(f"DELETE FROM {one.table} WHERE id <= {int(last)}")
    return True


def _names() -> dict[str, Trigger]:
    """A trigger's name says what it keeps and what it follows; no two are alike."""
    return {
        f"kept_{one.table}_{place}_{trigger.table}_{trigger.event.lower()}": trigger
        for one in registry.kept
        for place, trigger in enumerate(one.triggers)
    }


def _standing(connection: Connection) -> set[str]:
    where = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept~_%' ESCAPE '~'",
        "postgresql": "SELECT lower(tgname) FROM pg_trigger WHERE NOT tgisinternal"
        " AND lower(tgname) LIKE 'kept~_%%' ESCAPE '~'",
    }
    return set(connection.exec_driver_sql(where[connection.dialect.name]).scalars())


def _made(name: str, trigger: Trigger, dialect: str) -> list[str]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in trigger.columns)
    conditions = [changed, trigger.when, f"NOT EXISTS (SELECT 1 FROM {PAUSE})"]
    when = " AND ".join(f"({condition})" for condition in conditions if condition)
    of = f" OF {', '.join(trigger.columns)}" if trigger.columns else ""
    does = [statement.replace(TOKEN, TOKENS[dialect]) for statement in trigger.does]
    after = f"CREATE TRIGGER {name} AFTER {trigger.event}{of} ON {trigger.table} FOR EACH ROW"
    if dialect == "sqlite":
        body = "; ".join(statement for statement in does if not statement.startswith(HOLD))
        return [f"{after} WHEN {when} BEGIN {body}; END"]
    body = "; ".join(f"PERFORM {s.removeprefix(HOLD)} FOR UPDATE" if s.startswith(HOLD) else s for s in does)
    function = f"BEGIN IF {when} THEN {body}; END IF; RETURN NULL; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $kept${function}$kept$",
        f"{after.replace(name, _before_cascades(name), 1)} EXECUTE FUNCTION {name}()",
    ]


def _before_cascades(name: str) -> str:
    """PostgreSQL fires triggers by their names, its own for foreign keys ("RI_…") among them. What a deleted point
    was counted under has to be read before its assignments go with it: a capital K comes before them."""
    return f'"K{name[1:]}"' if name.endswith("_point_delete") else name
