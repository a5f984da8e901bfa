"""What becomes of each thing in a portion: done, with what it was before, or left alone, with the reason. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from consult.accounts.models import Person
from consult.responses.bulk.models import BulkAct, BulkItem


class LeftAlone(StrEnum):
    """Why something was not done, or not undone."""

    GONE = "gone"
    ANSWERED = "answered"
    DRAFTED = "drafted"
    COLLEAGUE = "colleague"
    NO_THEME = "no_theme"
    NOT_FILLED = "not_filled"
    NOT_ALLOWED = "not_allowed"
    STALE = "stale"
    OWN = "own"
    NOT_WAITING = "not_waiting"
    CHANGED = "changed"
    REPLACED = "replaced"
    OWN_WORD = "own_word"


@dataclass(frozen=True)
class Outcome:
    """Without `why` it was done; `was` is what an undo goes back to."""

    was: Mapping[str, Any] = field(default_factory=dict)
    why: LeftAlone | None = None


Outcomes = dict[int, Outcome]  # by the number of the point or draft
Do = Callable[[BulkAct, Sequence[int], Person], Outcomes]
Undo = Callable[[BulkAct, Sequence[BulkItem], Person], Outcomes]
