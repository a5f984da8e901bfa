"""Start hours for k sessions that suit the most: exact one-dimensional clustering. Pure.

A session suits a place if it lies between 08:00 and 20:00 on the clock there, on that day with its daylight saving.
The share of weight that no session suits is minimised first; among equals, the weighted square of the distance from
the middle of that window, so that nobody is far from it for the comfort of many. Each place attends the session that
suits it best. Places in order of their clocks then fall into arcs of the circle of hours, one for each session, so
dynamic programming over the arcs is exact (k-means on a line, tried from each place where the circle can be cut).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from math import lcm
from zoneinfo import ZoneInfo

HOURS = range(24)
MOST_SESSIONS = len(HOURS)
DAY = 24 * 60
FIRST, LAST = 8 * 60, 20 * 60  # minutes after midnight
# What it costs, and the hours.
Way = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Place:
    """A country, or one of its zones with its part of the country's weight."""

    country: str
    zone: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class LocalAttendance:
    place: Place
    hour: int
    local: datetime
    inside: bool


@dataclass(frozen=True)
class SessionPlan:
    """The hours in UTC, in order; who attends when; the share of all weight that no session suits."""

    hours: tuple[int, ...]
    attendances: tuple[LocalAttendance, ...]
    outside: Fraction

    def attending(self, hour: int) -> Sequence[LocalAttendance]:
        """Who attends the session of this hour, in the order of their clocks."""
        found = [each for each in self.attendances if each.hour == hour]
        return sorted(found, key=lambda each: (each.local.utcoffset() or timedelta(), each.place.country))


def planned(places: Sequence[Place], count: int, day: date, minutes: int = 0) -> SessionPlan:
    """The best plan of `count` sessions (at most as many as places, at most 24), each of so many minutes.

    With fewer different clocks than sessions, some hours would stand empty; the plan then has fewer.
    """
    alike: dict[tuple[datetime, ...], list[int]] = {}
    by_clock = {_clock(place.zone, day): row for row, place in enumerate(places)}
    for place, row in zip(places, _penalties(places, day, minutes), strict=True):
        clock = _clock(place.zone, day)
        alike[clock] = [so_far + more for so_far, more in zip(alike.get(clock, [0] * 24), row, strict=True)]
    order = sorted(alike, key=lambda clock: (_offset(places[by_clock[clock]].zone, day), clock))
    groups = [alike[clock] for clock in order]
    return at_hours(places, _best_hours(groups, min(count, len(groups))), day, minutes)


def at_hours(places: Sequence[Place], hours: Sequence[int], day: date, minutes: int = 0) -> SessionPlan:
    """What a plan with these hours (UTC) would cost: everyone goes to the session that suits them best."""
    hours = sorted(set(hours))
    attendances = []
    for place in places:
        hour = min(hours, key=lambda each: _away(_local(place.zone, day, each), minutes))
        local = _local(place.zone, day, hour)
        attendances.append(LocalAttendance(place, hour, local, _suits(local, minutes)))
    outside = sum((each.place.weight for each in attendances if not each.inside), Fraction(0))
    held = tuple(hour for hour in hours if any(each.hour == hour for each in attendances))
    return SessionPlan(held, tuple(attendances), outside / sum(place.weight for place in places))


def _penalties(places: Sequence[Place], day: date, minutes: int) -> list[list[int]]:
    """For each place and hour. To be outside weighs more than all discomfort together, so one number has the order."""
    scale = lcm(*(place.weight.denominator for place in places))
    weights = [int(place.weight * scale) for place in places]
    outside = DAY**2 * sum(weights) + 1

    def penalty(local: datetime) -> int:
        return _away(local, minutes) ** 2 + (0 if _suits(local, minutes) else outside)

    return [
        [weight * penalty(_local(place.zone, day, hour)) for hour in HOURS]
        for place, weight in zip(places, weights, strict=True)
    ]


def _away(local: datetime, minutes: int) -> int:
    """Half minutes from the middle of the session to the middle of the window, around the clock."""
    away = abs((2 * (local.hour * 60 + local.minute) + minutes) % (2 * DAY) - (FIRST + LAST))
    return min(away, 2 * DAY - away)


def _suits(local: datetime, minutes: int) -> bool:
    return _away(local, minutes) <= LAST - FIRST - minutes


def _clock(zone: str, day: date) -> tuple[datetime, ...]:
    """What the clocks of a zone say at each hour of the day: zones with the same are one."""
    return tuple(_local(zone, day, hour).replace(tzinfo=None) for hour in HOURS)


def _local(zone: str, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC).astimezone(_zone(zone))


def _offset(zone: str, day: date) -> timedelta:
    """As at noon there: clocks are put forward and back at night. Around the circle, so that +13 and −11 are one."""
    offset = datetime.combine(day, time(12), _zone(zone)).utcoffset() or timedelta()
    return offset % timedelta(days=1)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _best_hours(groups: Sequence[Sequence[int]], count: int) -> tuple[int, ...]:
    """Of groups in the order of their clocks. Each rotation of the circle is cut into arcs; the best is kept."""
    return min(_cut([*groups[turn:], *groups[:turn]], count) for turn in range(len(groups)))[1]


def _cut(groups: Sequence[Sequence[int]], count: int) -> Way:
    """`best[end]` covers the first `end` groups with as many arcs as there were sessions so far."""
    arcs = _arcs(groups)
    best: dict[int, Way] = {0: (0, ())}
    for _session in range(count):
        best = {
            end: min(_longer(best[start], arcs[start, end]) for start in best if start < end)
            for end in range(min(best) + 1, len(groups) + 1)
        }
    return best[len(groups)]


def _longer(way: Way, arc: tuple[int, int]) -> Way:
    return way[0] + arc[0], (*way[1], arc[1])


def _arcs(groups: Sequence[Sequence[int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """The least penalty, and its hour, of every run of groups."""
    arcs = {}
    for first in range(len(groups)):
        sums = [0] * len(HOURS)
        for last in range(first, len(groups)):
            sums = [so_far + more for so_far, more in zip(sums, groups[last], strict=True)]
            arcs[first, last + 1] = min((penalty, hour) for hour, penalty in enumerate(sums))
    return arcs
