"""A pack is made by a worker: it reads as it goes and writes once, at the end. Safe to run twice."""

import tempfile

from flask_babel import force_locale

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue
from consult.drafts.models import Draft
from consult.tracing.papers.actions import keep_pack
from consult.tracing.papers.pack import write_publication_pack
from consult.tracing.papers.queries import MAKE_PACK, last_entry


@queue.job(MAKE_PACK)
def make_publication_pack(draft_id: int, progress: ReportProgress) -> None:
    with tempfile.TemporaryFile() as file:
        with for_reading():
            draft = db.session.get_one(Draft, draft_id)
            now, language = clock.now(), draft.guideline.language
            up_to, _at = last_entry(draft.guideline)  # before anything is read: what comes meanwhile counts as later
            with force_locale(language):
                pack = write_publication_pack(draft, file, now, tell=progress)
            db.session.rollback()
        keep_pack(db.session.get_one(Draft, draft_id), file, pack, up_to=up_to, now=now)
        db.session.commit()
