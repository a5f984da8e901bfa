"""What the log commits to of who came and who was to be heard. Pure."""

from typing import Any

from consult.core.transparency.statements import fields_of

ATTENDANCE = ("id", "session_id", "dimension", "value", "number")
TARGET = ("id", "dimension", "value", "number")


def content_of_attendance(attendance: Any) -> dict[str, Any]:
    return fields_of(attendance, ATTENDANCE)


def content_of_target(target: Any) -> dict[str, Any]:
    return fields_of(target, TARGET)
