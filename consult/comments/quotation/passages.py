"""A passage in the words of its clause: found, marked, and its proposed wording put in its place. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from consult.comments.content import CommentContent
from consult.comments.quotation.anchor import Anchor, AnchorMatch, anchor_at, find_passage, places
from consult.core.text import looks_same
from consult.drafts.text_diff import Segment, difference

# Letters of scripts that part words by spaces, with their marks.
_SPACED_WORD = regex.compile(
    r"[[\p{L}\p{N}\p{M}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]+", regex.V1
)

NEAR = 24  # signs beside a passage by which its surroundings are known again


class Marked(NamedTuple):
    """A stretch of a clause, and how many comments quote it."""

    text: str
    times: int


def anchor_of(content: CommentContent) -> Anchor:
    return Anchor(content.quote, content.prefix, content.suffix)


def settled(content: CommentContent, text: str) -> CommentContent:
    """With the passage as it stands in the text, word for word; words proposed that stand there already are none.

    Unchanged where the passage is not found exactly.
    """
    place = find_passage(text, anchor_of(content)) if content.quote else None
    if place is not None and place.exact:
        anchor = anchor_at(text, *whole_words(text, place.start, place.end))
        content = replace(content, quote=anchor.quote, prefix=anchor.prefix, suffix=anchor.suffix)
    becomes = proposal_in(text, anchor_of(content), content.proposed_text)
    return replace(content, proposed_text="") if looks_same(becomes, text) else content


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widened to the words that were cut; scripts written without spaces are left as they are."""
    for word in _SPACED_WORD.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return start, end


def stands_in(content: CommentContent, text: str) -> bool:
    place = find_passage(text, anchor_of(content)) if content.quote else None
    return not content.quote or (place is not None and place.exact)


def nearest(content: CommentContent, text: str) -> str:
    """The words of the text that they may have meant; empty when nothing is near."""
    near = places(text, anchor_of(content))
    return text[near[0].start : near[0].end] if near else ""


def times_in(quote: str, text: str) -> int:
    return sum(place.exact for place in places(text, Anchor(quote)))


def proposal_in(text: str, anchor: Anchor, proposed: str) -> str | None:
    """The whole clause as it would read; None when the passage to be replaced is not found."""
    if not anchor.quote:
        return proposed
    place = find_passage(text, anchor)
    return text[: place.start] + proposed + text[place.end :] if place else None


def repeats_its_surroundings(content: CommentContent, text: str) -> bool:
    """Whether words that would take the place of a passage also hold what stands around it, as if for the whole."""
    place = find_passage(text, anchor_of(content)) if content.quote and content.proposed_text else None
    if place is None:
        return False
    proposed = _in_one_line(content.proposed_text)
    before, after = _in_one_line(text[: place.start]), _in_one_line(text[place.end :])
    around = [part for part in (before[:NEAR], before[-NEAR:], after[:NEAR]) if len(part) >= NEAR // 2]
    return any(part in proposed for part in around)


def _in_one_line(text: str) -> str:
    return " ".join(text.split()).casefold()


def redline(text: str, anchor: Anchor, proposed: str) -> list[Segment] | None:
    """What the proposal changes in the clause; None without a proposal, or when its place is not found."""
    new = proposal_in(text, anchor, proposed) if proposed else None
    return difference(text, new) if new is not None else None


def marked(text: str, anchors: Iterable[Anchor]) -> list[Marked]:
    """The clause cut where quoted passages begin and end."""
    found = [place for anchor in anchors if (place := find_passage(text, anchor))]
    cuts = sorted({0, len(text), *(p.start for p in found), *(p.end for p in found)})
    return [Marked(text[a:b], _covering(found, a, b)) for a, b in pairwise(cuts)]


def _covering(found: list[AnchorMatch], start: int, end: int) -> int:
    return sum(place.start <= start and end <= place.end for place in found)
