"""0009: what the journal knew of changes to themes and points, and of their undoing, stands in a table."""

import json
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from tests.migrations.rows import AT, LATER, Row, put, rows_of
from tests.migrations.test_working_state import asked


def entry(id_: int, verb: str, subject: str, subject_id: int, *, actor: int | None = 1, **facts: object) -> Row:
    about = {"subject": subject, "subject_id": subject_id, "guideline_id": 1, "actor_id": actor}
    return "journal_entry", {"id": id_, "at": LATER, "verb": verb, **about, "facts": json.dumps(facts)}


BEFORE: list[Row] = [
    entry(21, "theme.founded", "theme", 1, label="Faces"),
    entry(22, "theme.points_filed", "theme", 1, points=[1], label="Faces", founding=21),
    entry(23, "point.filed", "point", 1, theme=1, was=[{"theme": 2, "p": 0.5, "by": None, "at": AT}], act=22),
    entry(24, "point.put_back", "point", 1, of=23),
    entry(25, "theme.followed", "theme", 1, actor=None, points=[1]),
    entry(26, "theme.parted", "theme", 1, was_in=2, of=None),
    entry(27, "theme.renamed", "theme", 999, actor=998, was="Old", was_by=None, label="New"),  # of a theme that is gone
    entry(28, "theme.undone", "theme", 999, of=27, undid="theme.renamed"),
    entry(29, "answer.given_here", "theme", 1, points=[1]),  # no change of the theme
    entry(30, "draft.prepared", "draft", 1),
]


def plain(facts: Any) -> Any:
    return json.loads(facts) if isinstance(facts, str) else facts


def test_changes_and_what_was_undone_come_from_the_journal_which_stays(empty: Flask) -> None:
    upgrade(revision="0008")
    put([*rows_of("0001"), *BEFORE])
    journal = asked("SELECT id, verb, facts FROM journal_entry ORDER BY id")
    upgrade(revision="0009")
    links = "SELECT entry_id, subject, subject_id, by_id, undoes_id, part_of_id FROM curation_change"
    assert asked(f"{links} ORDER BY entry_id") == [
        (21, "theme", 1, 1, None, None),
        (22, "theme", 1, 1, None, 21),
        (23, "point", 1, 1, None, 22),
        (24, "point", 1, 1, 23, None),
        (25, "theme", 1, None, None, None),
        (26, "theme", 1, 1, None, None),
        (27, "theme", 999, None, None, None),
        (28, "theme", 999, 1, 27, None),
    ]
    facts = {number: plain(said) for number, said in asked("SELECT entry_id, facts FROM curation_change")}
    assert facts[23] == {"theme": 1, "was": [{"theme": 2, "p": 0.5, "by": None, "at": AT}]}
    assert (facts[24], facts[27]) == ({}, {"was": "Old", "was_by": None, "label": "New"})
    assert "2026-03-09" in str(asked("SELECT at FROM curation_change WHERE entry_id = 21")[0][0])
    assert asked("SELECT id, verb, facts FROM journal_entry ORDER BY id") == journal
