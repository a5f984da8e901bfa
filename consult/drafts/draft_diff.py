"""Two drafts side by side, clause by clause. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.core.text import looks_same
from consult.drafts.models import Wording
from consult.drafts.redline.moves import MovedSegment, redline_with_moves

Links = Iterable[tuple[int, int]]  # clauses that were split or merged: from which, to which


@dataclass(frozen=True)
class ClausePair:
    """A clause before and after; one of the two is None where it was added or deleted.

    `into` are numbers of other clauses that it went into when it was split or merged, `out_of` of those that it came
    out of.
    """

    old: Wording | None
    new: Wording | None
    segments: list[MovedSegment]
    into: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    reordered: bool = False  # it stands elsewhere among the clauses that both drafts have

    @property
    def change(self) -> str:
        if self.old is None:
            return _came(self.out_of)
        if self.new is None:
            return _went(self.into)
        if not looks_same(self.old.text, self.new.text):
            return "reworded"
        if self.into or self.out_of:
            return "split" if self.into else "merged"
        if self.old.heading != self.new.heading:
            return "retitled"
        if self.reordered or (self.old.pillar_id, self.old.part_id) != (self.new.pillar_id, self.new.part_id):
            return "moved"
        return "renumbered" if self.old.number != self.new.number else "same"


def _came(out_of: Sequence[str]) -> str:
    """A clause that was not there before: new, a part of one that was split, or made of several."""
    return ("merged" if len(out_of) > 1 else "split") if out_of else "added"


def _went(into: Sequence[str]) -> str:
    return ("split" if len(into) > 1 else "merged") if into else "deleted"


def compare(old: Sequence[Wording], new: Sequence[Wording], links: Links = ()) -> list[ClausePair]:
    """Pairs in the order of the new draft; deleted clauses follow the clause they stood after."""
    before = {wording.clause_id: wording for wording in old}
    moved = out_of_order([wording.clause_id for wording in old], [wording.clause_id for wording in new])
    into, out_of = _numbers(before, {wording.clause_id: wording for wording in new}, links)

    def pair(was: Wording | None, now: Wording | None) -> ClausePair:
        clause = (now or was).clause_id  # type: ignore[union-attr]
        segments = redline_with_moves(was.text if was else "", now.text if now else "")
        return ClausePair(was, now, segments, tuple(into[clause]), tuple(out_of[clause]), clause in moved)

    pairs = [pair(before.get(wording.clause_id), wording) for wording in new]
    kept = {wording.clause_id for wording in new}
    for place, wording in enumerate(old):
        if wording.clause_id not in kept:
            earlier = {w.clause_id for w in old[:place]}
            at = max((i + 1 for i, p in enumerate(pairs) if (p.new or p.old).clause_id in earlier), default=0)  # type: ignore[union-attr]
            pairs.insert(at, pair(wording, None))
    return pairs


def _numbers(
    before: Mapping[int, Wording], after: Mapping[int, Wording], links: Links
) -> tuple[Mapping[int, list[str]], Mapping[int, list[str]]]:
    """By clause the numbers of others that it went into, and of those that it came out of; each once."""
    into: defaultdict[int, list[str]] = defaultdict(list)
    out_of: defaultdict[int, list[str]] = defaultdict(list)
    for was, now in dict.fromkeys(links):
        if was != now and was in before and now in after:
            into[was].append(after[now].number)
            out_of[now].append(before[was].number)
    return into, out_of


def out_of_order(before: Sequence[int | None], now: Sequence[int | None]) -> frozenset[int | None]:
    """The fewest clauses that, moved, explain the order (all but a longest increasing subsequence)."""
    place = {clause: at for at, clause in enumerate(before)}
    stayed = [clause for clause in now if clause is not None and clause in place]
    ends: list[int] = []
    at: list[int] = []
    earlier: list[int] = []
    for i, clause in enumerate(stayed):
        length = bisect_left(ends, place[clause])
        earlier.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [place[clause]]
        at[length : length + 1] = [i]
    kept, i = set(), at[-1] if at else -1
    while i >= 0:
        kept.add(stayed[i])
        i = earlier[i]
    return frozenset(stayed) - kept
