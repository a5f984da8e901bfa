"""What the log commits to of an answer. Pure; the same for who writes and for who verifies."""

from typing import Any

from consult.core.transparency.statements import fields_of

ANSWER = ("id", "point_id", "theme_id", "disposition", "reason", "referred_to_id", "at", "superseded_at")


def content_of_answer(answer: Any) -> dict[str, Any]:
    return fields_of(answer, ANSWER)
