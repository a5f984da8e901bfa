"""Work on answers that outlasts a request: writing to those who commented."""

from consult.accounts.models import Person
from consult.core.database import db, for_reading
from consult.core.queue import ReportProgress, queue
from consult.drafts.models import Guideline
from consult.responses.actions import take_answer_along
from consult.responses.notifications import TELL, authors_to_tell, news_for, tell_author
from consult.responses.queries import answers_to_take_along

AT_ONCE = 10  # people a transaction: their mail is drawn up under the write lock, which others wait for


@queue.job(TELL)
def send_answer_notices(guideline_id: int, progress: ReportProgress) -> None:
    """Write to everyone with news. Run twice it writes nothing more: what was told is noted with the mail."""
    with for_reading():
        guideline = db.session.get_one(Guideline, guideline_id)
        authors = authors_to_tell(guideline)
        db.session.rollback()
    for start in range(0, len(authors), AT_ONCE):
        progress("writing", start / len(authors))
        for author_id, news in news_for(guideline, authors[start : start + AT_ONCE]).items():
            tell_author(guideline, db.session.get_one(Person, author_id), news)
        db.session.commit()


@queue.sweep
def take_answers_along() -> None:
    """What was split off from an answered theme keeps the answer, until someone gives it another."""
    with for_reading():
        waiting = bool(answers_to_take_along())
        db.session.rollback()
    if waiting:
        for theme, given in answers_to_take_along():
            take_answer_along(theme, given)
        db.session.commit()
