"""Two drafts side by side, clause by clause. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.text import looks_same
from consult.drafts.models import Wording
from consult.drafts.text_diff import Segment, difference


@dataclass(frozen=True)
class ClausePair:
    """A clause before and after; one of the two is None where it was added or deleted."""

    old: Wording | None
    new: Wording | None
    segments: list[Segment]

    @property
    def change(self) -> str:
        if self.old is None:
            return "added"
        if self.new is None:
            return "deleted"
        if not looks_same(self.old.text, self.new.text):
            return "reworded"
        return "renumbered" if self.old.number != self.new.number else "same"


def compare(old: Sequence[Wording], new: Sequence[Wording]) -> list[ClausePair]:
    """Pairs in the order of the new draft; deleted clauses follow the clause they stood after."""
    before = {wording.clause_id: wording for wording in old}
    pairs = [_pair(before.get(wording.clause_id), wording) for wording in new]
    kept = {wording.clause_id for wording in new}
    for place, wording in enumerate(old):
        if wording.clause_id not in kept:
            earlier = {w.clause_id for w in old[:place]}
            at = max((i + 1 for i, p in enumerate(pairs) if (p.new or p.old).clause_id in earlier), default=0)  # type: ignore[union-attr]
            pairs.insert(at, _pair(wording, None))
    return pairs


def _pair(old: Wording | None, new: Wording | None) -> ClausePair:
    return ClausePair(old, new, difference(old.text if old else "", new.text if new else ""))
