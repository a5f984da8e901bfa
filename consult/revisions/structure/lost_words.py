"""Words of clauses that stand in none of the clauses that they are split or merged into. Pure.

Words are counted, so that a stretch that only changed places is not lost; they are shown as they stood, in stretches.
"""

from collections import Counter
from collections.abc import Iterable

from consult.core.text import as_seen
from consult.drafts.text_diff import diff_tokens


def lost_words(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Stretches of the texts before that are in none of those after, in reading order; a word is one whatever its
    case: the first word of a new sentence is the word that it was."""
    left = Counter(_folded(token) for text in after for token in diff_tokens(as_seen(text)))
    lost: list[str] = []
    for text in before:
        lost += _lost_of(text, left)
    return lost


def _lost_of(text: str, left: Counter[str]) -> list[str]:
    stretches: list[list[str]] = [[]]
    for token in diff_tokens(as_seen(text)):
        if not any(sign.isalnum() for sign in token):
            if stretches[-1]:
                stretches[-1].append(token)
            continue
        if left[_folded(token)] > 0:
            left[_folded(token)] -= 1
            stretches.append([])
            continue
        stretches[-1].append(token)
    found = ("".join(stretch).strip(" \t\n,;:.") for stretch in stretches)
    return [stretch for stretch in found if stretch]


def _folded(token: str) -> str:
    return token.casefold()
