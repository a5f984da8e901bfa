"""Which asks of a new run are asks that we had: so that answers and addresses stay with them. Pure."""

from collections.abc import Collection, Mapping, Sequence


def carried_on(before: Mapping[int, Collection[int]], groups: Sequence[Collection[int]]) -> list[int | None]:
    """For each group of points the earlier ask that it carries on: they share more than half of the smaller one.

    The largest overlap first, of equal ones the older ask; each ask is carried on once.
    """
    owner = {point: ask for ask, points in before.items() for point in points}
    shared: dict[tuple[int, int], int] = {}
    for place, points in enumerate(groups):
        for point in points:
            if point in owner:
                pair = (owner[point], place)
                shared[pair] = shared.get(pair, 0) + 1
    found: list[int | None] = [None] * len(groups)
    taken: set[int] = set()
    for (ask, place), many in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        smaller = min(len(before[ask]), len(groups[place]))
        if ask not in taken and found[place] is None and 2 * many > smaller:
            found[place] = ask
            taken.add(ask)
    return found
