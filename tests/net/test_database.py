"""The migrated database is the one the models speak of; the way down is as sure as the way up."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

import consult.publishing.models
import consult.responses.models  # noqa: F401 - both fill the metadata
from consult.core.database import Model, db, of_the_models
from tests.conftest import closed, site


def is_of_the_models(_thing: object, name: str | None, *_more: object) -> bool:
    """All but the search engine's own table, which triggers fill and no model speaks of."""
    return not (name or "").startswith("search_fts")


def test_the_newest_step_makes_what_the_models_say(app: Flask) -> None:
    opts = {"compare_type": True, "include_object": is_of_the_models, "include_name": of_the_models}
    context = MigrationContext.configure(db.session.connection(), opts=opts)
    assert compare_metadata(context, Model.metadata) == []


def test_every_step_goes_up_down_and_up(tmp_path: Path) -> None:
    app = site(tmp_path)
    with app.app_context():
        there = set(inspect(db.engine).get_table_names())
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert set(inspect(db.engine).get_table_names()) == there
    closed(app)
