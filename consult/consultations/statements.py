"""What the log commits to of rounds, of who came and who was to be heard. Pure."""

from collections.abc import Iterable
from typing import Any

from consult.core.transparency.statements import fields_of

ATTENDANCE = ("id", "session_id", "dimension", "value", "number")
TARGET = ("id", "dimension", "value", "number")
ROUND = (
    "id",
    "slug",
    "draft_id",
    "kind",
    "title",
    "host",
    "purpose",
    "audience",
    "opens_at",
    "closes_at",
    "timezone",
    "access",
    "visibility",
    "endorsements",
    "replies",
    "closed_at",
    "cancelled_at",
    "cancelled_because",
)
CHOSEN = ("keeps_late", "practice")  # told where they were chosen: leaves from before they could be say nothing
SESSION = (
    "id",
    "round_id",
    "title",
    "starts_at",
    "ends_at",
    "timezone",
    "place",
    "link",
    "agenda",
    "report",
    "cancelled_at",
    "cancelled_because",
)


def content_of_session(session: Any) -> dict[str, Any]:
    return fields_of(session, SESSION)


def content_of_round(round_: Any, pillar_ids: Iterable[int]) -> dict[str, Any]:
    """With the pillars that it is about, and the round that it went on as."""
    chosen = {name: True for name in CHOSEN if getattr(round_, name)}
    said = {**fields_of(round_, ROUND), **chosen}
    return {**said, "pillars": sorted(pillar_ids), "successor_id": round_.successor_id}


def content_of_attendance(attendance: Any) -> dict[str, Any]:
    return fields_of(attendance, ATTENDANCE)


def content_of_target(target: Any) -> dict[str, Any]:
    return fields_of(target, TARGET)
