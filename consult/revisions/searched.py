"""Revisions, as the search finds them: title, proposed words, reason, and the number of the clause."""

from typing import Any

from sqlalchemy import Row, Select, func, select

from consult.core.search.models import SearchKind
from consult.core.search.sources import Document, SearchSource, searched
from consult.drafts.models import Guideline, Wording
from consult.revisions.models import Revision


def _rows() -> Select[Any]:
    number: Any = func.coalesce(Wording.number, Revision.number).label("number")
    said = (Revision.title, Revision.proposed_text, Revision.rationale)
    query = select(Revision.id, *said, number, Revision.guideline_id, Guideline.language)
    query = query.join(Guideline, Guideline.id == Revision.guideline_id)
    return query.outerjoin(Wording, Wording.id == Revision.base_id)


def _document(row: Row[Any]) -> Document:
    words = "\n".join(filter(None, (row.proposed_text, row.rationale)))
    return Document(row.guideline_id, row.language, words, title=row.title, number=row.number)


revisions = searched(SearchSource(SearchKind.REVISION, Revision, _rows, _document))
