"""Links from clauses of the old text to clauses of the new one, each with a confidence. Pure.

First what stands word for word; then, among the clauses left over, the likeness of each pair against its rivals.
The confidence is a logistic function of five signs of a pair (`Signs`); its weights were chosen on versions of three
public texts, two of them with clauses taken away at random so that unrelated ones face each other.
`python -m benchmarks.lineage` prints how often a confidence was right, on these and on versions held out.
A clause may have several links on one side only, so that it was split or merged, never both at once: the
weaker link of such a knot is put below the bar, as a proposal.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from consult.drafts.lineage.likeness import Likeness, Nearness, likeness_of
from consult.drafts.lineage.terms import Terms, Weights, terms_of

LINKED = 0.5  # confidence from which clauses are linked; below, a link is a proposal
PROPOSED = 0.2  # below, it is not even that
BELOW = 0.49
# Confidence of words that stand as they stood: once in each text, or several times (told apart by the clauses
# beside them, or by their order alone).
SURE, BY_NEIGHBOURS, BY_ORDER, BY_CHANCE = 1.0, 0.98, 0.9, 0.6


@dataclass(frozen=True)
class Link:
    """`old` and `new` are places in the two texts, from 0."""

    old: int
    new: int
    confidence: float
    same: bool = False  # the words are what they were


class Signs(NamedTuple):
    """What speaks for a pair and against it; the places are those of `Scale.weights`."""

    likeness: float  # above the bar of these two texts; tempered by how much of the greatest of either clause it is
    mutual: float  # 1 where each is most like the other
    beside: float  # share of its neighbours that are linked to each other, where the two texts keep one order
    taken: float  # how nearly word for word another pair with one of the two is, above `NEARLY_SAME`
    part: float  # 1 where the new clause is most like an old one that is more like another: a part, if anything


@dataclass(frozen=True)
class Scale:
    """How likenesses are read: lower without sentence vectors.

    The bar for a pair rises where the texts have little else in common (two texts that are no versions of one
    another are not linked), and where what they have in common stands nearly word for word (in a text that was
    revised lightly, a clause that is hardly alike is another clause).
    """

    bar: float  # likeness that is worth one link in two, between versions that were rewritten throughout
    strong: float  # likeness of pairs that show that the texts are versions of one another
    light: float  # what is added to the bar in a light revision
    strange: float  # likewise between texts with nothing in common
    weights: Signs


NEARLY_SAME = 0.8
SOFTENING = 2.0  # by which the sum of the signs is divided, so that a confidence is right about as often as it says
REWRITTEN, LIGHTLY = 0.7, 0.95  # mean likeness of strong pairs in a text rewritten throughout, or revised lightly
VERSIONS = 0.6  # share of clauses with a strong pair from which texts are versions of one another
BY_VECTORS = Scale(0.29, 0.42, 0.1, 0.2, Signs(25.0, 1.0, 1.5, -28.0, -1.5))
BY_WORDS = Scale(0.21, 0.33, 0.1, 0.25, Signs(22.0, 1.0, 1.5, -25.0, -0.5))


def links_between(old: Sequence[str], new: Sequence[str], nearness: Nearness | None = None) -> list[Link]:
    """Every link and proposal, the surest first."""
    before, after = [terms_of(text) for text in old], [terms_of(text) for text in new]
    same = list(_unchanged(before, after))
    weights = Weights([*before, *after])
    left, right = {link.old for link in same}, {link.new for link in same}
    rest_before = {place: clause for place, clause in enumerate(before) if place not in left}
    rest_after = {place: clause for place, clause in enumerate(after) if place not in right}
    alike = likeness_of(rest_before, rest_after, weights, nearness)
    scale = BY_VECTORS if alike.by_vectors else BY_WORDS
    found = [Link(i, j, _confidence(signs, scale)) for i, j, signs in signs_of(alike, same, scale)]
    return sorted([*same, *_without_knots(found)], key=lambda link: (-link.confidence, link.old, link.new))


def _unchanged(before: Sequence[Terms], after: Sequence[Terms]) -> Iterator[Link]:
    """Clauses whose words stand as they stood; of several that say the same, first those between the same others."""
    stood, stand = _places(before), _places(after)
    for seen, old in stood.items():
        new = stand.get(seen, [])
        if len(old) == len(new) == 1:
            yield Link(old[0], new[0], SURE, same=True)
        elif new:
            yield from _repeated(old, new, before, after)


def _places(clauses: Sequence[Terms]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, clause in enumerate(clauses):
        found[clause.seen].append(place)
    return found


def _repeated(
    old: Sequence[int], new: Sequence[int], before: Sequence[Terms], after: Sequence[Terms]
) -> Iterator[Link]:
    free_old, free_new = dict.fromkeys(old), dict.fromkeys(new)
    for sides in ((-1, 1), (-1,), (1,)):
        fitting: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for j in free_new:
            fitting[_beside(after, j, sides)].append(j)
        for i in list(free_old):
            if len(found := fitting.get(_beside(before, i, sides), [])) == 1:
                j = found.pop()
                yield Link(i, j, BY_NEIGHBOURS, same=True)
                del free_old[i], free_new[j]
    sure = BY_ORDER if len(free_old) == len(free_new) else BY_CHANCE
    for i, j in zip(free_old, free_new, strict=False):
        yield Link(i, j, sure, same=True)


def _beside(clauses: Sequence[Terms], place: int, sides: Iterable[int]) -> tuple[str, ...]:
    return tuple(clauses[place + side].seen if 0 <= place + side < len(clauses) else "" for side in sides)


def signs_of(alike: Likeness, same: Sequence[Link], scale: Scale) -> Iterator[tuple[int, int, Signs]]:
    """Every pair that was compared, with what speaks for it."""
    columns = alike.columns()
    of_old = {i: max(row.values()) for i, row in alike.rows.items() if row}
    of_new = {j: max(column.values()) for j, column in columns.items()}
    mutual = _mutual(alike.rows, columns)
    bar = _bar([alike.rows[i][j] for i, j in mutual], len(same), min(len(alike.rows), len(alike.new)), scale)
    linked = {(link.old, link.new) for link in same} | mutual
    orderly = sum((i + 1, j + 1) in linked for i, j in linked) / max(1, len(linked))
    for i, row in alike.rows.items():
        for j, value in row.items():
            if value <= 0:
                continue
            first_of_old, first_of_new = value == of_old[i], value == of_new[j]
            rival = max(0.0 if first_of_old else of_old[i], 0.0 if first_of_new else of_new[j])
            yield (
                i,
                j,
                Signs(
                    likeness=value * max(value / of_old[i], value / of_new[j]) - bar,
                    mutual=float(first_of_old and first_of_new),
                    beside=orderly * sum((i + step, j + step) in linked for step in (-1, 1)) / 2,
                    taken=max(0.0, rival - NEARLY_SAME),
                    part=float(first_of_new and not first_of_old),
                ),
            )


def _mutual(
    rows: Mapping[int, Mapping[int, float]], columns: Mapping[int, Mapping[int, float]]
) -> set[tuple[int, int]]:
    """Pairs that are each other's most alike."""
    best = {i: max(row, key=lambda j: (row[j], -j)) for i, row in rows.items() if row}
    best_old = {j: max(column, key=lambda i: (column[i], -i)) for j, column in columns.items()}
    return {(i, j) for i, j in best.items() if best_old[j] == i}


