"""Merkle hash trees as RFC 6962 §2.1 and RFC 9162 §2.1 have them: roots, proofs of inclusion and of consistency. Pure.

A hash is 32 bytes of SHA-256. Proofs are lists of hashes from the leaf upward. Making one reads what a `Subtrees`
gives: the hash of the complete subtree `index` of 2^level leaves.
"""

import hashlib
from collections.abc import Callable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
Subtrees = Callable[[int, int], bytes]  # (level, index) → hash of leaves index·2^level … (index+1)·2^level


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes, level by level: an odd one out goes up as it is."""
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = above + level[2 * len(above) :]
    return level[0]


def subtrees_over(leaves: Sequence[bytes]) -> Subtrees:
    """Straight from the leaf hashes, for small trees and for checks."""
    return lambda level, index: root_of(leaves[index << level : (index + 1) << level])


def range_root(subtrees: Subtrees, start: int, end: int) -> bytes:
    """The root over leaves start … end, where start is a multiple of the largest power of two that fits."""
    if start == end:
        return EMPTY_ROOT
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(subtrees(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def inclusion_proof(subtrees: Subtrees, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 §2.1.1. Raises ValueError where the tree has no such leaf."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_root(subtrees, middle, end))
            end = middle
        else:
            proof.append(range_root(subtrees, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(subtrees: Subtrees, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 §2.1.2; empty where old is 0 or new. Raises ValueError where old is larger."""
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves never had {old}.")
    if old in {0, new}:
        return []
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_root(subtrees, middle, end))
            end = middle
        else:
            proof.append(range_root(subtrees, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(range_root(subtrees, start, end))
    return proof[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2: whether the leaf hash stands at `index` of the tree that has this root."""
    if not 0 <= index < size or any(len(step) != HASH_BYTES for step in proof):
        return False
    node, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = node_hash(step, reached)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        node, last = node >> 1, last >> 1
    return last == 0 and reached == root


def is_consistent(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """RFC 9162 §2.1.4.2: whether the larger tree begins with the smaller one."""
    if not 0 <= old <= new or any(len(step) != HASH_BYTES for step in proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    return _grew(old, new, [old_root, *proof] if old & (old - 1) == 0 else list(proof), old_root, new_root)


def _grew(old: int, new: int, steps: list[bytes], old_root: bytes, new_root: bytes) -> bool:
    if not steps:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    smaller = larger = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            smaller, larger = node_hash(step, smaller), node_hash(step, larger)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            larger = node_hash(larger, step)
        node, last = node >> 1, last >> 1
    return last == 0 and smaller == old_root and larger == new_root


def _split(count: int) -> int:
    """The largest power of two below it."""
    return 1 << (count - 1).bit_length() - 1
