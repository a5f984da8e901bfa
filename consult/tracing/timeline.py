"""Where a guideline is on its published timeline, and where each step lies in a picture of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consult.drafts.models import Milestone


@dataclass(frozen=True)
class TimelineStep:
    """A milestone seen from one day: `phase` is past, now or ahead; `begins` and `ends` are shares of the whole."""

    milestone: Milestone
    phase: str
    begins: float
    ends: float
    lane: int


@dataclass(frozen=True)
class Timeline:
    """Steps in order of their beginning; `today` is a share of the whole, None when it lies outside."""

    steps: tuple[TimelineStep, ...]
    today: float | None

    @property
    def now(self) -> list[Milestone]:
        return [step.milestone for step in self.steps if step.phase == "now"]

    @property
    def next(self) -> Milestone | None:
        return next((step.milestone for step in self.steps if step.phase == "ahead"), None)

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step.phase == "past")

    @property
    def last(self) -> date | None:
        """The day on which the last step ends."""
        return max((last_day(step.milestone) for step in self.steps), default=None)

    @property
    def lanes(self) -> int:
        return 1 + max((step.lane for step in self.steps), default=0)


def last_day(milestone: Milestone) -> date:
    """A step without an end is one day long."""
    return milestone.ends_on or milestone.starts_on


def timeline(milestones: Sequence[Milestone], today: date) -> Timeline:
    if not milestones:
        return Timeline((), None)
    ordered = sorted(milestones, key=lambda milestone: milestone.starts_on)  # stable: a day’s steps as given
    first = ordered[0].starts_on
    days = max(1, (max(map(last_day, ordered)) - first).days)
    steps: list[TimelineStep] = []
    free: list[date] = []  # the day from which each lane is free
    for milestone in ordered:
        lane = next((place for place, since in enumerate(free) if since <= milestone.starts_on), len(free))
        free[lane : lane + 1] = [last_day(milestone)]
        steps.append(
            TimelineStep(
                milestone,
                _phase(milestone, today),
                begins=(milestone.starts_on - first).days / days,
                ends=(last_day(milestone) - first).days / days,
                lane=lane,
            )
        )
    passed = (today - first).days / days
    return Timeline(tuple(steps), passed if 0 <= passed <= 1 else None)


def _phase(milestone: Milestone, today: date) -> str:
    if last_day(milestone) < today:
        return "past"
    return "now" if milestone.starts_on <= today else "ahead"
