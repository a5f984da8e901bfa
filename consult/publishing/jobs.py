"""After a publication: comments are carried to the new draft, then those whose clause changed are told."""

from datetime import timedelta

from consult.core import clock
from consult.core.database import db, for_reading
from consult.core.queue import Job, ReportProgress, State, queue
from consult.drafts.models import Draft
from consult.publishing.bulk_reanchoring import Carriage, tell_next
from consult.publishing.queries import CARRYING, carrying_job, drafts_to_carry_to, how_many_left

AT_ONCE = 2000  # comments in one transaction
MAILS_AT_ONCE = 20  # drawn up under the write lock, which others wait for
TRY_AGAIN = timedelta(hours=1)


@queue.job(CARRYING)
def carry_comments(draft_id: int, progress: ReportProgress) -> None:
    """Only comments without a fate in this draft are carried, so a second run goes on where the first one stopped."""
    with for_reading():
        draft = db.session.get_one(Draft, draft_id)
        total, carriage = how_many_left(draft), Carriage(draft)
        guideline_id = draft.guideline_id
        db.session.commit()
    last = done = 0
    while done < total:
        carried, last = carriage.carry_next(last, AT_ONCE)
        db.session.commit()
        if not carried:
            break
        done += carried
        progress("carrying comments", done / total)
    queue.add("tell_of_new_draft", draft_id, guideline_id=guideline_id)
    db.session.commit()


@queue.job("tell_of_new_draft")
def tell_of_new_draft(draft_id: int, progress: ReportProgress) -> None:
    told = 0
    while now_told := tell_next(db.session.get_one(Draft, draft_id), MAILS_AT_ONCE):
        db.session.commit()
        told += now_told
        progress(f"told {told} people", 0.5)
    db.session.commit()


@queue.sweep
def carry_what_is_left() -> None:
    """A comment sent after the publication, in a round that was still open, is carried too."""
    with for_reading():
        late = [(draft.id, draft.guideline_id) for draft in drafts_to_carry_to() if _may_start(carrying_job(draft))]
        db.session.commit()
    for draft_id, guideline_id in late:
        queue.add(CARRYING, draft_id, guideline_id=guideline_id)
    db.session.commit()


def _may_start(job: Job | None) -> bool:
    if job is None or job.state == State.DONE:
        return True
    return job.state == State.FAILED and clock.now() - job.created_at > TRY_AGAIN
