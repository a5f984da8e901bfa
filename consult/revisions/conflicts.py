"""Two proposals for the same words: which stretches of the base both of them touch. Pure.

A proposal touches what it strikes or replaces, and the seam where it only inserts. Two proposals collide
where a touched stretch of one overlaps one of the other, or where a seam lies in or at the edge of it:
neither can then be put into the text without deciding what becomes of the other.
"""

from typing import NamedTuple

from consult.core.text import as_seen
from consult.drafts.text_diff import difference

AROUND = 24  # signs shown on either side of a seam


class BaseSpan(NamedTuple):
    """A stretch of the base, as it is seen, in code points; an empty one is a seam between two words."""

    start: int
    end: int


def touched(base: str, proposed: str) -> list[BaseSpan]:
    """What a proposal changes in the base (`as_seen`: places are counted there), in reading order."""
    spans: list[BaseSpan] = []
    at, before = 0, "same"
    for kind, text in difference(base, proposed):
        if kind == "removed":
            spans.append(BaseSpan(at, at + len(text)))
        elif kind == "added" and before != "removed":
            spans.append(BaseSpan(at, at))
        at += len(text) if kind != "added" else 0
        before = kind
    return spans


def shared(base: str, one: str, other: str) -> list[BaseSpan]:
    """The stretches that both proposals touch; empty when both can be carried."""
    theirs = touched(base, other)
    both = {_common(a, b) for a in touched(base, one) for b in theirs if _meet(a, b)}
    return sorted(both)


def _meet(a: BaseSpan, b: BaseSpan) -> bool:
    if a.start == a.end or b.start == b.end:
        return a.start <= b.end and b.start <= a.end
    return a.start < b.end and b.start < a.end


def _common(a: BaseSpan, b: BaseSpan) -> BaseSpan:
    start, end = max(a.start, b.start), min(a.end, b.end)
    return BaseSpan(start, end)


def words_at(base: str, span: BaseSpan) -> str:
    """A touched stretch as people recognise it: its words, or the words on both sides of a seam."""
    base = as_seen(base)
    if base[span.start : span.end].strip():
        return base[span.start : span.end].strip()
    before, after = base[max(0, span.start - AROUND) : span.start], base[span.end : span.end + AROUND]
    before = before.partition(" ")[2] if span.start > AROUND else before
    after = after.rpartition(" ")[0] if span.end + AROUND < len(base) else after
    return f"{before.strip()} … {after.strip()}".strip(" …") if before.strip() or after.strip() else ""
