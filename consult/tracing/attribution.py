"""For any word of a text: which of its wordings brought it there. Pure.

Blame over a chain of wordings, oldest first: words that two neighbours have in common keep the origin
that they had, words that are new get the later one. What counts as the same words is the redline's
difference, so that this page and the redline never tell two stories.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from consult.core.text import as_seen
from consult.drafts.text_diff import diff_tokens, difference


class AttributedRun(NamedTuple):
    """Words that stand side by side and came with the same wording: `origin` is its place in the chain."""

    text: str
    origin: int


def attribution(chain: Sequence[str]) -> list[AttributedRun]:
    """The last wording of the chain, as a reader sees it, in runs, each with its origin; an empty chain has none."""
    if not chain:
        return []
    chain = [as_seen(text) for text in chain]
    origins = [0] * len(chain[0])
    for place in range(1, len(chain)):
        origins = _carried(origins, chain[place - 1], chain[place], place)
    signs = zip(chain[-1], origins, strict=True)
    return [
        AttributedRun("".join(sign for sign, _ in run), origin) for origin, run in groupby(signs, key=itemgetter(1))
    ]


def _carried(origins: Sequence[int], old: str, new: str, place: int) -> list[int]:
    """The origin of each sign of `new`, given that of each sign of `old`."""
    carried: list[int] = []
    read = 0
    for kind, text in difference(old, new):
        if kind == "added":
            carried += [place] * len(text)
            continue
        if kind == "same":
            carried += origins[read : read + len(text)]
        read += len(text)
    return carried


def words_by_origin(runs: Sequence[AttributedRun]) -> dict[int, int]:
    """How many words each origin gave to the text; blanks and signs alone are not words."""
    counted: dict[int, int] = {}
    for run in runs:
        here = sum(1 for word in diff_tokens(run.text) if any(sign.isalnum() for sign in word))
        counted[run.origin] = counted.get(run.origin, 0) + here
    return counted
