"""Campaign letters and near-duplicates folded into one item.

Sets of three-word shingles compared by MinHash (Broder 1997) with banding; a candidate pair counts only
when the later text is close to the *first* of its group, so that a chain of small changes cannot grow
into one big lump. Where three copies are together, what a third of them share is the letter itself, and a
copy that its sender changed much is compared with that; letters of which each made their own are told by what they
share together (`adapted_letters`). Own numpy, sorted bands and union-find: one huge
campaign costs no more than many small. Texts are taken the most copied first, then by what they say, and hashed
by their words alone: the same letters in whatever order the texts come.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp.text.adapted_letters import adapted_letters

_Hashes = NDArray[np.uint64]
_NONE: _Hashes = np.empty(0, np.uint64)

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W_]+")
_BANDS, _ROWS = 42, 3
_SAME = 0.3  # Jaccard of shingles from which two long texts are one letter; short ones need more, + 4 / size
_WITHIN = 0.8  # or this share of the letter stands in a longer text
_COPIES = 3  # that tell the letter from what each sender changed
_HALF = 0.5  # share of that letter which a copy carries
_SHORT = 8  # tokens under which only identical texts are folded
_CHUNK = 10_000


@dataclass(frozen=True)
class DuplicateGroups:
    """Text i says the same as text `firsts[i]`, the first of them, and as `heads[i]`, which speaks for all of them.

    Both are i where it stands alone. The head is the text most often sent word for word: it is the same in any order.
    """

    firsts: tuple[int, ...]
    heads: tuple[int, ...]

    @classmethod
    def none(cls, many: int) -> "DuplicateGroups":
        """Each text for itself."""
        return cls(tuple(range(many)), tuple(range(many)))


def fold(texts: Sequence[str]) -> tuple[int, ...]:
    """For each text the position of the first text that says the same; its own where it stands alone.

    Result[i] <= i and result[result[i]] == result[i]. Texts without words stand alone.
    """
    return folds_of(texts).firsts


def folds_of(texts: Sequence[str], written: Sequence[str] | None = None) -> DuplicateGroups:
    """Which texts say the same, and which of them speaks for the others; `written` is how each stood in full."""
    written = written or texts
    shingles = _shingles(texts)
    copies: dict[bytes, list[int]] = {}
    for row, hashes in enumerate(shingles):
        if len(hashes):
            copies.setdefault(hashes.tobytes(), []).append(row)
    ordered = sorted(copies.items(), key=lambda item: (-len(item[1]), item[0]))
    groups = _grouped([shingles[rows[0]] for _, rows in ordered])
    firsts, heads = list(range(len(texts))), list(range(len(texts)))
    members: dict[int, list[int]] = {}
    for place, (_, rows) in enumerate(ordered):
        members.setdefault(groups[place], []).extend(rows)
    for root, rows in members.items():
        head = min(ordered[root][1], key=lambda row: written[row])
        for row in rows:
            firsts[row], heads[row] = min(rows), head
    return DuplicateGroups(tuple(firsts), tuple(heads))


def _grouped(shingles: Sequence[_Hashes]) -> list[int]:
    """For each of different sets the place of the first one that is the same letter."""
    firsts = list(range(len(shingles)))
    alone = [row for row in firsts if len(shingles[row]) >= _SHORT - 2]
    if len(alone) > 1:
        pairs = _pairs(_signatures([shingles[row] for row in alone]))
        unsure = [pair for pair in pairs if not _join(alone[pair[0]], alone[pair[1]], shingles, firsts)]
        _join_letters([(alone[first], alone[other]) for first, other in unsure], shingles, firsts)
        _join_adapted(shingles, firsts)
    return [_root(firsts, row) for row in range(len(firsts))]


class _Vocabulary(dict[str, int]):
    """Words by a number of their own, the same in every reading."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
        number = self[word] = int.from_bytes(digest, "little") | 1
        return number


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def _shingles(texts: Sequence[str]) -> list[_Hashes]:
    """Distinct hashes of every run of three tokens, ascending; of all tokens together where there are fewer."""
    vocabulary = _Vocabulary()
    found: list[_Hashes] = []
    for start in range(0, len(texts), _CHUNK):
        found.extend(
            _hashed([[vocabulary[token] for token in _tokens(text)] for text in texts[start : start + _CHUNK]])
        )
    return found


