"""Words for times and kinds of rounds. Pure."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.consultations.models import Access, Kind, RoundRole, Visibility
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
    local = moment.astimezone(clock.zone(zone))
    if (local.hour, local.minute) != (0, 0):
        return said_at(moment, zone)
    return _dated(local.date() - A_DAY, "24:00", zone)


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


def how_far(moment: datetime, now: datetime) -> str:
    """How far off a moment is, never said longer than it is: 'in 3 days', '5 hours ago'."""
    span = abs(moment - now)
    if span >= A_DAY:
        ahead, past = _in_days, _days_ago
        number = span // A_DAY
    elif span >= AN_HOUR:
        ahead, past = _in_hours, _hours_ago
        number = span // AN_HOUR
    else:
        ahead, past = _in_minutes, _minutes_ago
        number = max(span // A_MINUTE, 1)
    return str(ahead(number) if moment >= now else past(number))


def _in_days(number: int) -> Any:
    return ngettext("in %(num)s day", "in %(num)s days", number)


def _days_ago(number: int) -> Any:
    return ngettext("%(num)s day ago", "%(num)s days ago", number)


def _in_hours(number: int) -> Any:
    return ngettext("in %(num)s hour", "in %(num)s hours", number)


def _hours_ago(number: int) -> Any:
    return ngettext("%(num)s hour ago", "%(num)s hours ago", number)


def _in_minutes(number: int) -> Any:
    return ngettext("in %(num)s minute", "in %(num)s minutes", number)


def _minutes_ago(number: int) -> Any:
    return ngettext("%(num)s minute ago", "%(num)s minutes ago", number)
