"""One word, one thing: a class has its name for itself, a public function nearly always, and somebody uses it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("consult", "nlp")
MOST_REUSED = 0.01  # of function names
CEILING = 20  # modules a folder


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def definitions() -> Iterator[tuple[Path, ast.ClassDef | ast.FunctionDef]]:
    for path in sources(*FOLDERS):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield path, node


def is_registered(node: ast.FunctionDef) -> bool:
    """Pages and commands are known by blueprint or group: `publishing.publish`, `consult draft import`."""
    return any(
        re.search(r"\.(route|get|post|command|group)\b|click\.", ast.unparse(made)) for made in node.decorator_list
    )


def test_a_class_name_stands_once() -> None:
    places = defaultdict(list)
    for path, node in definitions():
        if isinstance(node, ast.ClassDef):
            places[node.name].append(str(path.relative_to(ROOT)))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_hardly_any_function_name_stands_twice() -> None:
    places = defaultdict(list)
    for path, node in definitions():
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not is_registered(node):
            places[node.name].append(str(path.relative_to(ROOT)))
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert len(twice) <= MOST_REUSED * len(places), twice


def test_no_folder_is_crowded() -> None:
    folders = {path.parent for path in sources(*FOLDERS)}
    crowded = {str(f.relative_to(ROOT)): n for f in folders if (n := len(list(f.glob("*.py")))) > CEILING}
    assert not crowded


def test_what_is_public_is_used_by_more_than_tests() -> None:
    """A function that only tests call is no part of the product: delete it, or use it."""
    texts = {path: path.read_text(encoding="utf-8") for path in sources(*FOLDERS, "benchmarks", "migrations")}
    texts |= {
        path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()
    }
    words = defaultdict(int)
    for text in texts.values():
        for word in re.findall(r"\w+", text):
            words[word] += 1
    unused = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, node in definitions()
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not node.decorator_list
        and words[node.name] == 1
    ]
    assert not unused


def test_the_glossary_names_what_there_is() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    classes = {node.name for _path, node in definitions() if isinstance(node, ast.ClassDef)}
    named = {name for words in re.findall(r"`([^`]+)`", glossary) for name in re.findall(r"\b([A-Z][a-z]\w+)", words)}
    assert named - classes == set()


def test_the_glossary_names_modules_that_are_there() -> None:
    """A module, or a name in one: `drafts.text_diff`, `core.locking.enforce_base_version`."""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+(?:\.\w+)+)`", glossary))
    assert len(named) > 80
    assert {name for name in named if not _is_there(name)} == set()


def _is_there(name: str) -> bool:
    top, _dot, last = name.rpartition(".")
    folders = (ROOT, ROOT / "consult")
    whole = [folder.joinpath(*name.split(".")) for folder in folders]
    if any(path.is_dir() or path.with_suffix(".py").exists() for path in whole):
        return True
    above = [folder.joinpath(*top.split(".")) for folder in folders]
    texts = [path.with_suffix(".py") for path in above] + [text for path in above for text in path.glob("*.py")]
    return any(re.search(rf"\b{last}\b", text.read_text(encoding="utf-8")) for text in texts if text.exists())