def _hashed(rows: Sequence[list[int]]) -> Iterable[_Hashes]:
    """The shingles of many texts in one go: all tokens end to end, windows that reach over an end left out."""
    padded = [ids if len(ids) > 2 else [*ids, 0, 0][:3] for ids in rows if ids]
    sizes = np.array([len(ids) for ids in padded] or [0])
    flat = np.fromiter(chain.from_iterable(padded), np.uint64, int(sizes.sum()))
    owner = np.repeat(np.arange(len(padded)), sizes[: len(padded)])
    hashes = _mix(flat[:-2] * _P1 + _mix(flat[1:-1] * _P2) + _mix(flat[2:] * _P3))
    inside = owner[:-2] == owner[2:]
    hashes, owner = hashes[inside], owner[:-2][inside]
    order = np.lexsort((hashes, owner))
    hashes, owner = hashes[order], owner[order]
    fresh = np.ones(len(hashes), dtype=np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
    ends = np.cumsum(np.bincount(owner[fresh], minlength=len(padded)))
    cut = iter(np.split(hashes[fresh], ends[:-1]))
    return (next(cut) if ids else _NONE for ids in rows)


_P1, _P2, _P3 = (np.uint64(p) for p in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


def _mix(x: _Hashes) -> _Hashes:
    """The finaliser of splitmix64: spreads every bit over all the others."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _signatures(shingles: Sequence[_Hashes]) -> NDArray[np.uint32]:
    """(n, 126) minimum of each of 126 hash functions over each set."""
    salts = np.random.default_rng(0).integers(1, 2**63, size=_BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
    out = np.empty((len(shingles), len(salts)), dtype=np.uint32)
    for start in range(0, len(shingles), _CHUNK):
        part = shingles[start : start + _CHUNK]
        starts = np.concatenate([[0], np.cumsum([len(hashes) for hashes in part])[:-1]])
        flat = np.concatenate(part)
        for column, salt in enumerate(salts):
            hashed = ((flat ^ salt) * salt >> np.uint64(32)).astype(np.uint32)
            out[start : start + len(part), column] = np.minimum.reduceat(hashed, starts)
    return out


def _pairs(signatures: NDArray[np.uint32]) -> Iterable[tuple[int, int]]:
    """Candidates (earlier, later), each once, in order of the later text."""
    found: list[NDArray[np.int64]] = []
    for band in range(_BANDS):
        rows = signatures[:, band * _ROWS : (band + 1) * _ROWS].astype(np.uint64)
        keys = _mix(rows[:, 0] * _P1 + _mix(rows[:, 1] * _P2 + _mix(rows[:, 2] * _P3)))
        order = np.argsort(keys, kind="stable")
        fresh = np.concatenate([[True], keys[order][1:] != keys[order][:-1]])
        leaders = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
        follows = ~fresh
        found.append(leaders[follows] * len(signatures) + order[follows])
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    earlier, later = np.divmod(pairs, len(signatures))
    order = np.lexsort((earlier, later))
    return zip(earlier[order].tolist(), later[order].tolist(), strict=True)


def _root(firsts: list[int], row: int) -> int:
    while firsts[row] != row:
        firsts[row] = firsts[firsts[row]]
        row = firsts[row]
    return row


def _join(one: int, other: int, shingles: Sequence[_Hashes], firsts: list[int]) -> bool:
    first, second = sorted((_root(firsts, one), _root(firsts, other)))
    if first != second and _same_letter(shingles[first], shingles[second]):
        firsts[second] = first
    return _root(firsts, one) == _root(firsts, other)


def _join_letters(pairs: Iterable[tuple[int, int]], shingles: Sequence[_Hashes], firsts: list[int]) -> None:
    """Join those of the pairs of which one carries half of the letter that the group of the other is made of."""
    members: dict[int, list[int]] = {}
    for row in range(len(firsts)):
        members.setdefault(_root(firsts, row), []).append(row)
    letters: dict[int, _Hashes] = {}
    for pair in pairs:
        first, second = sorted(_root(firsts, row) for row in pair)
        for home, guest in ((first, second), (second, first)):
            if first == second or len(members[home]) < _COPIES:
                continue
            if home not in letters:
                letters[home] = _common([shingles[row] for row in members[home]])
            if _carries(shingles[guest], letters[home]):
                firsts[second] = first
                members[first] += members.pop(second)
                letters.pop(first, None)
                break


def _join_adapted(shingles: Sequence[_Hashes], firsts: list[int]) -> None:
    """Join the copies of which no two need be alike."""
    roots = [row for row in range(len(firsts)) if firsts[row] == row]
    for copies in adapted_letters([shingles[row] for row in roots]):
        for copy in copies[1:]:
            firsts[roots[copy]] = roots[copies[0]]


def _common(copies: Sequence[_Hashes]) -> _Hashes:
    """What at least a third of the copies share: the letter without what its senders changed."""
    hashes, counts = np.unique(np.concatenate(copies), return_counts=True)
    return hashes[counts * 3 >= len(copies)] if len(copies) > _COPIES else hashes[counts > 1]


def _carries(text: _Hashes, letter: _Hashes) -> bool:
    shared = len(np.intersect1d(text, letter, assume_unique=True))
    return len(letter) >= _SHORT and shared >= _HALF * len(letter) and shared >= _SAME * len(text)


def _same_letter(one: _Hashes, other: _Hashes) -> bool:
    """Chance makes a few phrases common to two short texts, never a third of two long ones."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    smaller = min(len(one), len(other))
    union = len(one) + len(other) - shared
    alike = shared >= (_SAME + 4 / max(smaller, 1)) * union
    return alike or (smaller >= 2 * _SHORT and shared >= _WITHIN * smaller)
