"""Only edges commit; every module says what it is for; every setting is in the README."""

import ast
import re
from pathlib import Path

from consult.settings import describe

ROOT = Path(__file__).resolve().parents[2]
# Who may end a transaction: pages, the API, jobs, commands; the queue and the limits' sweep are edges of their own,
# and the demo is built in steps, each a piece of work by itself.
EDGES = re.compile(r"(views|api|jobs|cli)\.py$")
ALSO_EDGES = {
    "consult/accounts/access_log/recording.py",  # before a page or file is handed out, in a view's place
    "consult/core/database.py",  # notes what a page showed, in a transaction of its own, if nobody else writes
    "consult/analysis/kept/reports.py",  # keeps what was counted, in a transaction of its own
    "consult/core/carriers/procrastination.py",
    "consult/core/queue.py",
    "consult/core/search/index.py",  # its job, its sweep, and rebuilding, portion by portion
    "consult/core/mail/outbox.py",
    "consult/core/mail/post_office.py",
    "consult/core/security/rate_limit.py",
}


def modules() -> list[Path]:
    return sorted((ROOT / "consult").rglob("*.py")) + sorted((ROOT / "nlp").rglob("*.py"))


def test_only_edges_commit() -> None:
    committing = [
        str(path.relative_to(ROOT))
        for path in modules()
        if ".commit()" in path.read_text(encoding="utf-8")
        and not EDGES.search(path.name)
        and path.parent.name != "demo"
    ]
    assert set(committing) <= ALSO_EDGES


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(p.relative_to(ROOT)) for p in modules() if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert not silent


def test_rules_know_neither_the_request_nor_the_session() -> None:
    for path in modules():
        if path.name == "rules.py":
            text = path.read_text(encoding="utf-8")
            assert "from flask import" not in text, path
            assert "db.session" not in text, path


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name, _default, says in describe() if f"`{name}`" not in readme or says not in readme]
    assert not missing


def test_the_journal_is_written_by_every_stage_and_read_by_tracing_alone() -> None:
    """What happens next never depends on an entry: working state has tables of its own."""
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "consult").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "AuditEntry"
        if path.relative_to(ROOT).parts[1] != "tracing"
    }
    assert readers == {
        "consult/core/audit_log.py",  # its model
        "consult/core/security/event_log.py",  # passes entries on to the operator's log as they are written
        "consult/analysis/theme_models.py",  # a change has its entry's number
    }
