"""Every module of a stage has its layer: what no import contract lists has no room."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = {"nlp.__main__"}  # above all layers: a command


def listed() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return {
        f"{container}.{name}"
        for contract in contracts
        if contract["name"].startswith("Inside ")
        for container in contract["containers"]
        for layer in contract["layers"]
        for name in re.split(r"\s*[|:]\s*", layer)
    }


def there() -> set[str]:
    stages = [folder for folder in (ROOT / "consult").iterdir() if (folder / "__init__.py").exists()]
    files = [path for folder in [*stages, ROOT / "nlp"] for path in folder.rglob("*.py") if path.name != "__init__.py"]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files} - WITHOUT


def test_every_module_has_a_layer_and_every_layer_a_module() -> None:
    assert there() - listed() == set(), "say in pyproject.toml at which layer of its stage it stands"
    assert listed() - there() == set(), "gone: take it out of pyproject.toml"
