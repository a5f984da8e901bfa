"""What the log commits to of an analysis and of the themes that answers are given to. Pure."""

from typing import Any

from consult.core.transparency.statements import fields_of

RUN = ("id", "created_at", "finished_at", "comments", "points", "counts", "settings", "versions", "seconds")
THEME = ("id", "label", "named_by_id", "state", "merged_into_id", "origin_id")


def content_of_run(run: Any) -> dict[str, Any]:
    """When, of how much, how it was set and what it was made with."""
    return fields_of(run, RUN)


def content_of_theme(theme: Any) -> dict[str, Any]:
    return fields_of(theme, THEME)
