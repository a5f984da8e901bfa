"""Two changes of one text put together where they do not touch: a three-way merge by words. Pure.

Each change is read as edits of the text that both began from. Edits that overlap, or stand side by side, are left to
people, and nothing is merged; the same edit on both sides counts once.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from consult.core.text import as_seen
from consult.drafts.text_diff import diff_tokens, matching_blocks


class _Edit(NamedTuple):
    start: int
    end: int
    put: tuple[str, ...]


def merged_words(base: str, one: str, other: str) -> str | None:
    """Both changes of `base` in one text; None where they touch, so that a person has to choose."""
    before = diff_tokens(as_seen(base))
    edits = sorted({*_edits(before, one), *_edits(before, other)})
    if any(_touch(a, b) for a, b in itertools.pairwise(edits)):
        return None
    words: list[str] = []
    done = 0
    for edit in edits:
        words += [*before[done : edit.start], *edit.put]
        done = edit.end
    return "".join([*words, *before[done:]])


def _edits(before: Sequence[str], text: str) -> list[_Edit]:
    after = diff_tokens(as_seen(text))
    return [_Edit(i1, i2, tuple(after[j1:j2])) for i1, i2, j1, j2, same in matching_blocks(before, after) if not same]


def _touch(a: _Edit, b: _Edit) -> bool:
    return b.start <= a.end
