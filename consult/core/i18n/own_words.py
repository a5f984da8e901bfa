"""Messages of ours that were copied into data: kept in English, read in each reader's language.

A criterion that a checklist began with, a region of the world in a file of findings. What people wrote otherwise stays
as they wrote it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import force_locale


class OwnWords:
    """A set of such messages; called with what is kept it gives what this reader reads."""

    def __init__(self, messages: Iterable[Any]) -> None:
        self._messages = list(messages)
        self._by_english: Mapping[str, Any] = {}

    def __call__(self, kept: str) -> str:
        if not self._by_english:
            self._by_english = {english(message): message for message in self._messages}
        return str(self._by_english.get(kept, kept))

    def kept(self, read: str, before: str) -> str:
        """What stays kept where someone sent back what they read: as before, if they changed nothing."""
        return before if read == self(before) else read


def english(message: Any) -> str:
    """As it is kept."""
    with force_locale("en"):
        return str(message)
