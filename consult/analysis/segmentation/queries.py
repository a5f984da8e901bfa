"""Cuts that people made, as they count: each for the text that it was made for."""

from collections.abc import Mapping

from sqlalchemy import select

from consult.analysis.segmentation.segments import Spans, spans_from, text_digest_of
from consult.analysis.segmentation_models import HandCut
from consult.comments.models import Comment
from consult.core.bulk_sql import rows_where
from consult.core.database import db
from consult.core.request_memo import once_a_page


@once_a_page
def hand_cut_of(comment: Comment) -> HandCut | None:
    """The one that counts: made for the text as it reads now."""
    cut = db.session.scalars(select(HandCut).where(HandCut.comment_id == comment.id)).one_or_none()
    return cut if cut is not None and cut.starts is not None and cut.digest == text_digest_of(comment.text) else None


def cuts_of(texts: Mapping[int, str]) -> dict[int, Spans]:
    """The points of those comments that people cut, and whose text is still the one that they cut."""
    kept = select(HandCut.comment_id, HandCut.digest, HandCut.starts)
    return {
        row.comment_id: spans_from(texts[row.comment_id], row.starts)
        for row in rows_where(kept, HandCut.comment_id, list(texts))
        if row.starts is not None and row.digest == text_digest_of(texts[row.comment_id])
    }
