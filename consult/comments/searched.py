"""Comments, as the search finds them: what was sent and was not taken back, and who is shown as its author."""

from typing import Any

from sqlalchemy import Row, Select, case, func, select

from consult.comments.models import Comment
from consult.comments.rules import STANDING
from consult.consultations.models import Round
from consult.core.search.models import SearchKind
from consult.core.search.sources import Document, SearchSource, searched
from consult.drafts.models import Guideline

# What a page says of the author: no more may be found.
_NAMED = Comment.named & (Comment.author_name != "")
AUTHOR_SHOWN: Any = case((_NAMED, Comment.author_name + "\n" + Comment.organisation), else_="")
# Where it is not known, most likely that of the text.
LANGUAGE: Any = func.coalesce(func.nullif(Comment.language, ""), Guideline.language)


def _rows() -> Select[Any]:
    said = (Comment.reference, Comment.title, Comment.text, Comment.proposed_text)
    query = select(Comment.id, *said, AUTHOR_SHOWN.label("who"), LANGUAGE.label("language"), Round.guideline_id)
    query = query.join(Round, Round.id == Comment.round_id).join(Guideline, Guideline.id == Round.guideline_id)
    return query.where(Comment.state.in_(STANDING))


def _document(row: Row[Any]) -> Document:
    words = "\n".join(filter(None, (row.text, row.proposed_text)))
    return Document(row.guideline_id, row.language, words, title=row.title, number=row.reference, who=row.who)


comments = searched(SearchSource(SearchKind.COMMENT, Comment, _rows, _document))
