"""Points that mean what a sentence says: asked for by a page, found by a worker, which alone has the model."""

from datetime import timedelta

from sqlalchemy import delete, select

from consult.analysis.models import SentenceSearch
from consult.core import clock
from consult.core.database import db
from consult.core.queue import queue
from consult.drafts.models import Guideline

LONGEST_SENTENCE = 500
KEPT = timedelta(days=30)
MEANING_JOB = "meaning"


def ask_by_meaning_of(guideline: Guideline, sentence: str) -> SentenceSearch:
    """The same sentence again is looked for again: there may be more points. What nobody asked for in a month goes."""
    old = (SentenceSearch.guideline_id == guideline.id, SentenceSearch.asked_at < clock.now() - KEPT)
    db.session.execute(delete(SentenceSearch).where(*old))
    text = sentence[:LONGEST_SENTENCE]
    same = (SentenceSearch.guideline_id == guideline.id, SentenceSearch.text == text)
    asked = db.session.scalars(select(SentenceSearch).where(*same)).one_or_none()
    if asked is None:
        asked = SentenceSearch(guideline=guideline, text=text)
        db.session.add(asked)
    asked.asked_at, asked.finished_at, asked.found = clock.now(), None, []
    db.session.flush()
    queue.add(MEANING_JOB, asked.id, guideline_id=guideline.id)
    return asked


def sentence_search_in(guideline: Guideline, asked_id: int) -> SentenceSearch | None:
    same = (SentenceSearch.id == asked_id, SentenceSearch.guideline_id == guideline.id)
    return db.session.scalars(select(SentenceSearch).where(*same)).one_or_none()
