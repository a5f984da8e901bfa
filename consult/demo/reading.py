"""The demo's data files as plain values. Pure."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CITIES = DATA / "smart-cities"
REPUBLIQUE = DATA / "republique-numerique"
PILLARS = ("SP", "SR", "CP", "HR", "GR", "DI", "DL", "BF")


def city_file(name: str) -> Any:
    return json.loads((CITIES / name).read_text(encoding="utf-8"))


def city_text(name: str) -> str:
    return (CITIES / name).read_text(encoding="utf-8")


def city_rows(name: str) -> list[dict[str, str]]:
    with (CITIES / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def city_pillars() -> list[dict[str, Any]]:
    return [city_file(f"clauses/{code}.json") for code in PILLARS]


def city_comments() -> list[dict[str, Any]]:
    """600 comments in the order of the pillars, 40 copies of one letter, 20 that ask what one of the 600 asks."""
    files = [CITIES / "comments" / f"{name}.jsonl" for name in (*PILLARS, "campaign", "alike")]
    return [row for file in files for row in jsonl_rows(file)]


def opinions() -> list[dict[str, Any]]:
    return list(jsonl_rows(REPUBLIQUE / "opinions.jsonl.gz"))


def arguments() -> list[dict[str, Any]]:
    return list(jsonl_rows(REPUBLIQUE / "arguments.jsonl.gz"))


def jsonl_rows(path: Path) -> Iterator[dict[str, Any]]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return (json.loads(line) for line in text.decode("utf-8").split("\n") if line)
