"""What two revisions have in common where at least one changes the structure: clauses that cannot have both. Pure.

A split, a merge or a deletion takes a clause whole, and leaves nothing of it to another revision. Other words beside
another heading or place are no conflict. Neighbours are: two clauses that want one number, and a clause that is to
stand beside one that another revision moves or takes away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.core.text import looks_same
from consult.revisions.structure.changes import ClauseChange, Placing, ProposedClause, Words

WHOLE = frozenset({"text", "heading", "place"})


@dataclass(frozen=True)
class Touch:
    """What a revision touches: by clause which sides of it, the numbers that it states, and the clauses that it wants
    to stand beside."""

    sides: Mapping[int, frozenset[str]]
    numbers: frozenset[str]
    beside: frozenset[int]


def touch_of(changes: Sequence[ClauseChange], bases: Mapping[int, Words], clauses: Mapping[int, int]) -> Touch:
    """`bases` and `clauses`: words and clause of each wording that it takes up."""
    sides: dict[int, frozenset[str]] = {}
    for change in changes:
        for number in change.bases:
            sides[clauses[number]] = _sides(change, bases)
    results = [(change, result) for change in changes for result in change.results]
    numbers = {
        result.number for change, result in results if result.number and not _keeps_number(change, result, bases)
    }
    return Touch(sides, frozenset(numbers), frozenset(r.beside for _c, r in results if r.beside is not None))


def _keeps_number(change: ClauseChange, result: ProposedClause, bases: Mapping[int, Words]) -> bool:
    return result.continues is not None and bases[change.bases[result.continues]].number == result.number


def _sides(change: ClauseChange, bases: Mapping[int, Words]) -> frozenset[str]:
    if len(change.bases) != 1 or len(change.results) != 1:
        return WHOLE
    base, result = bases[change.bases[0]], change.results[0]
    sides = {
        "text": not looks_same(base.text, result.text),
        "heading": base.heading != result.heading,
        "place": result.number not in {"", base.number} or result.placing != Placing.TOGETHER,
    }
    return frozenset(side for side, is_touched in sides.items() if is_touched)


def shared_clauses(one: Touch, other: Touch, numbers: Mapping[int, str]) -> tuple[str, ...]:
    """Numbers of the clauses that both want for themselves, from `numbers` of the draft; none where both can be."""
    clauses = [clause for clause, sides in one.sides.items() if sides & other.sides.get(clause, frozenset())]
    found = [numbers.get(clause, "") for clause in clauses]
    found += sorted(one.numbers & other.numbers)
    found += [numbers.get(clause, "") for clause in _unsettled(one, other)]
    return tuple(dict.fromkeys(number for number in found if number))


def _unsettled(one: Touch, other: Touch) -> Iterator[int]:
    for mine, theirs in ((one, other), (other, one)):
        yield from sorted(clause for clause in mine.beside if "place" in theirs.sides.get(clause, frozenset()))
