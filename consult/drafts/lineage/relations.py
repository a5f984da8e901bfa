"""What became of every clause of a text, read off its links: each clause of both texts in one relation. Pure.

What is below `LINKED` is never a relation that stands: the clause is deleted or added, and the link stands beside
as a proposal.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.drafts.lineage.likeness import Nearness
from consult.drafts.lineage.links import LINKED, Link, links_between
from consult.drafts.models import Change


class Relation(StrEnum):
    """As `Change`, and what has no row of lineage: a clause that came over word for word, in its place."""

    UNCHANGED = "unchanged"
    REWORDED = Change.REWORDED.value
    MOVED = Change.MOVED.value
    SPLIT = Change.SPLIT.value
    MERGED = Change.MERGED.value
    ADDED = Change.ADDED.value
    DELETED = Change.DELETED.value


@dataclass(frozen=True)
class Continuation:
    """Clauses of the old text and what they became, as places from 0. Below `LINKED` it is only proposed."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    relation: Relation
    confidence: float

    @property
    def stands(self) -> bool:
        return self.confidence >= LINKED


def continuations(old: Sequence[str], new: Sequence[str], nearness: Nearness | None = None) -> list[Continuation]:
    """In the order of the new text, then what was deleted, then what is only proposed, the surest first."""
    links = links_between(old, new, nearness)
    standing = [link for link in links if link.confidence >= LINKED]
    proposed = [link for link in links if link.confidence < LINKED]
    doubt_of_old, doubt_of_new = _doubts(proposed)
    came, went = {link.new for link in standing}, {link.old for link in standing}
    found = list(_standing(standing))
    added = (j for j in range(len(new)) if j not in came)
    found += [Continuation((), (j,), Relation.ADDED, 1 - doubt_of_new.get(j, 0.0)) for j in added]
    found.sort(key=lambda row: (row.new, row.old))
    deleted = (i for i in range(len(old)) if i not in went)
    found += [Continuation((i,), (), Relation.DELETED, 1 - doubt_of_old.get(i, 0.0)) for i in deleted]
    for link in proposed:
        relation = Relation.SPLIT if link.old in went else Relation.MERGED if link.new in came else Relation.REWORDED
        found.append(Continuation((link.old,), (link.new,), relation, link.confidence))
    return found


def _doubts(proposed: Sequence[Link]) -> tuple[dict[int, float], dict[int, float]]:
    """By clause: the confidence of the surest proposal."""
    of_old: dict[int, float] = {}
    of_new: dict[int, float] = {}
    for link in proposed:
        of_old[link.old] = max(of_old.get(link.old, 0.0), link.confidence)
        of_new[link.new] = max(of_new.get(link.new, 0.0), link.confidence)
    return of_old, of_new


def _standing(links: Sequence[Link]) -> Iterator[Continuation]:
    of_old: dict[int, list[Link]] = defaultdict(list)
    of_new: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        of_old[link.old].append(link)
        of_new[link.new].append(link)
    in_place = _in_place(links)
    for old, group in of_old.items():
        if len(group) > 1:
            yield _star(group, Relation.SPLIT)
        elif len(of_new[group[0].new]) == 1:
            link = group[0]
            kept = Relation.UNCHANGED if (old, link.new) in in_place else Relation.MOVED
            yield _star(group, kept if link.same else Relation.REWORDED)
    for group in of_new.values():
        if len(group) > 1:
            yield _star(group, Relation.MERGED)


def _star(group: Sequence[Link], relation: Relation) -> Continuation:
    old, new = sorted({link.old for link in group}), sorted({link.new for link in group})
    return Continuation(tuple(old), tuple(new), relation, min(link.confidence for link in group))


def _in_place(links: Sequence[Link]) -> set[tuple[int, int]]:
    """The most links that keep one order (longest increasing subsequence); the others moved."""
    ordered = sorted((link.old, -link.new) for link in links)
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, (_old, negative) in enumerate(ordered):
        length = bisect_left(ends, -negative)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [-negative]
        at[length : length + 1] = [place]
    found, place = set(), at[-1] if at else -1
    while place >= 0:
        old, negative = ordered[place]
        found.add((old, -negative))
        place = before[place]
    return found
