"""The verbs that the code records, read from its syntax tree: by name, by a wrapper's argument, by a table.

And the facts: whatever a test records must be what the verb declares.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event

from consult.core.audit_log import AuditEntry
from consult.core.verbs import Verb
from consult.tracing.record.entry_texts import KNOWN, names_in

SOURCES = Path(__file__).resolve().parents[1] / "consult"


# Of the journal; and of what is noted beside it for its undoing.
WRITERS = ("record", "record_change", "record_changes")


ALWAYS_THERE = {"thing", "outcome"}  # names that a sentence finds without a fact
NO_FACTS = {"by", "guideline_id"}  # of the writers' own arguments


@event.listens_for(AuditEntry, "init")
def facts_are_as_declared(_entry: AuditEntry, _args: Any, given: dict[str, Any]) -> None:
    """In every test that records something: no fact that the verb does not declare, none missing that it says."""
    if (verb := KNOWN.get(given["verb"])) is not None:
        facts = given["facts"].keys()
        assert facts <= verb.facts, f"{verb}: declare in core/verbs.py {facts - verb.facts}"
        missing = names_in(str(verb.sentence)) - ALWAYS_THERE - facts
        assert not missing, f"{verb}: its sentence says {missing}"


def undeclared_facts() -> list[str]:
    """Of the calls that name their verb and their facts themselves."""
    return [
        f"{path.as_posix()}:{call.lineno}: {keyword.arg}"
        for path in SOURCES.rglob("*.py")
        for writer in WRITERS
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), writer)
        if call.args and isinstance(call.args[0], ast.Attribute)
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in Verb[call.args[0].attr].facts | NO_FACTS
    ]


class Unreadable(AssertionError):
    """A verb that cannot be read from the source: write it out, or take it from a table of the module."""


def recorded_verbs() -> set[Verb]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.rglob("*.py")}
    return {verb for path, tree in trees.items() for verb in verbs_in(tree, path.as_posix())}


def verbs_in(tree: ast.Module, where: str = "") -> Iterator[Verb]:
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


def _words(said: ast.expr, function: ast.FunctionDef, tree: ast.Module) -> Iterator[Verb]:
    if isinstance(said, ast.Attribute) and getattr(said.value, "id", "") == "Verb":
        yield Verb[said.attr]
    elif isinstance(said, ast.IfExp):
        yield from _words(said.body, function, tree)
        yield from _words(said.orelse, function, tree)
    elif isinstance(said, ast.Subscript) and isinstance(said.value, ast.Name):
        yield from _in_table(said.value.id, tree)
    elif isinstance(said, ast.Name):
        yield from _named(said.id, function, tree)


def _in_table(name: str, tree: ast.Module) -> Iterator[Verb]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if getattr(target, "id", "") == name and isinstance(getattr(node, "value", None), ast.Dict):
            yield from (Verb[value.attr] for value in node.value.values if isinstance(value, ast.Attribute))  # type: ignore[attr-defined]


def _named(name: str, function: ast.FunctionDef, tree: ast.Module) -> Iterator[Verb]:
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
