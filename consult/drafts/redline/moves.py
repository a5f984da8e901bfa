"""Words that only moved: struck in one place of a redline and put in another. Pure.

A run of words is a move when it is long enough not to stand in two places by chance, by the words that it has or, in
scripts without spaces, by its signs. Runs are found by their first words (an index of n-grams) and taken as far as
both places agree, the longest first come. A moved run stays "removed" where it left and "added" where it arrived, with
one number for both, so that whoever reads only struck and put words reads the same texts as before.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from consult.drafts.text_diff import Segment, SegmentKind, diff_tokens, difference

SEED = 4  # words that begin a run
FEWEST_SIGNS = 18  # of a run in a script with spaces
FEWEST_UNSPACED = 8  # tokens of a run in which each sign is one
MOST_PLACES = 24  # of one seed; what stands everywhere is no move


class MovedSegment(NamedTuple):
    """`move` is 0 for what did not move, else a number that two segments share: from where, to where."""

    kind: SegmentKind
    text: str
    move: int = 0


class _Word(NamedTuple):
    text: str
    segment: int
    start: int
    end: int


class _Run(NamedTuple):
    size: int
    old: int
    new: int


def redline_with_moves(old: str, new: str) -> list[MovedSegment]:
    """What a reader sees of a change: `difference`, with the words that moved named as such."""
    return with_moves(difference(old, new))


def with_moves(segments: Sequence[Segment]) -> list[MovedSegment]:
    """The same segments, those that hold a moved run cut around it; texts of each kind are spelt as before."""
    struck, put = list(_words(segments, "removed")), list(_words(segments, "added"))
    cuts: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, run in enumerate(_runs(struck, put), start=1):
        for words, at in ((struck, run.old), (put, run.new)):
            first, last = words[at], words[at + run.size - 1]
            cuts[first.segment].append((first.start, last.end, number))
    shown: list[MovedSegment] = []
    for place, (kind, text) in enumerate(segments):
        done = 0
        for start, end, number in sorted(cuts.get(place, ())):
            shown += [MovedSegment(kind, text[done:start]), MovedSegment(kind, text[start:end], number)]
            done = end
        shown.append(MovedSegment(kind, text[done:]))
    return [segment for segment in shown if segment.text]


def _words(segments: Sequence[Segment], kind: SegmentKind) -> Iterator[_Word]:
    for place, segment in enumerate(segments):
        start = 0
        for token in diff_tokens(segment.text) if segment.kind == kind else ():
            if not token.isspace():
                yield _Word(token, place, start, start + len(token))
            start += len(token)


def _runs(struck: Sequence[_Word], put: Sequence[_Word]) -> list[_Run]:
    """Runs that overlap in neither text, longest first, numbered as they are read in the new text."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(put) - SEED + 1):
        places[tuple(word.text for word in put[at : at + SEED])].append(at)
    found: list[_Run] = []
    for at in range(len(struck) - SEED + 1):
        here = places.get(tuple(word.text for word in struck[at : at + SEED]), ())
        if len(here) <= MOST_PLACES:
            found += [
                _Run(_length(struck, put, at, there), at, there) for there in here if _begins(struck, put, at, there)
            ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    kept = []
    for run in sorted(found, key=lambda run: (-run.size, run.new, run.old)):
        old, new = range(run.old, run.old + run.size), range(run.new, run.new + run.size)
        if _long_enough(struck[run.old : run.old + run.size]) and not (
            taken_old.intersection(old) or taken_new.intersection(new)
        ):
            taken_old.update(old)
            taken_new.update(new)
            kept.append(run)
    return sorted(kept, key=lambda run: run.new)


def _begins(struck: Sequence[_Word], put: Sequence[_Word], at: int, there: int) -> bool:
    """Whether the run does not begin before: its longer form is found from there."""
    if not at or not there or struck[at - 1].text != put[there - 1].text:
        return True
    return struck[at - 1].segment != struck[at].segment or put[there - 1].segment != put[there].segment


def _length(struck: Sequence[_Word], put: Sequence[_Word], at: int, there: int) -> int:
    """How many words agree, within one stretch of each text."""
    size = 0
    while (
        at + size < len(struck)
        and there + size < len(put)
        and struck[at + size].text == put[there + size].text
        and struck[at + size].segment == struck[at].segment
        and put[there + size].segment == put[there].segment
    ):
        size += 1
    return size


def _long_enough(words: Sequence[_Word]) -> bool:
    if len(words) < SEED:
        return False
    spaced = len(words) and words[-1].end - words[0].start > sum(len(word.text) for word in words)
    signs = sum(len(word.text) for word in words)
    return signs >= FEWEST_SIGNS if spaced else len(words) >= FEWEST_UNSPACED
