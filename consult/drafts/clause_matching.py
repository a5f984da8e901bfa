"""Which clause of the draft before is this one? For texts that come back without identities. Pure.

In turn: the identity that the file gives; the same words under the same number; then what `lineage` finds in the
words. An earlier clause gives its identity to one clause: of the parts of a split the surest part has it, of merged
clauses the surest gives it. What is below the bar of `lineage`, a person has to say.
"""

from collections.abc import Sequence

from consult.core.text import as_seen
from consult.drafts.lineage.links import LINKED, links_between
from consult.drafts.outline import ClauseOutline


def matched(clauses: Sequence[ClauseOutline], earlier: Sequence[ClauseOutline]) -> list[str]:
    """For each clause the uid of the earlier clause that it continues, or "" for a new one."""
    found = [""] * len(clauses)
    free = {clause.uid: clause for clause in earlier}
    stood = {(as_seen(clause.text), clause.number): clause.uid for clause in earlier}
    for place, clause in enumerate(clauses):
        for uid in (clause.uid, stood.get((as_seen(clause.text), clause.number), "")):
            if not found[place] and uid in free:
                found[place] = uid
                del free[uid]
    left = [place for place, uid in enumerate(found) if not uid]
    old = list(free.values())
    for link in links_between([clause.text for clause in old], [clauses[place].text for place in left]):
        place, uid = left[link.new], old[link.old].uid
        if link.confidence >= LINKED and not found[place] and uid in free:
            found[place] = uid
            del free[uid]
    return found
