"""Runs migrations for the application that asks; models are read from the stages."""

from alembic import context
from flask import current_app

import consult.publishing.models
import consult.responses.models
import consult.voting.group.models  # noqa: F401 - they fill the metadata
from consult.core.database import Model, db


def run() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # SQLite rebuilds tables to change them
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
