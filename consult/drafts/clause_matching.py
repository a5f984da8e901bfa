"""Which clause of the draft before is this one? For texts that come back without identities. Pure.

In turn: the identity that the file gives; the same words under the same number; then what `lineage` finds in the
words. An earlier clause gives its identity to one clause: of the parts of a split the surest part has it, of merged
clauses the surest gives it. What is below the bar of `lineage`, a person has to say.
"""

from collections.abc import Sequence

from consult.core.text import as_seen
from consult.drafts.lineage.links import LINKED, links_between
from consult.drafts.lineage.relations import Relation, continuations
from consult.drafts.models import Change
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


def also_continued(clauses: Sequence[ClauseOutline], earlier: Sequence[ClauseOutline]) -> list[list[str]]:
    """For each clause the uids of earlier ones that were split into it or merged in it, besides its own."""
    found: list[list[str]] = [[] for _clause in clauses]
    for one in continuations([clause.text for clause in earlier], [clause.text for clause in clauses]):
        if one.stands and one.relation in (Relation.SPLIT, Relation.MERGED):
            for place in one.new:
                found[place] += [earlier[old].uid for old in one.old if earlier[old].uid != clauses[place].uid]
    return found


def splits_and_merges(uids: Sequence[str], also: Sequence[Sequence[str]]) -> list[tuple[Change, str, int]]:
    """Rows of lineage: what happened, to which earlier clause, and the place of what it became.

    `uids`: what each clause continues, "" for a new one; `also`: what else. An earlier clause that several continue
    was split; one that a single other clause takes in was merged, and so was the one that this continues itself.
    """
    taken: dict[str, list[int]] = {}
    for place, others in enumerate(also):
        for uid in others:
            taken.setdefault(uid, []).append(place)
    found: list[tuple[Change, str, int]] = []
    for uid, places in taken.items():
        every = sorted({*places, *(place for place, own in enumerate(uids) if own == uid)})
        change = Change.SPLIT if len(every) > 1 else Change.MERGED
        found += [(change, uid, place) for place in every]
        found += [(change, uids[place], place) for place in every if change == Change.MERGED and uids[place]]
    return list(dict.fromkeys(found))
