"""Sessions as iCalendar (RFC 5545), written by hand: a few lines, escaped, folded, ended by CRLF. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

OCTETS = 75  # of a line, its break not counted
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//consult//sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event, made_at)
    return b"".join(folded_line(line) for line in [*lines, "END:VCALENDAR"])


def _event(event: Event, made_at: datetime) -> list[str]:
    said = {
        "UID": escaped(event.uid),
        "DTSTAMP": ical_time(made_at),
        "DTSTART": ical_time(event.starts_at),
        "DTEND": ical_time(event.ends_at),
        "SUMMARY": escaped(event.title),
        "DESCRIPTION": escaped(event.description),
        "LOCATION": escaped(event.location),
        "URL": event.address,
        "STATUS": "CANCELLED" if event.cancelled else "",
    }
    return ["BEGIN:VEVENT", *(f"{name}:{value}" for name, value in said.items() if value), "END:VEVENT"]


def ical_time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """As a TEXT value (section 3.3.11), without control characters, which it may not hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n").translate(ESCAPES)


def folded_line(line: str) -> bytes:
    """The line in pieces of at most 75 octets (section 3.1), no character cut in two."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > OCTETS - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
