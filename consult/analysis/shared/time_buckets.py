"""Even periods of time, named by a pair of days in an address. Pure but for names."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Self

from flask_babel import gettext as _

from consult.core.i18n.dates import written

MOST = 14  # periods that a table can hold
_STEPS = (1, 2, 7, 14, 28, 91, 182, 364)  # days


class TimeBucket(NamedTuple):
    """From the start of one day to the start of another, in UTC."""

    start: date
    end: date

    @classmethod
    def of(cls, word: str) -> Self | None:
        """What an address names as "2026-06-01..2026-07-01"; None if it names nothing."""
        try:
            start, end = (date.fromisoformat(day) for day in word.split(".."))
        except ValueError:
            return None
        return cls(start, end) if start < end else None

    @property
    def key(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def since(self) -> datetime:
        return datetime.combine(self.start, datetime.min.time(), UTC)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.end, datetime.min.time(), UTC)

    @property
    def name(self) -> str:
        """Its days, the last one included."""
        last = self.end - timedelta(days=1)
        if last == self.start:
            return written(self.start)
        text: str = _("%(first)s to %(last)s", first=written(self.start, "d MMM"), last=written(last))
        return text


def periods(first: datetime, last: datetime) -> list[date]:
    """The days between which periods lie, the shortest periods that give a table no more than it can hold."""
    start, end = first.astimezone(UTC).date(), last.astimezone(UTC).date() + timedelta(days=1)
    days = (end - start).days
    step = next((step for step in _STEPS if days <= step * MOST), -(-days // MOST))
    count = -(-days // step)
    return [start + timedelta(days=step * turn) for turn in range(count + 1)]
