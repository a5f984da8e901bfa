"""0006: what jobs were to send becomes due, what they gave up is given up, what was kept stays; and back again."""

from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from consult.core.database import db
from tests.migrations.rows import AT, Row, put

PEOPLE = {"recipient": "amina@example.org", "body": "words\n", "created_at": AT}
JOB = {"kind": "send_mail", "step": "", "progress": 0.0, "error": "", "created_at": AT, "tries": 1}
BEFORE: list[Row] = [
    ("message", {"id": 1, "subject": "Sent", "sent_at": AT, **PEOPLE}),
    ("message", {"id": 2, "subject": "Waits", **PEOPLE}),
    ("message", {"id": 3, "subject": "Given up", **PEOPLE}),
    ("message", {"id": 4, "subject": "Kept", **PEOPLE}),
    ("job", {"id": 101, "subject_id": 1, "state": "done", **JOB}),
    ("job", {"id": 102, "subject_id": 2, "state": "waiting", **JOB}),
    ("job", {"id": 103, "subject_id": 3, "state": "failed", **JOB}),
    ("job", {"id": 104, "subject_id": 4, "state": "done", **JOB}),
]


def asked(query: str) -> list[Any]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_mail_that_waited_is_due_and_what_was_kept_stays_kept(empty: Flask) -> None:
    upgrade(revision="0005")
    put(BEFORE)
    upgrade(revision="0006")
    states = (
        "SELECT subject, next_try_at IS NOT NULL, failed_at IS NOT NULL, sent_at IS NOT NULL FROM message ORDER BY id"
    )
    found = {subject: tuple(map(bool, rest)) for subject, *rest in asked(states)}
    assert found == {
        "Sent": (False, False, True),
        "Waits": (True, False, False),
        "Given up": (False, True, False),
        "Kept": (False, False, False),
    }
    assert asked("SELECT count(*) FROM job WHERE kind = 'send_mail'") == [(0,)]
    downgrade(revision="0005")
    assert asked("SELECT subject_id, state FROM job WHERE kind = 'send_mail'") == [(2, "waiting")]
    upgrade(revision="0006")
    assert asked("SELECT id FROM message WHERE next_try_at IS NOT NULL") == [(2,)]


@pytest.mark.parametrize("over", ["sent_at", "failed_at"])
def test_what_is_over_is_never_due(empty: Flask, over: str) -> None:
    upgrade()
    with pytest.raises(Exception, match="over_is_not_due"):
        put([("message", {"id": 1, "subject": "x", "next_try_at": AT, over: AT, **PEOPLE})])
