"""What changes about following: begun, ended, paced; news noted, and settled."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.drafts.models import Guideline
from consult.tracing.following.models import Follow, FollowedKind, FollowerNotice, NoticePreference
from consult.tracing.following.news import News
from consult.tracing.following.paces import NoticeKind, Pace, due_at, reminder_due_at
from consult.tracing.following.queries import can_be_written_to, follow_of, paces_of_people

AT_ONCE = 500  # people or rows in one statement


def add_follow(person: Person, guideline: Guideline, kind: FollowedKind, number: int) -> None:
    """Twice is once. What someone follows is nobody else's matter: the record says nothing of it."""
    if follow_of(person, kind, number) is None:
        given = {"person_id": person.id, "guideline_id": guideline.id, "subject": kind, "subject_id": number}
        db.session.add(Follow(**given, at=clock.now()))
        db.session.flush()


def unfollow(person: Person, kind: FollowedKind, number: int) -> None:
    found = follow_of(person, kind, number)
    if found is not None:
        db.session.delete(found)


def set_pace(person: Person, kind: NoticeKind, pace: Pace) -> None:
    """From now on. What waits and is to be told never any more is settled."""
    own = (NoticePreference.person_id == person.id, NoticePreference.kind == kind)
    chosen = db.session.scalars(select(NoticePreference).where(*own)).one_or_none()
    if chosen is None:
        db.session.add(NoticePreference(person_id=person.id, kind=kind, pace=pace))
    else:
        chosen.pace = pace
    if pace == Pace.NEVER:
        waiting = (FollowerNotice.person_id == person.id, FollowerNotice.kind == kind)
        for notice in db.session.scalars(select(FollowerNotice).where(*waiting, FollowerNotice.due_at.is_not(None))):
            notice.due_at = None


def note_news(guideline_id: int, found: Iterable[News], *, closes_at: datetime | None = None) -> int:
    """A notice for each person who wants to know, once; how many were new. `closes_at` is of what they are reminded."""
    now, every = clock.now(), {(number, news.key): news for news in found for number in sorted(news.people)}
    numbers = sorted({number for number, _key in every})
    written = 0
    for start in range(0, len(numbers), AT_ONCE):
        cut = numbers[start : start + AT_ONCE]
        theirs = {pair: news for pair, news in every.items() if pair[0] in set(cut)}
        rows = _rows(guideline_id, theirs, cut, now, closes_at)
        if rows:
            db.session.execute(insert(FollowerNotice), rows)
        written += len(rows)
    return written


def _rows(
    guideline_id: int, every: dict[tuple[int, str], News], cut: Sequence[int], now: datetime, closes_at: datetime | None
) -> list[dict[str, object]]:
    reachable = select(Person.id, Person.timezone).where(Person.id.in_(cut), *can_be_written_to())
    zones = dict(db.session.execute(reachable).all())
    known = _known(cut, {key for _number, key in every})
    paces = paces_of_people(cut)
    rows: list[dict[str, object]] = []
    for (number, key), news in every.items():
        if (number, key) in known or number not in zones:
            continue
        due = due_at(paces[number][news.kind], now, zones[number])
        if due is not None and closes_at is not None:
            due = reminder_due_at(now, zones[number], closes_at)
        said = {"kind": news.kind, "what": news.what, "subject": news.subject, "subject_id": news.subject_id}
        rows.append({"person_id": number, "guideline_id": guideline_id, **said, "key": key, "at": now, "due_at": due})
    return rows


def _known(people: Collection[int], keys: Collection[str]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    every = sorted(keys)
    for start in range(0, len(every), AT_ONCE):
        same = (FollowerNotice.person_id.in_(people), FollowerNotice.key.in_(every[start : start + AT_ONCE]))
        found |= set(db.session.execute(select(FollowerNotice.person_id, FollowerNotice.key).where(*same)))
    return found


def settle_notices(notices: Iterable[FollowerNotice], mailed: Collection[FollowerNotice]) -> None:
    """What was mailed, and what nothing is left to tell of: neither is due again."""
    now, sent = clock.now(), {notice.id for notice in mailed}
    for notice in notices:
        notice.due_at = None
        notice.mailed_at = now if notice.id in sent else None


def forget_following_of(person: Person) -> None:
    """Whoever is erased follows nothing, and nothing says what they were told."""
    for kept in (Follow, NoticePreference, FollowerNotice):
        db.session.execute(delete(kept).where(kept.person_id == person.id))
