"""Clauses, as the search finds them: one document for each wording."""

from typing import Any

from sqlalchemy import Row, Select, select

from consult.core.search.models import SearchKind
from consult.core.search.sources import Document, SearchSource, searched
from consult.drafts.models import Draft, Wording


def _rows() -> Select[Any]:
    columns: Any = (Wording.id, Wording.number, Wording.heading, Wording.text, Wording.language, Draft.guideline_id)
    return select(*columns).join(Draft, Draft.id == Wording.draft_id)


def _document(row: Row[Any]) -> Document:
    return Document(row.guideline_id, row.language, row.text, title=row.heading, number=row.number)


wordings = searched(SearchSource(SearchKind.CLAUSE, Wording, _rows, _document))
