"""How a group would be made up: by region, gender and kind of stakeholder. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.voting.nominations.models import Nomination


@dataclass(frozen=True)
class Share:
    """One group: how many now, and how many with those who are ticked."""

    value: Any
    now: int
    then: int


def balance(now: Sequence[Nomination], ticked: Iterable[Nomination]) -> Mapping[str, list[Share]]:
    """By axis. `now` are those accepted already; `then` counts the ticked ones with them, each once."""
    then = [*now, *(one for one in ticked if one not in now)]
    axes = ("region", "gender", "stakeholder_type")
    return {axis: _shares(_counted(now, axis), _counted(then, axis)) for axis in axes}


def _counted(nominations: Iterable[Nomination], axis: str) -> Counter[Any]:
    return Counter(getattr(one, axis) for one in nominations)


def _shares(now: Counter[Any], then: Counter[Any]) -> list[Share]:
    ordered = sorted(then | now, key=lambda value: (-then[value], str(value)))
    return [Share(value, now[value], then[value]) for value in ordered]


def too_many_of_a_state(now: Mapping[str, int], ticked: Iterable[Nomination], most: int) -> list[str]:
    """States that would have more seats than they may: `now` are the seats taken."""
    counted = Counter(dict(now))
    counted.update(one.member_state for one in ticked if one.member_state)
    return sorted(state for state, seats in counted.items() if seats > most)
