"""Which answer a point has: its own, or that of a theme whose answer was given to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from consult.analysis.models import Theme
from consult.responses.models import Answer


class InheritableAnswer(NamedTuple):
    """A theme's answer, and how probable it is that the point belongs to that theme."""

    p: float
    theme: Theme
    answer: Answer


@dataclass(frozen=True)
class Effective:
    """The answer that holds for a point. `theme` is the one it was inherited from, or the one of the ask that it was
    inherited from; None means it is the point's own."""

    answer: Answer
    theme: Theme | None = None

    @property
    def inherited(self) -> bool:
        return self.theme is not None

    @property
    def from_theme(self) -> bool:
        """It was given to the whole theme, not to the point's ask."""
        return self.inherited and self.answer.ask_id is None


def effective_answer(own: Answer | None, offers: Iterable[InheritableAnswer]) -> Effective | None:
    """A point's own answer wins; else that of its most probable theme that has one, the older theme in a tie."""
    if own is not None:
        return Effective(own)
    best = max(offers, key=lambda offer: (offer.p, -offer.theme.id), default=None)
    return Effective(best.answer, best.theme) if best is not None else None
