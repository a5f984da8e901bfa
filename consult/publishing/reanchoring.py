"""What became of the words that a comment is about, in the next draft: with a confidence, never a guess. Pure.

Certain (1.0) is only what can be read off the two drafts: the clause stands as it stood, stands unchanged under
another number, or was deleted. Everything else is a proposal that a person confirms. The passage is looked for as
`comments.anchor` does (quote 50, words before 20, words after 20); below its bar the nearest words are still shown
to that person, with their similarity (rapidfuzz's ratio), and below `NEAREST` the words are held to be gone.
"""

from typing import NamedTuple

import regex
from rapidfuzz import fuzz

from consult.comments.quotation.anchor import Anchor, find_passage, places
from consult.core.text import looks_same
from consult.publishing.models import Fate

NEAREST = 0.5  # words less like the quote than this are other words
UNSURE = 0.99  # the most that a changed clause can have: certainty would pass it by every person
BELOW_THE_BAR = 0.75  # the most for words that the anchor does not take for the quote
SEVERAL = 0.5  # the quote stands there more than once, and nothing tells which was meant
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]")


class Stood(NamedTuple):
    """A clause in one draft: its printed number, its pillar and part, its words."""

    number: str
    section: tuple[int, int | None]
    text: str


class Carried(NamedTuple):
    """`quote` are the words in the new draft that the comment is tied to; empty for the clause as a whole."""

    fate: Fate
    confidence: float
    quote: str = ""


def carry(said: Anchor, old: Stood | None, new: Stood | None) -> Carried:
    """The fate of a comment on a clause; of a passage of it where `said.quote` is not empty."""
    if new is None:
        return Carried(Fate.GONE, 1.0)
    if old is None:
        return Carried(Fate.REWORDED, 0.0)  # the clause was not in the draft that they read
    if looks_same(old.text, new.text):
        moved = (old.number, old.section) != (new.number, new.section)
        return Carried(Fate.MOVED if moved else Fate.ANCHORED, 1.0, said.quote)
    if not said.quote:
        return Carried(Fate.REWORDED, min(UNSURE, fuzz.ratio(old.text, new.text) / 100))
    return _passage(said, new.text)


def _passage(said: Anchor, text: str) -> Carried:
    place = find_passage(text, said)
    if place is not None:
        fate = Fate.ANCHORED if place.exact else Fate.REWORDED
        return Carried(fate, min(UNSURE, place.score), text[place.start : place.end])
    found = places(text, said)
    if found and found[0].exact:
        best = found[0]
        return Carried(Fate.ANCHORED, min(SEVERAL, best.score), text[best.start : best.end])
    return _nearest(said.quote, text)


def _nearest(quote: str, text: str) -> Carried:
    """The stretch of whole words most like the quote, or word that it is gone."""
    rough = fuzz.partial_ratio_alignment(quote, text)
    start, end = (rough.dest_start, rough.dest_end) if rough is not None else (0, 0)
    touched = [m for m in _WORD.finditer(text) if m.end() > start and m.start() < end]
    words = text[touched[0].start() : touched[-1].end()] if touched else ""
    likeness = fuzz.ratio(quote, words) / 100
    if likeness < NEAREST:
        return Carried(Fate.GONE, min(UNSURE, 1 - likeness))
    return Carried(Fate.REWORDED, min(BELOW_THE_BAR, likeness), words)
