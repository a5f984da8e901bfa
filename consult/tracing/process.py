"""The process as a picture: five steps that a text goes through and begins again, each with its count. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.revisions.models import RevisionState

DECIDED_FOR = (RevisionState.CARRIED, RevisionState.PUBLISHED)


@dataclass(frozen=True)
class ProcessCounts:
    """`draft` is the number of the draft in force, 0 without one; the rest is what came of it."""

    draft: int
    open_rounds: int
    comments: int
    people: int
    points: int
    answered: int
    carried: int

    @property
    def here(self) -> str:
        """The step at which things stand: what is open to be said first, then what waits to be answered."""
        if not self.draft:
            return "draft"
        if self.open_rounds or not self.comments:
            return "said"
        if self.answered < self.points or not self.points:
            return "answered"
        return "decided" if not self.carried else "published"


def carried_of(revisions: Mapping[str, int]) -> int:
    return sum(revisions.get(state.value, 0) for state in DECIDED_FOR)
