"""0028: what waits is carried from then on; Procrastinate's tables are those that the installed one brings."""

from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from procrastinate.schema import SchemaManager
from sqlalchemy import inspect, text

from consult.core.database import db
from consult.core.resources import resource_folder
from tests.migrations.rows import AT, Row, put

JOB = {"kind": "analyse", "step": "", "progress": 0.0, "error": "", "created_at": AT, "tries": 0}
BEFORE: list[Row] = [
    ("job", {"id": number, "subject_id": number, "state": state, **JOB})
    for number, state in enumerate(("waiting", "running", "done", "failed"), start=1)
]


def asked(query: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_what_waits_or_was_begun_is_carried_by_the_new_queue(empty: Flask) -> None:
    upgrade(revision="0027")
    put(BEFORE)
    upgrade(revision="0028")
    carried = "SELECT queue_name, lock, queueing_lock, args->>'job_id' FROM procrastinate_jobs ORDER BY id"
    if db.engine.dialect.name == "postgresql":
        assert asked(carried) == [("analyse", f"analyse {n}", f"job {n}", str(n)) for n in (1, 2)]
    put([("job", {"id": 5, "subject_id": 5, "state": "cancelled", **JOB})])
    downgrade(revision="0027")
    assert asked("SELECT state, error FROM job WHERE id = 5") == [("failed", "It was cancelled.")]
    assert not [name for name in inspect(db.engine).get_table_names() if name.startswith("procrastinate")]
    upgrade(revision="0028")
    assert asked("SELECT count(*) FROM job") == [(5,)]


def test_the_tables_are_those_that_the_installed_procrastinate_brings() -> None:
    """A newer Procrastinate may want more: then a new step brings what its own migrations add."""
    kept = next(Path(resource_folder("migrations")).glob("versions/*_queue.sql")).read_text(encoding="utf-8")
    assert kept.partition("-- ----\n")[2] == SchemaManager.get_schema()
