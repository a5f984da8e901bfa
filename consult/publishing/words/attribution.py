"""For any word of a text: which step brought it there; for any word that is gone: which step took it out. Pure.

Blame over a chain of texts, oldest first: words that two neighbours have in common keep the origin that they had,
words that are new get the later one. Neighbours are aligned by a longest common subsequence of their words (Indel
distance, bit-parallel), which is minimal: an edit of k words takes at most k words from those who put them. Words are
the redline's tokens; blanks are nobody's and go with the older of the words beside them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz.distance import Indel

from consult.core.text import as_seen
from consult.drafts.text_diff import diff_tokens


class SourceKind(StrEnum):
    TEXT = "text"  # with a draft that was read in or written as a whole
    VOTE = "vote"  # by a revision that a ballot carried
    HAND = "hand"  # edited by hand after the vote, or without one
    UNEXPLAINED = "unexplained"  # other words than the last that anything accounts for


class AttributedRun(NamedTuple):
    """Words that stand side by side and came with the same step: `origin` is its place in the chain."""

    text: str
    origin: int


class RemovedRun(NamedTuple):
    """Words that stood side by side, came with the step `origin`, and were taken out by the step `removed_by`."""

    text: str
    origin: int
    removed_by: int


@dataclass(frozen=True)
class Attribution:
    """The last text of a chain in runs, which spell it as a reader sees it; and all that was taken out on the way."""

    runs: tuple[AttributedRun, ...] = ()
    removed: tuple[RemovedRun, ...] = ()


class VoteEffect(NamedTuple):
    """How many words a vote put in or took out, and how many of these changes stand in a later text."""

    changed: int
    standing: int

    @property
    def stands(self) -> bool:
        """More than half of what was voted: words that most of were rewritten afterwards are not what was carried."""
        return self.standing * 2 > self.changed or self.changed == 0


class _Words:
    """A text as a reader sees it, cut into tokens; `places` are the tokens that are not blanks."""

    def __init__(self, text: str) -> None:
        self.tokens = diff_tokens(as_seen(text))
        self.places = [place for place, token in enumerate(self.tokens) if not token.isspace()]
        self.words = [self.tokens[place] for place in self.places]

    def between(self, first: int, last: int) -> str:
        """From one word to another, with the blanks between them."""
        return "".join(self.tokens[self.places[first] : self.places[last] + 1])


def attribution(chain: Sequence[str]) -> Attribution:
    """Each word of the last text has exactly one origin; an empty chain has no words."""
    if not chain:
        return Attribution()
    old = _Words(chain[0])
    origins = [0] * len(old.words)
    removed: list[RemovedRun] = []
    for step, text in enumerate(chain[1:], start=1):
        new = _Words(text)
        kept = _kept(old.words, new.words)
        removed += _removed(old, origins, kept, step)
        there = {after: origins[before] for before, after in kept.items()}
        origins = [there.get(place, step) for place in range(len(new.words))]
        old = new
    return Attribution(tuple(_runs(old, origins)), tuple(removed))


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """By the place of a word in the old text, its place in the new one; words that are gone are left out."""
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(word, len(numbers)) for word in words] for words in (old, new))
    same = (op for op in Indel.opcodes(before, after) if op.tag == "equal")
    return {op.src_start + at: op.dest_start + at for op in same for at in range(op.src_end - op.src_start)}


def _removed(old: _Words, origins: Sequence[int], kept: dict[int, int], step: int) -> Iterator[RemovedRun]:
    gone = [place for place in range(len(old.words)) if place not in kept]
    beside = [(place - at, origins[place], place) for at, place in enumerate(gone)]
    for (_stretch, origin), run in groupby(beside, key=lambda one: one[:2]):
        places = [place for _s, _o, place in run]
        yield RemovedRun(old.between(places[0], places[-1]), origin, step)


def _runs(text: _Words, origins: Sequence[int]) -> Iterator[AttributedRun]:
    by_place = dict(zip(text.places, origins, strict=True))
    whose = [(token, _origin(place, by_place)) for place, token in enumerate(text.tokens)]
    for origin, run in groupby(whose, key=itemgetter(1)):
        yield AttributedRun("".join(token for token, _origin in run), origin)


def _origin(place: int, by_place: dict[int, int]) -> int:
    """Of a blank, the older origin of the words before and after it."""
    if place in by_place:
        return by_place[place]
    return min((by_place[at] for at in (place - 1, place + 1) if at in by_place), default=0)


def words_in(text: str) -> int:
    """How many words; blanks and signs alone are none."""
    return sum(any(sign.isalnum() for sign in token) for token in diff_tokens(text))


def words_changed(old: str, new: str) -> int:
    """How many words were put in or taken out between two texts."""
    before, after = _Words(old), _Words(new)
    kept = _kept(before.words, after.words)
    out = [word for place, word in enumerate(before.words) if place not in kept]
    stayed = set(kept.values())
    put = [word for place, word in enumerate(after.words) if place not in stayed]
    return sum(map(words_in, (*out, *put)))


def words_by_origin(runs: Sequence[AttributedRun]) -> dict[int, int]:
    """How many words each origin gave to the text."""
    counted: dict[int, int] = {}
    for run in runs:
        counted[run.origin] = counted.get(run.origin, 0) + words_in(run.text)
    return counted


def effect_of_vote(base: str, voted: str, now: str) -> VoteEffect:
    """What of the change from `base` to `voted` stands in `now`: words put in that are there, words taken out that
    are not back. Where no word changed, signs are counted."""
    old, passed, last = _Words(base), _Words(voted), _Words(now)
    by_vote, stayed, still = _kept(old.words, passed.words), _kept(passed.words, last.words), _kept(old.words, last.words)  # fmt: skip  # noqa: E501
    put = set(range(len(passed.words))) - set(by_vote.values())
    out = set(range(len(old.words))) - set(by_vote)
    changed = [(passed.words[place], place in stayed) for place in put]
    changed += [(old.words[place], place not in still) for place in out]
    words = [stands for word, stands in changed if words_in(word)] or [stands for _word, stands in changed]
    return VoteEffect(len(words), sum(words))
