"""Sessions as a calendar file (RFC 5545). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import icalendar


@dataclass(frozen=True)
class Event:
    """`uid` stays the same for as long as the meeting is the same one, so that calendars change it in place."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    location: str = ""
    address: str = ""
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event], *, made_at: datetime) -> bytes:
    """A whole calendar file, in UTF-8. Times are written in UTC, so no zone's rules need to come along."""
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//consult//sessions//EN")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", _text(name))
    made.add("x-wr-calname", _text(name))
    for event in events:
        made.add_component(_component(event, made_at))
    return bytes(made.to_ical(sorted=False))


def _component(event: Event, made_at: datetime) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", _text(event.uid))
    made.add("dtstamp", made_at.astimezone(UTC))
    made.add("dtstart", event.starts_at.astimezone(UTC))
    made.add("dtend", event.ends_at.astimezone(UTC))
    for property_, text in (("summary", event.title), ("description", event.description), ("location", event.location)):
        if text:
            made.add(property_, _text(text))
    if event.address:
        made.add("url", event.address)
    if event.cancelled:
        made.add("status", "CANCELLED")
    return made


def _text(text: str) -> icalendar.vText:
    """A TEXT value (section 3.3.11) may hold no control characters; the library writes them as they are."""
    return icalendar.vText("".join(sign for sign in text if sign >= " " or sign in "\t\n"))
