"""Once a minute: what happened since the last look becomes notices, and those that are due become mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db, for_reading
from consult.core.locking import alone
from consult.core.mail import outbox as mail
from consult.core.queue import queue
from consult.drafts.models import Guideline
from consult.tracing.following.actions import note_news, settle_notices
from consult.tracing.following.links import manage_token, unsubscribe_address
from consult.tracing.following.models import NoticeCursor
from consult.tracing.following.news import READ_VERBS, News, news_in
from consult.tracing.following.paces import OLD, NoticeKind
from consult.tracing.following.queries import due_notices_of, unsent_in_closing_rounds, whose_news_are_due
from consult.tracing.following.telling import UNSENT, NewsOfGuideline, told_to
from consult.tracing.following.work import work_due_soon

ENTRIES = 2000  # of the journal in one look
# A transaction that was long can commit an entry with a number that was passed already: what is younger is read again.
SETTLED = timedelta(minutes=5)
REST = timedelta(minutes=10)  # between two mails to one person
PEOPLE = 50  # that are written to in one look
LINES = 30  # in one mail; the page has all


@dataclass(frozen=True)
class NewsFound:
    """What one look came upon; plain values, for what was read is forgotten before anything is written."""

    news: Sequence[tuple[int, list[News], datetime | None]]  # guideline, what is news in it, when its round closes
    passed: int  # the entry that the next look begins after


@queue.sweep
def look_for_news() -> None:
    """Everything is read first, so that nobody waits; then what is new is written. The first look of an installation
    only says where the next one begins."""
    now = clock.now()
    with for_reading():
        found = _look(now) if _anything_new(now) else None
        db.session.rollback()
    if found is None:
        return
    alone("looking for news")
    for guideline_id, news, closes_at in found.news:
        note_news(guideline_id, news, closes_at=closes_at)
    cursor = db.session.get(NoticeCursor, 1, populate_existing=True)
    if cursor is None:
        db.session.add(NoticeCursor(id=1, entry_id=found.passed, looked_at=now))
    else:
        cursor.entry_id, cursor.looked_at = max(cursor.entry_id, found.passed), now
    db.session.commit()


def _anything_new(now: datetime) -> bool:
    cursor = db.session.get(NoticeCursor, 1)
    if cursor is None or now - cursor.looked_at >= SETTLED:
        return True
    newest = db.session.scalar(select(func.max(AuditEntry.id))) or 0
    return newest > cursor.entry_id or bool(_opened(cursor.looked_at, now))


def _look(now: datetime) -> NewsFound:
    cursor = db.session.get(NoticeCursor, 1)
    if cursor is None:
        return NewsFound([], db.session.scalar(select(func.max(AuditEntry.id))) or 0)
    since = select(AuditEntry).where(AuditEntry.id > cursor.entry_id).order_by(AuditEntry.id).limit(ENTRIES)
    entries = db.session.scalars(since).all()
    opened = _opened(cursor.looked_at, now)
    told = [entry for entry in entries if entry.verb in READ_VERBS and entry.at > now - OLD]
    found: list[tuple[int, list[News], datetime | None]] = []
    for guideline in _guidelines(told, opened):
        here = [entry for entry in told if entry.guideline_id == guideline.id]
        begun = [one for one in opened if one.guideline_id == guideline.id]
        found.append((guideline.id, news_in(guideline, here, begun), None))
    for round_, people in _unsent(now).items():
        reminder = f"{UNSENT}:{round_.id}:{round_.closes_at:%Y%m%dT%H%M}"
        news = News(NoticeKind.REMINDER, UNSENT, "round", round_.id, reminder, frozenset(people))
        found.append((round_.guideline_id, [news], round_.closes_at))
    found += [(guideline.id, [news], over) for guideline, news, over in work_due_soon(now)]
    passed = [entry.id for entry in entries if entry.at <= now - SETTLED]
    return NewsFound(found, max([cursor.entry_id, *passed]))


def _opened(after: datetime, now: datetime) -> Sequence[Round]:
    opened = (Round.opens_at > after, Round.opens_at <= now, Round.cancelled_at.is_(None), ~Round.practice)
    return db.session.scalars(select(Round).where(*opened).order_by(Round.id)).all()


def _guidelines(entries: Sequence[AuditEntry], opened: Sequence[Round]) -> Sequence[Guideline]:
    numbers = {entry.guideline_id for entry in entries} | {round_.guideline_id for round_ in opened}
    return db.session.scalars(select(Guideline).where(Guideline.id.in_(numbers - {None})).order_by(Guideline.id)).all()


def _unsent(now: datetime) -> dict[Round, set[int]]:
    found: dict[Round, set[int]] = {}
    for round_, person in unsent_in_closing_rounds(now):
        found.setdefault(round_, set()).add(person.id)
    return found


@queue.sweep
def mail_news() -> None:
    """One mail to each who has something to be told, in a transaction each; what it tells is settled with it."""
    now = clock.now()
    with for_reading():
        people = whose_news_are_due(now, now - REST)[:PEOPLE]
        db.session.rollback()
    for number in people:
        alone("looking for news")
        person = db.session.get(Person, number, populate_existing=True)
        if person is not None:
            tell_news(person, now)
        db.session.commit()


def tell_news(person: Person, now: datetime) -> None:
    """Everything that is due to them, in their language and zone. Where nothing is left to tell no mail is written."""
    notices = due_notices_of(person, now)
    reachable = person.confirmed_at is not None and person.suspended_at is None
    news = told_to(person, notices) if reachable else []
    told = [notice for of in news for line in of.lines for notice in line.notices]
    settle_notices(notices, told)
    if not news:
        return
    shown, more = _first_lines(news)
    kinds = {notice.kind for notice in told}
    values = {"person": person, "news": shown, "more": more, "lines": len(_all_lines(news))}
    stop, manage = unsubscribe_address(person, kinds), manage_token(person)
    links = {"stop": stop, "manage": manage}
    written = mail.post(person.email, "tracing/news", language=person.language, **values, **links)
    written.unsubscribe = stop


def _all_lines(news: Sequence[NewsOfGuideline]) -> list[object]:
    return [line for of in news for line in of.lines]


def _first_lines(news: Sequence[NewsOfGuideline]) -> tuple[list[NewsOfGuideline], int]:
    """As many as a mail holds, and how many more there are."""
    shown: list[NewsOfGuideline] = []
    left = LINES
    for of in news:
        if left > 0:
            shown.append(NewsOfGuideline(of.guideline, of.lines[:left]))
            left -= len(of.lines[:left])
    return shown, len(_all_lines(news)) - (LINES - left)
