"""The points that show a theme: on its subject and in its words, short, whole, asking, unlike each other."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.text.tokenization import UNSPACED, stem_of
from nlp.types import Vectors

_SHOWN = 3
_SHORTEST, _LENGTH = 40, 220  # characters of a good representative
_POOL, _NEAREST = 10, 0.1  # how many of the nearest are looked at: so many, or that share
_MOST = 60
_UNFIT, _PIECE, _WORDLESS, _LIKENESS, _SAME, _HEARD = 0.2, 0.06, 0.08, 0.3, 0.2, 0.04  # what each costs, in cosine
_ASKING = 0.15  # what it is worth that a point asks for something
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WHOLE = re.compile(r"""["“«„'(¿¡\s]*[^\W\d_a-zа-я].*[.!?。！？؟…]["”»)\s]*""", re.DOTALL)


@dataclass(frozen=True)
class ExemplarContext:
    """What else is known of the points: whose each is, its language, and by language the words of the theme."""

    owners: Sequence[int]
    languages: Sequence[str]
    words: Mapping[str, Sequence[str]]
    asking: Callable[[Sequence[int]], NDArray[np.float32]] | None = None  # how likely some rows ask for something


def representatives(
    vectors: Vectors,
    centre: NDArray[np.float32],
    texts: Sequence[str],
    many: int = _SHOWN,
    *,
    known: ExemplarContext | None = None,
) -> list[int]:
    """Rows that show a theme: near its centre, of readable length, unlike each other (maximal marginal relevance)."""
    if not len(texts):
        return []
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    lengths = np.array([len(text) for text in texts])
    near = near - _UNFIT * ((lengths < _SHORTEST) | (lengths > _LENGTH)) - 0.0003 * np.maximum(0, lengths - _LENGTH)
    pool = np.argsort(-near, kind="stable")[: min(_MOST, max(_POOL, round(_NEAREST * len(texts))))]
    worth = near[pool] - np.array([_PIECE * (_WHOLE.fullmatch(texts[row]) is None) for row in pool])
    if known is not None:
        stems = {code: _stems(" ".join(words), code) for code, words in known.words.items()}
        worth += _ASKING * known.asking(pool.tolist()) if known.asking is not None else 0.0
        worth -= [_WORDLESS * (not _tells(texts[row], known.languages[row], stems)) for row in pool]
    chosen = [int(worth.argmax())]
    while len(chosen) < min(many, len(pool)):
        gain = worth - _LIKENESS * (vectors[pool] @ vectors[pool[chosen]].T).max(1)
        if known is not None:
            gain -= _known_already(known, pool, chosen)
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
    return [int(pool[place]) for place in chosen]


def _known_already(known: ExemplarContext, pool: NDArray[np.int64], chosen: Sequence[int]) -> NDArray[np.float64]:
    owners = {known.owners[pool[place]] for place in chosen}
    heard = {known.languages[pool[place]] for place in chosen}
    return np.array([_SAME * (known.owners[row] in owners) + _HEARD * (known.languages[row] in heard) for row in pool])


def _tells(text: str, language: str, stems: Mapping[str, set[str]]) -> bool:
    """Has a word of the theme in it."""
    mine = stems.get(language, set())
    if language in UNSPACED:
        return any(word in text for word in mine)
    return not mine.isdisjoint(_stems(text, language))


def _stems(text: str, language: str) -> set[str]:
    return {stem_of(part, language) for word in _WORD.findall(text.casefold()) for part in (word, *word.split("-"))}