def _bar(likenesses: Sequence[float], same: int, left: int, scale: Scale) -> float:
    """`likenesses` of pairs that are each other's most alike; `left`: clauses of the smaller rest of the two texts."""
    strong = [value for value in likenesses if value >= scale.strong]
    found = len(strong) + same
    mean = (sum(strong) + same) / found if found else REWRITTEN
    light = min(1.0, max(0.0, (mean - REWRITTEN) / (LIGHTLY - REWRITTEN)))
    versions = found / max(1, same + left)
    strange = max(0.0, 1 - versions / VERSIONS)
    return scale.bar + scale.light * light + scale.strange * strange


def _confidence(signs: Signs, scale: Scale) -> float:
    exponent = sum(weight * value for weight, value in zip(scale.weights, signs, strict=True))
    return round(1 / (1 + math.exp(-exponent / SOFTENING)), 3)


def _without_knots(found: Iterable[Link]) -> Iterator[Link]:
    """Links from the surest down: one that would make a clause both split and merged is only proposed."""
    of_old: dict[int, list[int]] = defaultdict(list)
    of_new: dict[int, list[int]] = defaultdict(list)
    for link in sorted(found, key=lambda link: (-link.confidence, link.old, link.new)):
        if link.confidence < PROPOSED:
            return
        if link.confidence < LINKED:
            yield link
            continue
        both = of_old[link.old] and of_new[link.new]
        knot = (
            both
            or any(len(of_new[j]) > 1 for j in of_old[link.old])
            or any(len(of_old[i]) > 1 for i in of_new[link.new])
        )
        if knot:
            yield replace(link, confidence=BELOW)
            continue
        of_old[link.old].append(link.new)
        of_new[link.new].append(link.old)
        yield link
