"""Words for times and kinds of rounds. Pure."""

from datetime import date, datetime, timedelta
from math import inf

from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.consultations.models import Access, Kind, RoundRole, RoundState, Visibility
from consult.core import clock
from consult.core.i18n.dates import written

KIND_NAMES = {
    Kind.REGIONAL: _l("Regional round"),
    Kind.STAKEHOLDER: _l("Stakeholder round"),
    Kind.AD_HOC: _l("Round hosted by a partner"),
    Kind.OPEN_ONLINE: _l("Open online round"),
    Kind.ADVOCACY: _l("Advocacy event"),
    Kind.EXPERT_MEETING: _l("Expert group meeting"),
}
ACCESS_NAMES = {
    Access.OPEN: _l("Anyone. Without an account you confirm your e-mail address."),
    Access.REGISTERED: _l("Everyone who is signed in."),
    Access.INVITED: _l("Those who are invited."),
}
VISIBILITY_NAMES = {
    Visibility.AT_ONCE: _l("Everyone, as soon as they are sent."),
    Visibility.AFTER_MODERATION: _l("Everyone, once a moderator has looked at them."),
    Visibility.AFTER_CLOSE: _l("Everyone, once the round has closed."),
    Visibility.EXPERTS_ONLY: _l("The drafting team and the expert group only."),
    Visibility.NEVER: _l("The drafting team only."),
}
# As a sentence, before the times.
ROUND_STATE_NAMES = {
    RoundState.UPCOMING: _l("Not open yet."),
    RoundState.OPEN: _l("Open."),
    RoundState.CLOSED: _l("Closed."),
}
ROUND_ROLE_NAMES = {
    RoundRole.INVITED: _l("Invited"),
    RoundRole.HOST: _l("Host"),
    RoundRole.RAPPORTEUR: _l("Rapporteur"),
    RoundRole.MODERATOR: _l("Moderator"),
}
A_DAY, AN_HOUR, A_MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def said_at(moment: datetime, zone: str) -> str:
    """A moment in a zone: Fri 27 Nov 2026, 18:00 (Nairobi)."""
    local = moment.astimezone(clock.zone(zone))
    return _dated(local.date(), f"{local:%H:%M}", zone)


def said_until(moment: datetime, zone: str) -> str:
    """The end of something. Midnight belongs to the day that ends with it: nobody must come a day too late."""
    day, local = _last_day(moment, zone, ends=True), moment.astimezone(clock.zone(zone))
    return said_at(moment, zone) if day == local.date() else _dated(day, "24:00", zone)


def said_days(starts: datetime, ends: datetime, zone: str) -> str:
    """The days that something took, as counted where it was held."""
    local = clock.zone(zone)
    first, last = starts.astimezone(local).date(), (ends.astimezone(local) - A_MINUTE).date()
    return written(first) if first >= last else f"{written(first)} – {written(last)}"


def said_span(starts: datetime, ends: datetime, zone: str) -> str:
    """From when to when; the date once where it is the same."""
    first, last = starts.astimezone(clock.zone(zone)), ends.astimezone(clock.zone(zone))
    if first.date() == last.date():
        return _dated(first.date(), f"{first:%H:%M}–{last:%H:%M}", zone)
    both: str = _("%(first)s to %(last)s", first=said_at(starts, zone), last=said_until(ends, zone))
    return both


def _dated(day: date, hours: str, zone: str) -> str:
    said = written(day, "EEE d MMM y")
    place = zone.rpartition("/")[2].replace("_", " ")
    whole: str = _("%(date)s, %(time)s (%(place)s)", date=said, time=hours, place=place)
    return whole


_UNITS = (("hour", AN_HOUR), ("minute", A_MINUTE))


def how_far(moment: datetime, now: datetime, zone: str, *, ends: bool = False) -> str:
    """How far off a moment is: 'in 3 days', '5 hours ago'. From a day on, days as a calendar of the zone counts them.

    So it agrees with the date beside it. `ends`: that date is said as `said_until` does. Less than a day is never
    said longer than it is.
    """
    span, past = abs(moment - now), moment < now
    if span >= A_DAY:
        days = abs(_last_day(moment, zone, ends=ends) - now.astimezone(clock.zone(zone)).date())
        unit, whole = "day", max(days, A_DAY)
    else:
        unit, length = next((each for each in _UNITS if span >= each[1]), _UNITS[-1])
        whole = max(span // length, 1) * length
    # Babel would round up and say weeks; with no unit large enough it takes the one that is named.
    return str(format_timedelta(-whole if past else whole, granularity=unit, threshold=inf, add_direction=True))


def _last_day(moment: datetime, zone: str, *, ends: bool) -> date:
    local = moment.astimezone(clock.zone(zone))
    return local.date() - A_DAY if ends and (local.hour, local.minute) == (0, 0) else local.date()
