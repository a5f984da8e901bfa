"""What the log commits to of the rows that core holds. Pure; the same for who writes and for who verifies."""

from collections.abc import Iterable
from typing import Any


def content_of_entry(entry: Any) -> dict[str, Any]:
    """An entry of the journal, every field of it."""
    names = ("id", "at", "verb", "subject", "subject_id", "guideline_id", "actor_id", "facts")
    return {name: getattr(entry, name) for name in names}


def fields_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """These columns as they are. What a builder lists is never taken back: old leaves were made of it."""
    return {name: getattr(row, name) for name in names}
