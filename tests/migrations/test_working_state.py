"""0008: what the journal knew of drafts in work, reminders and mail stands in tables; the journal stays as it was."""

import json
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from consult.core.database import db
from tests.migrations.rows import AT, LATER, Row, but, put, rows_of


def entry(id_: int, verb: str, subject: str, subject_id: int, at: str = AT, **facts: object) -> Row:
    about = {"subject": subject, "subject_id": subject_id, "guideline_id": 1, "actor_id": 1}
    return "journal_entry", {"id": id_, "at": at, "verb": verb, **about, "facts": json.dumps(facts)}


BEFORE: list[Row] = [
    but("draft", 3, number=3, state="editing", published_at=None, based_on_id=2),
    but("wording", 3, draft_id=3),
    entry(11, "draft.prepared", "draft", 3, wordings={"1": 99}),
    entry(12, "draft.prepared", "draft", 3, at=LATER, wordings={"1": 3}),
    entry(13, "draft.prepared", "draft", 2, wordings={"1": 2}),
    entry(14, "commenters.told", "draft", 2, up_to=4, people=4),
    entry(15, "commenters.told", "draft", 2, up_to=7, people=3),
    entry(16, "ballot.reminded", "ballot", 1),
    entry(17, "ballot.reminded", "ballot", 1, at=LATER),
]


def asked(query: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_last_that_the_journal_said_is_what_the_tables_say(empty: Flask) -> None:
    upgrade(revision="0007")
    put([*rows_of("0001"), *BEFORE])
    journal = asked("SELECT id, verb FROM journal_entry ORDER BY id")
    upgrade(revision="0008")
    assert asked("SELECT draft_id, revision_id, wording_id FROM prepared_wording") == [(3, 1, 3)]
    assert asked("SELECT notified_up_to FROM draft ORDER BY id") == [(0,), (7,), (0,)]
    assert "2026-03-09" in str(asked("SELECT reminded_at FROM ballot")[0][0])
    assert asked("SELECT id, verb FROM journal_entry ORDER BY id") == journal
