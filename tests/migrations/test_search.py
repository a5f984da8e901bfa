"""0021: what was said before is noted for the search to read; the way back leaves no trigger behind."""

from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.migrations.rows import put, rows_of
from tests.migrations.test_mail_steps import asked


def test_rows_that_are_there_wait_to_be_read(empty: Flask) -> None:
    upgrade(revision="0001")
    put(rows_of("0001"))
    upgrade()
    noted = asked("SELECT DISTINCT kind FROM search_change ORDER BY kind")
    assert [kind for (kind,) in noted] == ["answer", "clause", "comment", "point", "revision"]
    downgrade(revision="0020")
    put([("clause", {"id": 90, "guideline_id": 1, "uid": "ninety"})])
