"""What step 0004 writes into rows that were there before it."""

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from consult.core.database import db
from tests.migrations.rows import put, rows_of


def test_comments_are_found_and_endorsements_keep_the_version_they_were_given_for(empty: Flask) -> None:
    upgrade(revision="0003")
    rows = rows_of("0003")
    comment = next(values for table, values in rows if table == "comment")
    comment |= {"text": "L’École FERMÉE", "proposed_text": "Größe"}
    version = next(values for table, values in rows if table == "comment_version")
    put(rows)
    put([("comment_version", {**version, "id": 2, "number": 2, "at": "2026-03-05 12:00:00+00:00"})])
    put([("endorsement", {"id": 1, "comment_id": 1, "person_id": 1, "at": "2026-03-03 12:00:00+00:00"})])
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT searched FROM comment")).scalar_one() == "l'ecole fermee grosse"
        assert connection.execute(text("SELECT version FROM endorsement")).scalar_one() == 1
