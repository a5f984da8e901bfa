"""Every kind of work that is put in the queue is done by somebody, and every job there is can be asked for."""

import ast
import re
from pathlib import Path

from flask import Flask

import consult.cli  # noqa: F401 - registers the jobs, as a worker does
from consult.core.queue import queue
from consult.tracing.background_jobs.labels import JOB_KIND_NAMES

ROOT = Path(__file__).resolve().parents[2]


def kind_of(argument: ast.expr) -> str:
    """A word, or the name of a constant that holds one."""
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    name = ast.unparse(argument)
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "consult").rglob("*.py"))
    given = {found for text in texts for found in re.findall(rf'^{name} = "([\w.]+)"', text, re.MULTILINE)}
    return given.pop() if len(given) == 1 else name


def asked_for() -> dict[str, str]:
    """Kinds named in `queue.add("kind", …)`, with a place where each is."""
    kinds = {}
    for path in sorted((ROOT / "consult").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add"):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "queue" and node.args:
                kinds[kind_of(node.args[0])] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return kinds


def test_every_kind_that_is_asked_for_has_a_worker(sqlite_app: Flask) -> None:
    assert asked_for(), "nothing is put in the queue: this test reads the wrong calls"
    assert not {kind: place for kind, place in asked_for().items() if kind not in queue.kinds}


def test_every_worker_is_asked_for(sqlite_app: Flask) -> None:
    assert set(queue.kinds) <= set(asked_for())


def test_every_kind_has_a_name_for_people() -> None:
    assert set(queue.kinds) == set(JOB_KIND_NAMES)


def test_what_excludes_each_other_is_known_to_whoever_asks_for_it() -> None:
    """The lock is written with the job, by a process that need not be able to do it."""
    assert queue.alone
    assert queue.alone <= set(queue.kinds)
