"""Word-level difference of two texts, in any script. Pure.

What is compared is what a reader sees (`core.text.as_seen`): another kind of line end, another composition of a
letter or an invisible sign is no difference. Words are Unicode word segments (UAX 29); scripts without spaces are
compared grapheme by grapheme, also in the midst of other scripts, so that one changed sign does not strike a whole
Chinese sentence. Longest matching blocks are found by
difflib on those tokens; blocks of mere blanks between two changes are joined to them, so that a redline
reads as a phrase struck and a phrase put, not as confetti. difflib takes minutes on long texts that repeat
themselves, and anyone may propose one: above a bound a longest common subsequence (rapidfuzz, bit-parallel)
is taken instead, and words kept between larger changes are counted as changed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

import regex
from rapidfuzz.distance import Indel

from consult.core.text import as_seen

SegmentKind = Literal["same", "added", "removed"]
# Scripts written without spaces between words.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Bopomofo}\p{Yi}"
# Signs that show nothing (soft hyphen, joiners, marks of direction) do not part a word.
_LETTERS = rf"[[\p{{L}}\p{{N}}\p{{M}}\u00ad\u200b-\u200f\u2060\u061c]--[{UNSPACED}]]+"
# A run of blanks; a sign of a script written without spaces; a word with inner apostrophes; any other sign.
_TOKEN = regex.compile(rf"\s+|(?=[{UNSPACED}])\X|{_LETTERS}(?:['’]{_LETTERS})*|\X", regex.V1)

# Pairs of equal tokens that difflib may look at: a clause of some 250 words against another.
MOST_PAIRS = 60_000
# More pieces than this are not read as a redline: all of the old is struck, all of the new put.
MOST_SEGMENTS = 1_000


class Segment(NamedTuple):
    kind: SegmentKind
    text: str


def diff_tokens(text: str) -> list[str]:
    """Tokens whose concatenation is the text."""
    return _TOKEN.findall(text)


def difference(old: str, new: str) -> list[Segment]:
    """Segments in reading order; same + removed spell `as_seen(old)`, same + added spell `as_seen(new)`."""
    old, new = as_seen(old), as_seen(new)
    before, after = diff_tokens(old), diff_tokens(new)
    raw: list[Segment] = []
    for i1, i2, j1, j2, same in matching_blocks(before, after):
        if same:
            raw.append(Segment("same", "".join(before[i1:i2])))
            continue
        raw += [Segment("removed", "".join(before[i1:i2])), Segment("added", "".join(after[j1:j2]))]
    found = _joined([segment for segment in raw if segment.text])
    return found if len(found) <= MOST_SEGMENTS else _flushed(old, new)


def matching_blocks(before: Sequence[str], after: Sequence[str]) -> Iterable[tuple[int, int, int, int, bool]]:
    """Stretches of both token lists, in order, and whether they are the same."""
    often = Counter(before), Counter(after)
    pairs = sum(number * often[1][token] for token, number in often[0].items())
    if pairs <= MOST_PAIRS:
        for tag, *span in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            yield span[0], span[1], span[2], span[3], tag == "equal"
        return
    numbers: dict[str, int] = {}
    as_numbers = [[numbers.setdefault(token, len(numbers)) for token in tokens] for tokens in (before, after)]
    operations = list(Indel.opcodes(*as_numbers))
    sizes = [max(op.src_end - op.src_start, op.dest_end - op.dest_start) for op in operations]
    for place, op in enumerate(operations):
        beside = [sizes[at] for at in (place - 1, place + 1) if 0 <= at < len(sizes)]
        kept = op.tag == "equal" and (len(beside) < 2 or sizes[place] >= min(beside))
        yield op.src_start, op.src_end, op.dest_start, op.dest_end, kept


def _joined(raw: Sequence[Segment]) -> list[Segment]:
    """Changes parted only by blanks become one change."""
    out: list[Segment] = []
    removed = added = ""
    for place, (kind, text) in enumerate(raw):
        blank_between = kind == "same" and not text.strip() and 0 < place < len(raw) - 1 and (removed or added)
        if kind == "same" and not blank_between:
            out += _flushed(removed, added)
            removed = added = ""
            out.append(Segment("same", text))
            continue
        removed += text if kind != "added" else ""
        added += text if kind != "removed" else ""
    return out + _flushed(removed, added)


def _flushed(removed: str, added: str) -> list[Segment]:
    return [Segment(kind, text) for kind, text in (("removed", removed), ("added", added)) if text]  # type: ignore[arg-type]


def changed_share(old: str, new: str) -> float:
    """How much changed: 0 for the same words, 1 for none in common (by tokens that are not blanks)."""
    segments = difference(old, new)
    sizes = {
        kind: sum(len(s.text.strip()) for s in segments if s.kind == kind) for kind in ("same", "added", "removed")
    }
    total = 2 * sizes["same"] + sizes["added"] + sizes["removed"]
    return (sizes["added"] + sizes["removed"]) / total if total else 0.0
