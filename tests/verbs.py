"""The verbs that the code records, read from its syntax tree: by name, by a wrapper's argument, by a table."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "consult"


WRITERS = ("record", "record_change")  # of the journal; and of what is noted beside it for its undoing


class Unreadable(AssertionError):
    """A verb that cannot be read from the source: write it out, or take it from a table of the module."""


def recorded_verbs() -> set[str]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.rglob("*.py")}
    return {verb for path, tree in trees.items() for verb in verbs_in(tree, path.as_posix())}


def verbs_in(tree: ast.Module, where: str = "") -> Iterator[str]:
    """Verbs given to a writer of the journal in this module."""
    if not any(
        alias.name in WRITERS
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("consult.")
        for alias in node.names
    ):
        return
    for function in functions(tree):
        for call in (call for writer in WRITERS for call in calls(function, writer)):
            found = set(_words(call.args[0], function, tree))
            if not found:
                raise Unreadable(f"{where}:{call.lineno}")
            yield from found


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name]


def _words(said: ast.expr, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    elif isinstance(said, ast.IfExp):
        yield from _words(said.body, function, tree)
        yield from _words(said.orelse, function, tree)
    elif isinstance(said, ast.Subscript) and isinstance(said.value, ast.Name):
        yield from _in_table(said.value.id, tree)
    elif isinstance(said, ast.Name):
        yield from _named(said.id, function, tree)


def _in_table(name: str, tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if getattr(target, "id", "") == name and isinstance(getattr(node, "value", None), ast.Dict):
            yield from (value.value for value in node.value.values if isinstance(value, ast.Constant))  # type: ignore[attr-defined]


def _named(name: str, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """What a local name was set to; of a parameter, what the module's callers give for it."""
    parameters = [parameter.arg for parameter in function.args.args]
    if name in parameters:
        place = parameters.index(name)
        for caller in functions(tree):
            for call in calls(caller, function.name):
                yield from _words(call.args[place], caller, tree)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            yield from _words(node.value, function, tree)
