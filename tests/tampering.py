"""What whoever owns the database file can do, and the application cannot: change rows that triggers keep."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from consult.core.database import db


@contextmanager
def unguarded() -> Iterator[None]:
    """Inside, rows that are only ever added to can be changed and deleted."""
    db.session.flush()
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        try:
            yield
        finally:
            db.session.flush()
            connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _sql in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    try:
        yield
    finally:
        db.session.flush()
        for _name, sql in triggers:
            connection.execute(text(sql.replace(":", r"\:")))
