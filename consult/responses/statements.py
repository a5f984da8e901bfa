"""What the log commits to of an answer, and of what is said of it. Pure."""

from typing import Any

from consult.core.transparency.statements import fields_of

ANSWER = ("id", "point_id", "theme_id", "disposition", "reason", "referred_to_id", "at", "superseded_at")
SATISFACTION = ("id", "comment_id", "satisfied", "because", "at")


def content_of_answer(answer: Any) -> dict[str, Any]:
    return fields_of(answer, ANSWER)


def content_of_satisfaction(said: Any) -> dict[str, Any]:
    return fields_of(said, SATISFACTION)
