"""What stages let be found: each says which of its rows are documents, and what of them is looked through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select

from consult.core.database import Model
from consult.core.search.models import FIRST_ID, SearchKind, scope_of
from consult.core.search.tokens import tokens_of

# Tokens of each column. A tsvector holds 16,383 places; with these there is room between the columns for each.
MOST = {"title": 800, "number": 200, "who": 400, "body": 14_000}


@dataclass(frozen=True)
class Document:
    """One row as words. `language`: of title and body, two letters; None where it is not known."""

    guideline_id: int
    language: str | None
    body: str
    title: str = ""
    number: str = ""  # what is printed to name it
    who: str = ""
    part_of_id: int | None = None

    def tokens(self) -> dict[str, str]:
        """By column, as the index holds them."""
        return {
            name: " ".join(token.text for token in tokens_of(getattr(self, name), self.language)[:most])
            for name, most in MOST.items()
        }


@dataclass(frozen=True)
class SearchSource:
    """One kind of document. `rows` selects those that can be found, with the columns that `document` reads, and `id`.

    `part_of`: another kind, and the column that names its row; they are read again when that one changes. `held`:
    other models whose rows say whether it can be found.
    """

    kind: SearchKind
    model: type[Model]
    rows: Callable[[], Select[Any]]
    document: Callable[[Row[Any]], Document]
    part_of: tuple[SearchKind, Any] | None = None
    held: tuple[type[Model], ...] = ()

    @property
    def id(self) -> Any:
        (key,) = self.model.__table__.primary_key
        return key

    def entry(self, row: Row[Any]) -> dict[str, Any]:
        document = self.document(row)
        facts = {"kind": self.kind, "guideline_id": document.guideline_id, "part_of_id": document.part_of_id}
        scope = scope_of(document.guideline_id, self.kind)
        return {"id": FIRST_ID[self.kind] + row.id, **facts, "scope": scope, **document.tokens()}


sources: dict[SearchKind, SearchSource] = {}


def searched(source: SearchSource) -> SearchSource:
    """Register a kind of document, once."""
    if sources.setdefault(source.kind, source) is not source:
        raise ValueError(f"Two sources of {source.kind}: one of them would never be read.")
    return source
