"""Work on the answers as it is told: how much is open and by when; and again before its day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.dates import written
from consult.core.templating import number
from consult.drafts.models import Guideline
from consult.responses.assignments.models import WorkAssignment
from consult.responses.assignments.queries import work_of
from consult.tracing.following.news import News
from consult.tracing.following.paces import NoticeKind

W = WorkAssignment
DUE = "work.due"  # what a reminder is about
SOON = timedelta(days=2)  # how long before its day whose work it is is reminded


def work_due_soon(now: datetime) -> Iterator[tuple[Guideline, News, datetime]]:
    """One reminder to each for all that is due on a day, of what is open still; and when that day is over."""
    first, last = now.date(), (now + SOON).date()
    soon = select(W.guideline_id).where(W.ended_at.is_(None), W.due_on >= first, W.due_on <= last).distinct()
    for guideline in db.session.scalars(select(Guideline).where(Guideline.id.in_(soon)).order_by(Guideline.id)):
        rows = work_of(guideline, W.due_on >= first, W.due_on <= last)
        whose = select(rows.c.due_on, rows.c.assignee_id).where(rows.c.open > 0).distinct()
        by_day: dict[date, set[int]] = {}
        for due_on, person in db.session.execute(whose):
            by_day.setdefault(due_on, set()).add(person)
        for day, people in sorted(by_day.items()):
            key = f"{DUE}:{guideline.id}:{day}"
            news = News(NoticeKind.WORK, DUE, "guideline", guideline.id, key, frozenset(people))
            yield guideline, news, datetime.combine(day + timedelta(days=1), time(), UTC)


def work_in_words(person: Person, guideline: Guideline, what: str) -> str:
    """What is open now of what they have, what of it is overdue, and the day that comes next; empty where nothing is
    open any more."""
    today = clock.now().date()
    rows = work_of(guideline, W.assignee_id == person.id)
    points, late, soon, next_day = db.session.execute(
        select(
            func.sum(rows.c.open),
            func.sum(rows.c.open).filter(rows.c.due_on < today),
            func.sum(rows.c.open).filter(rows.c.due_on >= today, rows.c.due_on <= today + SOON),
            func.min(rows.c.due_on).filter(rows.c.due_on >= today),
        ).where(rows.c.open > 0)
    ).one()
    if not points:
        return ""
    if what == DUE and soon:
        told = [_("Work on the answers that you have is due soon: %(points)s.", points=_open(int(soon)))]
    else:
        told = [_("Work on the answers was given to you: %(points)s.", points=_open(int(points)))]
    if late:
        told.append(ngettext("%(num)s is overdue.", "%(num)s are overdue.", int(late)))
    if next_day is not None:
        told.append(_("The next day is %(day)s.", day=written(next_day)))
    return " ".join(map(str, told))


def _open(points: int) -> str:
    return str(ngettext("%(n)s point open", "%(n)s points open", points, n=number(points)))
