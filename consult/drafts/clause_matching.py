"""Which clause of the draft before is this one? For texts that come back without identities. Pure.

In turn: the identity that the file gives; the same words; then the pair of clauses that are most alike, and so on
down to a bar, so that a clause put in among others does not take the place of the one whose number it has now.
Words that most clauses share say little (inverse document frequency): "National governments should ensure that
digital services are" makes no two clauses the same. Each earlier clause is used once; what matches nothing is new.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from consult.core.text import as_seen, folded_for_search
from consult.drafts.outline import ClauseOutline
from consult.drafts.text_diff import diff_tokens

ALIKE = 0.55  # mean of likeness as a whole and of likeness in telling words, above which it is the same clause
SAME_NUMBER = 0.06  # what the same printed number adds to it
MOST_PAIRS = 400_000  # above, only clauses of one number are compared


Free = Mapping[str, ClauseOutline]  # earlier clauses that nothing continues yet, by uid
Pair = tuple[int, str]  # place of a clause, uid of an earlier one


def matched(clauses: Sequence[ClauseOutline], earlier: Sequence[ClauseOutline]) -> list[str]:
    """For each clause the uid of the earlier clause that it continues, or "" for a new one."""
    free = {clause.uid: clause for clause in earlier}
    found = [""] * len(clauses)
    for pairs in (_same_uid, _same_words_and_number, _same_words, _most_alike):
        left = {place: clause for place, clause in enumerate(clauses) if not found[place]}
        for place, uid in pairs(left, free):
            if not found[place] and uid in free:
                found[place] = uid
                del free[uid]
    return found


def _same_uid(new: Mapping[int, ClauseOutline], free: Free) -> list[Pair]:  # noqa: ARG001 - as the others
    return [(place, clause.uid) for place, clause in new.items()]


def _same_words_and_number(new: Mapping[int, ClauseOutline], free: Free) -> list[Pair]:
    stood = {(as_seen(clause.text), clause.number): uid for uid, clause in free.items()}
    return [(place, stood.get((as_seen(clause.text), clause.number), "")) for place, clause in new.items()]


def _same_words(new: Mapping[int, ClauseOutline], free: Free) -> list[Pair]:
    stood = {as_seen(clause.text): uid for uid, clause in reversed(list(free.items()))}
    return [(place, stood.get(as_seen(clause.text), "")) for place, clause in new.items()]


def _most_alike(new: Mapping[int, ClauseOutline], free: Free) -> list[Pair]:
    """Pairs above the bar, the most alike first; in a tie those that stand earlier."""
    said = {place: _telling(clause.text) for place, clause in new.items()}
    stood = {uid: _telling(clause.text) for uid, clause in free.items()}
    often = Counter(word for counted in (*said.values(), *stood.values()) for word in counted)
    weights = {word: math.log(1 + (len(new) + len(free)) / (2 * number)) ** 2 for word, number in often.items()}
    every = len(new) * len(free) <= MOST_PAIRS
    pairs = []
    for place, clause in new.items():
        for order, (uid, old) in enumerate(free.items()):
            same_number = clause.number == old.number
            score = SAME_NUMBER * same_number
            score += _likeness(said[place], stood[uid], weights) if every or same_number else 0
            if score >= ALIKE:
                pairs.append((-score, place, order, uid))
    return [(place, uid) for _score, place, _order, uid in sorted(pairs)]


def _telling(text: str) -> Counter[str]:
    return Counter(word for word in diff_tokens(folded_for_search(text)) if any(sign.isalnum() for sign in word))


def _likeness(one: Counter[str], other: Counter[str], weights: Mapping[str, float]) -> float:
    """From 0 to 1: the mean of rapidfuzz's ratio on sorted words and of the weighted share of words in common."""
    both = sum(weights[word] * number for word, number in (one & other).items())
    either = sum(weights[word] * number for counted in (one, other) for word, number in counted.items())
    if not either or not both:
        return 0.0
    ratio = fuzz.ratio(sorted(one.elements()), sorted(other.elements())) / 100
    return (ratio + 2 * both / either) / 2
