"""Numbers of clauses: the order in which people count them, and which move up for a number that is stated. Pure."""

import re
from collections.abc import Collection, Sequence

SERIES = re.compile(r"^(.*?)(\d+)$", re.DOTALL)


class CannotMoveUp(Exception):
    """A clause has a number that is stated for another, and it does not end in a figure."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def natural(number: str) -> tuple[str | int, ...]:
    """Order in which people count: HR-L2 before HR-L10."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", number))


def numbers_moved_up(keeping: Sequence[str], stated: Collection[str]) -> list[str]:
    """What becomes of the numbers of clauses that keep theirs, in the same order: one whose number another states moves
    up by one, and those behind it until the next gap. Raises CannotMoveUp."""
    made, last = list(keeping), dict[str, int]()
    for at in sorted(range(len(made)), key=lambda at: natural(made[at])):
        found = SERIES.match(made[at])
        if found is None:
            if made[at] in stated:
                raise CannotMoveUp(made[at])
            continue
        stem, number = found[1], max(int(found[2]), last.get(found[1], -1) + 1)
        digits = found[2] if number == int(found[2]) else str(number)
        while f"{stem}{digits}" in stated:
            number += 1
            digits = str(number)
        last[stem] = number
        made[at] = f"{stem}{digits}"
    return made
