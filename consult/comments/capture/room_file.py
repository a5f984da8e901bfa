"""The file that a room gives back, read whole or not at all. Pure.

JSON: `{"format": "consult-room", "version": 1, "round": …, "session": …, "count": n, "points": [{"id", "clause",
"table", "text", "said_by", "view", "language", "at"}, …]}`. It is checked against the round that it is merged into.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.comments.capture.point_values import PointFault, SaidInRoom, point_from
from consult.core.word.file_kinds import kind_of_file, says_other_kind

FORMAT, VERSION = "consult-room", 1
MOST_POINTS = 5_000
MOST_FAULTS = 50


@dataclass(frozen=True)
class RoomFileContext:
    """What the file is checked against."""

    round_slug: str
    sessions: Collection[int]
    clauses: Collection[str]
    languages: Collection[str]


@dataclass(frozen=True)
class PlacedFault:
    """What is wrong with one point: which (from 1), which of its values, and what to do."""

    point: int
    field: str
    says: str


class RoomFileFault(ValueError):
    """The file cannot be taken; nothing of it is kept."""

    def __init__(self, says: str, faults: Sequence[PlacedFault] = ()) -> None:
        super().__init__(says)
        self.says, self.faults = says, faults


@dataclass(frozen=True)
class RoomFile:
    session_id: int
    points: Sequence[SaidInRoom]


def read_room_file(content: bytes, known: RoomFileContext) -> RoomFile:
    """Raises RoomFileFault with a sentence for the file, and one for each value that cannot be taken."""
    said = _whole(content)
    if said.get("version") != VERSION:
        raise RoomFileFault(_("This file was made by another version of the page. Download the page anew."))
    if said.get("round") != known.round_slug:
        other = str(said.get("round"))[:80]
        says = _("This file is of the round “%(other)s”, not of “%(this)s”.", other=other, this=known.round_slug)
        how = _("Choose it on the page of its own round.")
        raise RoomFileFault(f"{says} {how}")
    session_id, points = said.get("session"), said.get("points")
    if type(session_id) is not int or session_id not in known.sessions:
        raise RoomFileFault(_("This file names a session that this round does not have."))
    if not isinstance(points, list) or said.get("count") != len(points):
        raise RoomFileFault(_("This file does not hold as many points as it says. Save it once more from the page."))
    if len(points) > MOST_POINTS:
        raise RoomFileFault(
            _("This file holds more than %(most)s points; one session has not so many.", most=MOST_POINTS)
        )
    return RoomFile(session_id, _points(points, known))


def _whole(content: bytes) -> dict[str, Any]:
    if not content.strip():
        raise RoomFileFault(_("This file is empty. Save it once more from the page."))
    if kind := kind_of_file(content):
        raise RoomFileFault(says_other_kind(kind))
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if content.lstrip().startswith(b"<"):
            says = _("This is the page itself. Open it, press “Save the file”, and choose what it gives you.")
            raise RoomFileFault(says) from error
        says = _("This file is not whole, or is no file from a room. Save it once more from the page.")
        raise RoomFileFault(says) from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise RoomFileFault(_("This is no file from a room. Choose the one that the page gave you."))
    return said


def _points(given: Sequence[Any], known: RoomFileContext) -> Sequence[SaidInRoom]:
    points: dict[str, SaidInRoom] = {}
    faults = []
    for number, raw in enumerate(given, start=1):
        try:
            point = point_from(raw, clauses=known.clauses, languages=known.languages)
        except PointFault as fault:
            faults.append(PlacedFault(number, fault.field, fault.says))
            continue
        if points.setdefault(point.point_id, point) != point:
            says = _("Another point of the file has the same id and says something else.")
            faults.append(PlacedFault(number, "id", says))
    if faults:
        raise RoomFileFault(_("Nothing of this file was kept, since some of it cannot be taken:"), faults[:MOST_FAULTS])
    return list(points.values())
