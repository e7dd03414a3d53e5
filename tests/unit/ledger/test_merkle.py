"""Known trees of RFC 6962, and proofs that hold for one place and one tree only."""

import pytest

from tests.unit.ledger.stores import CT_LEAVES
from vedette.ledger.merkle import EMPTY, extends, includes, leaf_hash, node_hash, split, tree_hash

# Roots of the first 1, 2, … 8 leaves, as published with Certificate Transparency.
CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = tuple(map(leaf_hash, CT_LEAVES))
ROOTS = tuple(map(bytes.fromhex, CT_ROOTS))


def test_a_tree_without_leaves_has_the_hash_of_nothing() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_hash([]) == EMPTY


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_certificate_transparency_publishes(size: int) -> None:
    assert tree_hash(HASHES[:size]).hex() == CT_ROOTS[size - 1]


@pytest.mark.parametrize(("size", "left"), [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8)])
def test_a_tree_splits_at_the_largest_power_of_two_below_its_size(size: int, left: int) -> None:
    assert split(size) == left


def test_the_published_inclusion_path_of_the_first_of_eight_holds() -> None:
    path = [HASHES[1], node_hash(HASHES[2], HASHES[3]), tree_hash(HASHES[4:])]
    assert path[0].hex() == "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    assert path[1].hex() == "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    assert path[2].hex() == "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
    assert includes(ROOTS[7], 8, 0, HASHES[0], path)


@pytest.mark.parametrize("index", [-1, 1, 8])
def test_a_path_holds_for_no_other_place(index: int) -> None:
    path = [HASHES[1], node_hash(HASHES[2], HASHES[3]), tree_hash(HASHES[4:])]
    assert not includes(ROOTS[7], 8, index, HASHES[0], path)


def test_a_path_that_is_too_short_or_too_long_does_not_hold() -> None:
    path = [HASHES[1], node_hash(HASHES[2], HASHES[3]), tree_hash(HASHES[4:])]
    assert not includes(ROOTS[7], 8, 0, HASHES[0], path[:-1])
    assert not includes(ROOTS[7], 8, 0, HASHES[0], [*path, HASHES[0]])


def test_growth_from_six_to_eight_is_shown_by_the_published_path() -> None:
    path = [node_hash(HASHES[4], HASHES[5]), node_hash(HASHES[6], HASHES[7]), tree_hash(HASHES[:4])]
    assert [one.hex()[:8] for one in path] == ["0ebc5d34", "ca854ea1", "d37ee418"]
    assert extends(6, ROOTS[5], 8, ROOTS[7], path)
    assert not extends(6, ROOTS[4], 8, ROOTS[7], path)
    assert not extends(6, ROOTS[5], 8, ROOTS[6], path)
    assert not extends(6, ROOTS[5], 8, ROOTS[7], path[:-1])
    assert not extends(6, ROOTS[5], 8, ROOTS[7], [*path, EMPTY])
    assert not extends(6, ROOTS[5], 8, ROOTS[7], [])


def test_growth_from_nothing_and_to_the_same_need_no_path() -> None:
    assert extends(0, EMPTY, 8, ROOTS[7], [])
    assert not extends(0, ROOTS[0], 8, ROOTS[7], [])
    assert not extends(0, EMPTY, 8, ROOTS[7], [EMPTY])
    assert extends(8, ROOTS[7], 8, ROOTS[7], [])
    assert not extends(8, ROOTS[7], 8, ROOTS[6], [])
    assert not extends(8, ROOTS[7], 8, ROOTS[7], [EMPTY])


def test_a_ledger_does_not_shrink() -> None:
    assert not extends(8, ROOTS[7], 6, ROOTS[5], [])
    assert not extends(-1, ROOTS[7], 6, ROOTS[5], [EMPTY])
