"""Trees and proofs: the vectors of Certificate Transparency, and every tree of up to 64 leaves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.core.transparency.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    range_root,
    root_of,
    subtrees_over,
)
from consult.core.transparency.tiles import grow, hashes_of, last_tiles, read_tile_path, subtrees_in, tile_path

# The inputs and roots that Certificate Transparency's own implementations are tested with (RFC 6962).
INPUTS = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Of the tree of eight: leaf 5; and from six leaves to eight.
PATH_OF_5 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
FROM_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
LEAVES = [leaf_hash(bytes([number])) for number in range(64)]
SIZES = range(1, 65)


def test_roots_are_those_of_the_vectors() -> None:
    leaves = [leaf_hash(data) for data in INPUTS]
    assert [root_of(leaves[:size]).hex() for size in range(1, 9)] == ROOTS
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_proofs_are_those_of_the_vectors() -> None:
    subtrees = subtrees_over([leaf_hash(data) for data in INPUTS])
    assert [step.hex() for step in inclusion_proof(subtrees, 5, 8)] == PATH_OF_5
    assert [step.hex() for step in consistency_proof(subtrees, 6, 8)] == FROM_6_TO_8


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_of_every_tree_is_proved(size: int) -> None:
    subtrees, root = subtrees_over(LEAVES), root_of(LEAVES[:size])
    assert range_root(subtrees, 0, size) == root
    for index in range(size):
        proof = inclusion_proof(subtrees, index, size)
        assert is_included(LEAVES[index], index, size, proof, root)
        assert not is_included(LEAVES[(index + 1) % 64], index, size, proof, root)
        assert not any(is_included(LEAVES[index], other, size, proof, root) for other in range(size) if other != index)


@pytest.mark.parametrize("size", SIZES)
def test_every_tree_begins_with_every_smaller_one(size: int) -> None:
    subtrees, root = subtrees_over(LEAVES), root_of(LEAVES[:size])
    for old in range(size + 1):
        proof = consistency_proof(subtrees, old, size)
        assert is_consistent(old, size, proof, root_of(LEAVES[:old]), root)
        if 0 < old < size:
            assert not is_consistent(old, size, proof, root_of(LEAVES[1 : old + 1]), root)
            assert not is_consistent(old, size, proof[:-1], root_of(LEAVES[:old]), root)
            assert not is_consistent(old, size, [*proof, LEAVES[0]], root_of(LEAVES[:old]), root)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 64), st.data())
def test_one_changed_bit_anywhere_and_no_proof_holds(size: int, data: st.DataObject) -> None:
    subtrees, root = subtrees_over(LEAVES), root_of(LEAVES[:size])
    index = data.draw(st.integers(0, size - 1))
    told = [LEAVES[index], root, *inclusion_proof(subtrees, index, size)]
    which, bit = data.draw(st.integers(0, len(told) - 1)), data.draw(st.integers(0, 255))
    told[which] = (int.from_bytes(told[which], "big") ^ (1 << bit)).to_bytes(32, "big")
    assert not is_included(told[0], index, size, told[2:], told[1])


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 64), st.data())
def test_nor_does_a_proof_of_consistency(size: int, data: st.DataObject) -> None:
    subtrees = subtrees_over(LEAVES)
    old = data.draw(st.integers(1, size - 1))
    told = [root_of(LEAVES[:old]), root_of(LEAVES[:size]), *consistency_proof(subtrees, old, size)]
    which, bit = data.draw(st.integers(0, len(told) - 1)), data.draw(st.integers(0, 255))
    told[which] = (int.from_bytes(told[which], "big") ^ (1 << bit)).to_bytes(32, "big")
    assert not is_consistent(old, size, told[2:], told[0], told[1])


def test_what_no_tree_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 8"):
        inclusion_proof(subtrees_over(LEAVES), 8, 8)
    with pytest.raises(ValueError, match="never had 9"):
        consistency_proof(subtrees_over(LEAVES), 9, 8)
    assert not is_included(LEAVES[0], 9, 8, [], root_of(LEAVES[:8]))
    assert not is_consistent(9, 8, [], root_of(LEAVES[:9]), root_of(LEAVES[:8]))
    assert not is_consistent(0, 8, [], LEAVES[0], root_of(LEAVES[:8]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_a_tree_grown_in_any_portions_is_the_same_tree(portions: list[int]) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(sum(portions))]
    tiles: dict[tuple[int, int], bytes] = {}
    size = 0
    for portion in portions:
        grow(tiles, size, leaves[size : size + portion])
        size += portion
    subtrees = subtrees_in(lambda level, number: tiles[level, number])
    assert range_root(subtrees, 0, size) == root_of(leaves)
    assert is_included(leaves[-1], size - 1, size, inclusion_proof(subtrees, size - 1, size), root_of(leaves))
    assert set(last_tiles(size)) <= set(tiles)


def test_a_tree_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    tiles: dict[tuple[int, int], bytes] = {}
    grow(tiles, 0, [leaf_hash(str(number).encode()) for number in range(70_000)])
    widths = {at: len(list(hashes_of(tile))) for at, tile in tiles.items()}
    assert [sum(level == at[0] for at in tiles) for level in range(4)] == [274, 2, 1, 0]
    assert (widths[0, 272], widths[0, 273], widths[1, 0], widths[1, 1], widths[2, 0]) == (256, 112, 256, 17, 1)


def test_addresses_of_tiles() -> None:
    assert tile_path(1_234_067) == "x001/x234/067"
    assert read_tile_path("x001/x234/067.p/112") == (1_234_067, 112)
    assert read_tile_path("000") == (0, 256)
    for wrong in ("0", "x000/067", "067.p/256", "067.p/0", "067.p/012", "x001", "../etc", "x001/" * 20 + "000", "٠٠٠"):
        assert read_tile_path(wrong) is None
