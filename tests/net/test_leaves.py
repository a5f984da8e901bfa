"""What is committed to and written by statement, past the session, tells the log of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import consult
from consult.core.database import db
from consult.tracing.evidence.kinds import READ_KINDS

BY_STATEMENT = {"update", "delete", "insert", "insert_rows", "insert_missing", "update_rows", "delete_rows"}
TELLS = {"commit_written", "commit_removal", "commit_to_staged", "write_leaves"}
IN_WORK = "of a draft in work, which is nobody’s word yet"
EXCUSED = {
    ("publishing/draft_rows.py", "Lineage"): IN_WORK,
    ("publishing/draft_rows.py", "Wording"): IN_WORK,
    ("drafts/origins/actions.py", "Lineage"): IN_WORK,
    ("drafts/origins/actions.py", "Wording"): IN_WORK,
    ("analysis/themes/split.py", "Theme"): "the centre of a theme is no part of its leaf",
}


def written_by_statement() -> Iterator[tuple[str, str]]:
    """File and model, where the file tells the log of nothing."""
    models, home = {source.model.__name__ for source in READ_KINDS}, Path(consult.__file__).parent
    for path in sorted(home.rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        named = [(call.func.id, call) for call in calls if isinstance(call.func, ast.Name)]
        if TELLS & {name for name, _call in named}:
            continue
        for name, call in named:
            first = call.args[0] if call.args else None
            if name in BY_STATEMENT and isinstance(first, ast.Name) and first.id in models:
                yield path.relative_to(home).as_posix(), first.id


def test_each_statement_on_rows_that_have_leaves_tells_the_log_or_is_excused_with_a_reason() -> None:
    found = set(written_by_statement())
    assert found - EXCUSED.keys() == set()
    assert EXCUSED.keys() - found == set(), "an excuse that nothing needs any more"


def test_each_table_has_leaves_or_stands_in_the_list_of_what_has_none() -> None:
    text = (Path(consult.__file__).parents[1] / "docs" / "log.md").read_text("utf-8")
    listed = text.partition("## What has no leaf, and why")[2].partition("\n## ")[0]
    rows = [row.split("|")[2] for row in listed.split("\n") if row.startswith("|")]
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    with_leaves = {source.model.__tablename__ for source in READ_KINDS}
    assert len(told) == len(set(told))
    assert set(told) == set(db.metadata.tables) - with_leaves
