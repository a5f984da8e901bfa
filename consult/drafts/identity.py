"""Which clause of the draft before is this one? For texts that come back without identities. Pure.

In turn: the identity that the file gives; the same words; the same number with words that are mostly the same.
Each earlier clause is used once. What matches nothing is a new clause.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from consult.drafts.outline import ClauseOutline

ALIKE = 60.0  # of 100: token-sort ratio above which the same number means the same clause


def matched(clauses: Sequence[ClauseOutline], earlier: Sequence[ClauseOutline]) -> list[str]:
    """For each clause the uid of the earlier clause that it continues, or "" for a new one."""
    free = {clause.uid: clause for clause in earlier}
    found = [""] * len(clauses)
    for place, clause in enumerate(clauses):
        if free.pop(clause.uid, None) is not None:
            found[place] = clause.uid
    for same in (_same_words, _same_number):
        for place, clause in enumerate(clauses):
            if not found[place]:
                found[place] = next((uid for uid, old in free.items() if same(clause, old)), "")
                free.pop(found[place], None)
    return found


def _same_words(new: ClauseOutline, old: ClauseOutline) -> bool:
    return new.text.split() == old.text.split()


def _same_number(new: ClauseOutline, old: ClauseOutline) -> bool:
    return new.number == old.number and fuzz.token_sort_ratio(new.text, old.text) >= ALIKE
