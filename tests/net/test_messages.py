"""Messages are collected from the sources: a call that the collector cannot see stays English in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
GETTEXT = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext", "pgettext", "_n"}


def modules() -> list[Path]:
    return sorted((ROOT / "consult").rglob("*.py"))


def hidden_messages(tree: ast.AST) -> Iterator[int]:
    """Lines of gettext calls that the collector does not find: inside an f-string, or of words made while running."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in GETTEXT and "babel" in (node.module or "")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (call.lineno for call in calls_of(node, names))
    for call in calls_of(tree, names):
        words = call.args[:2] if "ngettext" in call.func.id else call.args[:1]  # type: ignore[attr-defined]
        if not all(isinstance(said, ast.Constant) and isinstance(said.value, str) for said in words):
            yield call.lineno


def calls_of(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def test_no_message_hides_in_an_f_string_or_is_made_while_running() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line in hidden_messages(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not hidden


def test_no_message_of_a_template_is_made_while_running() -> None:
    env = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "templates").rglob("*.*")
        for call in env.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call)
        if getattr(call.node, "name", "") in GETTEXT
        and not all(isinstance(said, nodes.Const) for said in call.args[: 1 + (call.node.name == "ngettext")])  # type: ignore[attr-defined]
    ]
    assert not hidden


@pytest.mark.parametrize(
    "source", ["f\"{_('Here')}\"", 'f\'{ngettext("one", "many", n)}\'', "_(f'{n} points')", "_(words)"]
)
def test_such_calls_are_found(source: str) -> None:
    imports = "from flask_babel import gettext as _, ngettext\n"
    assert list(hidden_messages(ast.parse(imports + source)))


def test_what_the_collector_finds_is_left_alone() -> None:
    source = "from flask_babel import gettext as _\nsaid = _('Nothing was %(what)s.', what=f'{n}')\nmore = f'{said}.'"
    assert not list(hidden_messages(ast.parse(source)))
