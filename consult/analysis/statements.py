"""What the log commits to of an analysis: when, of how much, how it was set and what it was made with. Pure."""

from typing import Any

from consult.core.transparency.statements import fields_of

RUN = ("id", "created_at", "finished_at", "comments", "points", "counts", "settings", "versions", "seconds")


def content_of_run(run: Any) -> dict[str, Any]:
    return fields_of(run, RUN)
