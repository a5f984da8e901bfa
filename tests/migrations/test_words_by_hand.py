"""Words edited by hand, and what published drafts were prepared from, come from the journal, which stays."""

from flask import Flask
from flask_migrate import upgrade

from tests.migrations.rows import Row, put, rows_of
from tests.migrations.test_curation_changes import entry
from tests.migrations.test_working_state import asked

NEW = {"wording_edit", "publication_override", "omitted_revision"}
BEFORE: list[Row] = [
    entry(21, "wording.edited", "wording", 2, text="Words once."),
    entry(22, "wording.edited", "wording", 2, actor=998, text="Words twice."),  # by someone who is gone
    entry(23, "wording.edited", "wording", 999, text="Words of a draft that was prepared again."),
    entry(24, "draft.prepared", "draft", 2, wordings={"1": 2, "999": 2}),
    entry(25, "draft.prepared", "draft", 999, wordings={"1": 2}),
]


def test_edits_and_what_was_prepared_come_from_the_journal(empty: Flask) -> None:
    upgrade(revision="0014")
    put([*(row for row in rows_of("0015") if row[0] not in NEW), *BEFORE])
    upgrade(revision="0015")
    assert asked("SELECT wording_id, was, text, reason, by_id FROM wording_edit ORDER BY id") == [
        (2, "", "Words once.", "", 1),
        (2, "Words once.", "Words twice.", "", None),
    ]
    assert asked("SELECT draft_id, revision_id, wording_id FROM prepared_wording") == [(2, 1, 2)]
