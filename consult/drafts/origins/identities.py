"""Which clause is which, given what each came from. Pure."""

from collections.abc import Collection, Sequence


def identities(
    origins: Sequence[Sequence[str]], now: Sequence[str], earlier: Collection[str], *, corrected: int
) -> list[str]:
    """The identity of each clause: its own where what it came from says so, else that of an origin which no other
    clause continues, the corrected one choosing first; "" where it needs a new one.

    `origins[i]` are the earlier clauses that clause i came from, `now[i]` the identity it has, `earlier` those of the
    draft before. An earlier clause gives its identity to one clause.
    """
    found = [uid if uid in origins[place] or uid not in earlier else "" for place, uid in enumerate(now)]
    taken = {uid for uid in found if uid in earlier}
    for place in sorted(range(len(now)), key=lambda place: place != corrected):
        if found[place] in taken:
            continue
        free = next((uid for uid in origins[place] if uid not in taken), "")
        if free:
            found[place] = free
            taken.add(free)
    return found
