"""Is hearing fair where few are chosen out of many? Justified representation, and its repair. Pure, exact.

Voters approve items, k items are chosen. A group of a k-th of all voters that has a common ask deserves one of the k
(justified representation, JR: Aziz, Brill, Conitzer, Elkind, Freeman and Walsh 2017). The figure is the largest group
with a common ask of which nobody got anything they approve of, divided by that share: 1 or more, and JR is broken.

The repair is proportional approval voting (PAV, Thiele 1895), which satisfies the extended form (EJR). Finding its
optimum is NP-hard and choosing one after the other does not even guarantee JR; so items are chosen one after the
other and then exchanged while an exchange raises the PAV score by n/k² or more (Aziz, Elkind, Huang, Lackner,
Sánchez-Fernández and Skowron 2018), which guarantees EJR, and so JR and PJR (Sánchez-Fernández et al. 2017).

An item that a voter was never shown counts as not approved. Who was shown none of what was chosen is counted apart
where that is known: they may have found it theirs. Those who approve of nothing are no voters here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any, Generic, TypeVar

Voter = TypeVar("Voter", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True)
class Unheard(Generic[Voter, Item]):
    """The largest group with a common ask that got nothing. `ask` is None, and the group empty, if all got something.

    `shown_none` are those of the group who were shown nothing of what was chosen, where that is known.
    """

    voters: int
    seats: int
    ask: Item | None = None
    group: tuple[Voter, ...] = ()
    shown_none: int = 0

    @property
    def fair_share(self) -> float:
        """As many voters as deserve one of the places: n/k."""
        return self.voters / self.seats

    @property
    def figure(self) -> float:
        """The group against its fair share: 1 or more breaks justified representation."""
        return len(self.group) * self.seats / self.voters if self.voters else 0.0

    @property
    def justified(self) -> bool:
        return len(self.group) * self.seats < self.voters or not self.group


def largest_unheard(
    approvals: Mapping[Voter, Collection[Item]],
    chosen: Collection[Item],
    *,
    shown: Mapping[Voter, Collection[Item]] | None = None,
) -> Unheard[Voter, Item]:
    """Of all items, the one that most voters approve of who approve of nothing chosen. One pass.

    Of asks with as many voters, the one met first. Raises ValueError if nothing is chosen.
    """
    if not chosen:
        raise ValueError("Nothing was chosen, so nobody could be heard.")
    taken = set(chosen)
    empty_handed: dict[Item, list[Voter]] = defaultdict(list)
    voters = 0
    for voter, approved in approvals.items():
        voters += bool(approved)
        if taken.isdisjoint(approved):
            for item in dict.fromkeys(approved):
                empty_handed[item].append(voter)
    if not empty_handed:
        return Unheard(voters, len(taken))
    ask, group = max(empty_handed.items(), key=lambda pair: len(pair[1]))
    blind = sum(taken.isdisjoint(shown.get(voter, ())) for voter in group) if shown is not None else 0
    return Unheard(voters, len(taken), ask, tuple(group), blind)


def proportional_choice(
    approvals: Mapping[Voter, Collection[Item]], seats: int, *, order: Sequence[Item] = ()
) -> list[Item]:
    """`seats` items that represent the voters in proportion (EJR), in the order they were chosen.

    Equals go by `order`, then by the order in which they are met. All approved items if there are not more.
    """
    profile = _Profile(approvals, seats, order)
    chosen: list[int] = []
    for _ in range(min(seats, len(profile.items))):
        chosen.append(_best(profile.gains(chosen), chosen)[0])
    while (exchange := _exchange(profile, chosen)) is not None:
        leaving, coming = exchange
        chosen = [item for item in chosen if item != leaving] + [coming]
    return [profile.items[place] for place in chosen]


class _Profile(Generic[Item]):
    """Approvals with equal ballots counted together, and every weight a whole number: `unit` times 1/j."""

    def __init__(self, approvals: Mapping[Any, Collection[Item]], seats: int, order: Sequence[Item]) -> None:
        if seats < 1:
            raise ValueError("At least one place is needed.")
        met = dict.fromkeys(item for approved in approvals.values() for item in approved)
        first = [item for item in dict.fromkeys(order) if item in met]
        self.items = list(dict.fromkeys([*first, *met]))
        place = {item: number for number, item in enumerate(self.items)}
        self.ballots = Counter(frozenset(place[item] for item in approved) for approved in approvals.values())
        self.ballots.pop(frozenset(), None)
        self.unit = lcm(*range(1, seats + 1))
        voters = sum(self.ballots.values())
        self.least_gain = -(-voters * self.unit // seats**2)  # n/k², in units, rounded up

    def gains(self, chosen: Collection[int]) -> list[int]:
        """By item: what adding it to the chosen adds to the score."""
        taken, gains = frozenset(chosen), [0] * len(self.items)
        for ballot, times in self.ballots.items():
            weight = times * self.unit // (1 + len(ballot & taken))
            for item in ballot:
                gains[item] += weight
        return gains


def _best(gains: Sequence[int], chosen: Collection[int]) -> tuple[int, int]:
    taken = set(chosen)
    return max(((item, gain) for item, gain in enumerate(gains) if item not in taken), key=lambda pair: pair[1])


def _exchange(profile: _Profile[Item], chosen: Sequence[int]) -> tuple[int, int] | None:
    """The exchange of one for another that raises the score most, if by n/k² or more."""
    best, most = None, 0
    if len(chosen) == len(profile.items):
        return None
    for leaving in chosen:
        rest = [item for item in chosen if item != leaving]
        gains = profile.gains(rest)
        coming, gain = _best(gains, chosen)
        if gain - gains[leaving] > most:
            best, most = (leaving, coming), gain - gains[leaving]
    return best if most >= max(profile.least_gain, 1) else None
