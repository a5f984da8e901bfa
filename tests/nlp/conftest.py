"""Real proposals, one encoder for the whole run, and one analysis that many tests look at."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from nlp import Category, Result, Text, analyse
from nlp.embedding.encoder import SentenceEncoder

DATA = Path(__file__).parent / "data"


@dataclass
class Shelf:
    """A vector store that remembers what was asked and what was put."""

    kept: dict[str, Any] = field(default_factory=dict)
    put: int = 0

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def put_many(self, vectors: Mapping[str, Any]) -> None:
        self.put += len(vectors)
        self.kept.update(vectors)


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / "proposals.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def texts(rows: list[dict[str, str]]) -> list[Text]:
    return [Text(row["id"], row["text"]) for row in rows]


@pytest.fixture(scope="session")
def frames(rows: list[dict[str, str]]) -> list[Category]:
    titles = sorted({row["section"] for row in rows})
    return [Category(f"S{number}", title) for number, title in enumerate(titles)]


@pytest.fixture(scope="session")
def result(texts: list[Text], frames: list[Category], encoder: SentenceEncoder, shelf: Shelf) -> Result:
    return analyse(texts, frames, embedder=encoder, vectors=shelf)
