"""The tail is bounded: no file, function or template grows past what one can hold in mind."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = {"*.py": 500, "*.html": 150, "*.css": 200, "*.js": 100}
# A stranger takes this one file out of an evidence pack and runs it without anything else: it cannot be two.
# The journal's vocabulary is one list, and an enumeration stands in one place.
ONE_BY_PROMISE = {
    ROOT / "consult" / "tracing" / "evidence" / "check.py": 790,
    ROOT / "consult" / "core" / "verbs.py": 600,
}


def files(*folders: str, pattern: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob(pattern))]


@pytest.mark.parametrize(
    ("pattern", "folders"),
    [
        ("*.py", ("consult", "nlp", "tests", "benchmarks")),
        ("*.html", ("templates",)),
        ("*.css", ("static",)),
        ("*.js", ("static",)),
    ],
)
def test_no_file_is_too_long(pattern: str, folders: tuple[str, ...]) -> None:
    found = [
        (path, length(path), ONE_BY_PROMISE.get(path, LINES[pattern])) for path in files(*folders, pattern=pattern)
    ]
    long = {str(path.relative_to(ROOT)): lines for path, lines, most in found if lines > most}
    assert not long


def test_models_and_views_are_shorter_still() -> None:
    named = [p for name in ("models.py", "*views.py") for p in files("consult", pattern=name)]
    assert not {str(p.relative_to(ROOT)): n for p in named if (n := length(p)) > 250}


def test_no_function_is_too_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in files("consult", "nlp", pattern="*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert not long


def test_no_line_of_a_template_is_too_wide() -> None:
    """140 columns; a message stands whole in its line, however long it is."""
    wide = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files("templates", pattern="*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 140 and len(line) - longest_message(line) > 100
    ]
    assert not wide


def longest_message(line: str) -> int:
    return max((len(found) for found in re.findall(r"\"[^\"]*\"|'[^']*'", line)), default=0)


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
