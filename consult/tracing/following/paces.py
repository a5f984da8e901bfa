"""What is told, how soon, and when it is due. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from consult.core import clock

MORNING = time(8)  # when a day's news are mailed, in the reader's own zone
EVENING = time(20)  # a reminder waits for the morning after that
CLOSING_SOON = timedelta(days=2)  # how long before a round closes those with unsent drafts are reminded
OLD = timedelta(days=3)  # what is found later than that after it happened is no news


class NoticeKind(StrEnum):
    """What someone is told of, each at its own pace."""

    REPLY = "reply"
    ENDORSEMENT = "endorsement"
    ANSWER = "answer"
    OBJECTION = "objection"
    COMMENT = "comment"
    REVISION = "revision"
    BALLOT = "ballot"
    DRAFT = "draft"
    ROUND = "round"
    REMINDER = "reminder"
    WORK = "work"


# A guest has no drafts and no work: they are asked of four, each with the kinds that go with it.
GUEST_KINDS: Mapping[NoticeKind, tuple[NoticeKind, ...]] = {
    NoticeKind.ANSWER: (NoticeKind.ANSWER, NoticeKind.REPLY, NoticeKind.ENDORSEMENT, NoticeKind.OBJECTION),
    NoticeKind.DRAFT: (NoticeKind.DRAFT, NoticeKind.REVISION, NoticeKind.BALLOT),
    NoticeKind.COMMENT: (NoticeKind.COMMENT,),
    NoticeKind.ROUND: (NoticeKind.ROUND,),
}


class Pace(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


# Until someone says otherwise. A reminder cannot wait for a digest: it is given the right hour by itself.
DEFAULT_PACES: Mapping[NoticeKind, Pace] = {
    kind: Pace.AT_ONCE if kind in {NoticeKind.REMINDER, NoticeKind.OBJECTION, NoticeKind.WORK} else Pace.DAILY
    for kind in NoticeKind
}


def due_at(pace: Pace, now: datetime, zone: str) -> datetime | None:
    """When it is mailed; None for never."""
    if pace == Pace.NEVER:
        return None
    return now if pace == Pace.AT_ONCE else next_morning(now, zone)


def next_morning(now: datetime, zone: str) -> datetime:
    """The next eight o’clock of the zone. An hour that its clocks pass over is the one after it."""
    there = clock.zone(zone)
    local = now.astimezone(there)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, there).astimezone(UTC)


def reminder_due_at(now: datetime, zone: str, closes_at: datetime) -> datetime:
    """By day where they are, if the round is open then still."""
    local = now.astimezone(clock.zone(zone)).time()
    if MORNING <= local < EVENING:
        return now
    morning = next_morning(now, zone)
    return morning if morning < closes_at - timedelta(hours=2) else now
