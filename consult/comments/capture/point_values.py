"""A point as it is written down in a room, read from what a form or a file holds. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from consult.comments.capture.models import RoomView
from consult.core.text import cleaned, has_half_a_character, one_line

LONGEST_POINT = 5_000
LONGEST_TABLE = 60
MOST_VOICES = 100_000
_OWN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


@dataclass(frozen=True, kw_only=True)
class SaidInRoom:
    """One point. `point_id` is made by the device: the same id is the same point, however often it comes."""

    point_id: str
    text: str
    clause: str = ""  # its number; empty for the whole text
    table: str = ""
    said_by: int = 1
    view: RoomView = RoomView.NOT_ASKED
    language: str | None = None
    captured_at: datetime | None = None


class PointFault(ValueError):
    """A value of one field that cannot be taken, with what to do."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field, self.says = field, says


def point_from(raw: object, *, clauses: Collection[str], languages: Collection[str]) -> SaidInRoom:
    """What a file says of one point; raises PointFault at the first value that cannot be taken."""
    if not isinstance(raw, Mapping):
        raise PointFault("points", _("This is no point. Save the file anew from the room’s page."))
    return SaidInRoom(
        point_id=read_point_id(raw.get("id")),
        text=_text(raw.get("text")),
        clause=_one_of("clause", raw.get("clause"), clauses, _("The draft of this round has no such clause.")),
        table=_line("table", raw.get("table"), LONGEST_TABLE),
        said_by=_voices(raw.get("said_by", 1)),
        view=RoomView(
            _one_of("view", raw.get("view"), [*RoomView], _("Say agreed, disputed or not_asked.")) or RoomView.NOT_ASKED
        ),
        language=_one_of("language", raw.get("language"), languages, _("This is no language of this site.")) or None,
        captured_at=read_moment(raw.get("at")),
    )


def read_point_id(given: Any) -> str:
    """In small letters: an id copied by hand or by a program that shouts is the same."""
    if not isinstance(given, str) or not _OWN_ID.fullmatch(given):
        raise PointFault("id", _("Each point has an id of 8 to 64 letters, digits and hyphens, made by the page."))
    return given.lower()


def _words(field: str, given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise PointFault(field, _("This must be text."))
    if has_half_a_character(given):
        raise PointFault(field, _("This text holds half a character. Write it again."))
    return given


def _text(given: Any) -> str:
    text = cleaned(_words("text", given))
    if not text:
        raise PointFault("text", _("A point without words says nothing. Write it, or take it out."))
    if len(text) > LONGEST_POINT:
        raise PointFault("text", _("A point has at most %(most)s characters; cut it in two.", most=LONGEST_POINT))
    return text


def _line(field: str, given: Any, longest: int) -> str:
    text = one_line(str(given) if type(given) is int else _words(field, given))
    if len(text) > longest:
        raise PointFault(field, _("This has more than %(most)s characters.", most=longest))
    return text


def _one_of(field: str, given: Any, known: Collection[str], says: str) -> str:
    text = one_line(_words(field, given))
    if text and text not in known:
        raise PointFault(field, says)
    return text


def _voices(given: Any) -> int:
    if type(given) is str and given.strip().isdecimal() and len(given) < 10:
        given = int(given)
    if type(given) is not int or not 1 <= given <= MOST_VOICES:
        raise PointFault("said_by", _("How many said it is a whole number from 1 to %(most)s.", most=MOST_VOICES))
    return given


def read_moment(given: Any) -> datetime | None:
    """A time with its zone, as devices write it; None where none is given."""
    if given is None or given == "":
        return None
    try:
        said = datetime.fromisoformat(given if isinstance(given, str) else "")
        moment = said.astimezone(UTC) if said.tzinfo else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not 2000 < moment.year < 2200:
        raise PointFault("at", _("This is no time with a zone, such as 2026-11-20T14:30:00Z."))
    return moment
