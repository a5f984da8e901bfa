"""Runs migrations for the application that asks; models are read from the stages."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection

import consult.analysis.kept.models
import consult.api.tokens.models
import consult.comments.tallies.models
import consult.drafts.adoption.models
import consult.drafts.structure.models
import consult.publishing.models
import consult.responses.models
import consult.responses.tallies.models
import consult.tracing.search.models
import consult.voting.group.models
import consult.voting.interests.models
import consult.voting.nominations.models
import consult.voting.objections.models  # noqa: F401 - they fill the metadata
from consult.core.database import PATIENCE, Model, begin_writing, db
from consult.core.derived import triggers as derived
from consult.core.search import triggers

ONE_AT_A_TIME = 20261129  # the number of the advisory lock
LONGEST = 600  # seconds that the second of two waits for the first


def run() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:  # whoever gives one has a transaction of their own, and ends it
        _migrate(given)
        return
    with db.engine.connect() as connection, _rebuilding_tables(connection):
        _wait_for_another(connection)
        _migrate(connection)
        connection.commit()


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=Model.metadata, **current_app.extensions["migrate"].configure_args
    )
    with context.begin_transaction():
        if _moves():  # a table that is rebuilt loses them, and a step may change rows that they follow
            derived.remove_triggers(connection)
        context.run_migrations()
        if context.get_context().get_current_revision() == context.get_head_revision():
            derived.install_triggers(connection)
    triggers.ensure(connection)


def _moves() -> bool:
    """Whether steps will be taken; a command that only looks names none, a relative step cannot be told beforehand."""
    try:
        return context.get_revision_argument() != context.get_context().get_current_revision()
    except KeyError:
        return False
    except CommandError:
        return True


def _wait_for_another(connection: Connection) -> None:
    """Two that start at once: the second waits for the first, and finds nothing left to do."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LONGEST}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        return
    connection.begin()
    begin_writing(connection)


@contextmanager
def _rebuilding_tables(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds tables to change them, which keys that are checked forbid. Inside a transaction it would not hear
    of it, so this is said past SQLAlchemy, which begins one with the first statement."""
    if connection.dialect.name != "sqlite":
        yield
        return
    sqlite = connection.connection.driver_connection
    sqlite.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    sqlite.execute(f"PRAGMA busy_timeout={LONGEST * 1000}")  # type: ignore[union-attr]
    try:
        yield
    finally:
        connection.rollback()
        sqlite.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
        sqlite.execute(f"PRAGMA busy_timeout={int(PATIENCE.total_seconds()) * 1000}")  # type: ignore[union-attr]


run()
