"""Tiles grow as the tree does, however the leaves come, and every proof read from them holds."""

from functools import cache

import pytest

from tests.unit.ledger.stores import CT_LEAVES, extend, filled
from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.merkle import extends, includes, leaf_hash, tree_hash
from vedette.ledger.store import Memory
from vedette.ledger.tiles import TILE_BYTES, Tile, Tree, edge_of, grown, hashes_of, width_at

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(70_000)]


def test_a_tile_is_written_when_it_is_full_and_stands_as_one_hash_above() -> None:
    made, edge = grown(0, (), LEAVES[:257])
    assert [(tile.level, tile.number, len(tile.hashes)) for tile in made] == [
        (0, 0, TILE_BYTES),
        (1, 0, 32),
    ]
    assert edge == (LEAVES[256], tree_hash(LEAVES[:256]))


def test_leaves_one_by_one_make_the_tiles_of_leaves_at_once() -> None:
    at_once = {(tile.level, tile.number): tile.hashes for tile in grown(0, (), LEAVES)[0]}
    piece_by_piece: dict[tuple[int, int], bytes] = {}
    edge: tuple[bytes, ...] = ()
    size = 0
    for step in (1, 255, 1, 511, 3, 65_000, len(LEAVES)):
        made, edge = grown(size, edge, LEAVES[size : size + step])
        size = min(size + step, len(LEAVES))
        piece_by_piece |= {(tile.level, tile.number): tile.hashes for tile in made}
    assert piece_by_piece == at_once
    assert {level for level, _ in at_once} == {0, 1, 2}


@pytest.mark.parametrize(
    ("size", "level", "number", "width"),
    [(0, 0, 0, 0), (1, 0, 0, 1), (256, 0, 0, 256), (256, 0, 1, 0), (256, 1, 0, 1), (70_000, 1, 1, 17)],
)
def test_how_wide_a_tile_is_follows_from_the_size(size: int, level: int, number: int, width: int) -> None:
    assert width_at(size, level, number) == width


def test_the_edge_can_be_read_again() -> None:
    store = Memory()
    filled(store, 66_000)
    assert edge_of(store, 66_000) == grown(0, (), LEAVES[:66_000])[1]


def test_proofs_hold_across_tiles_and_levels() -> None:
    store, right = Memory(), cache(lambda of: tree_hash(LEAVES[:of]))
    filled(store, 66_000)
    for size in (1, 2, 255, 256, 257, 65_536, 65_537, 66_000):
        root = Tree(store, size).root()
        assert root == right(size)
        for index in {0, 1, 255, 256, size // 2, size - 1} & set(range(size)):
            assert includes(root, size, index, LEAVES[index], Tree(store, size).inclusion(index))
        for old in {0, 1, 255, 256, 257, size // 2, size} & set(range(size + 1)):
            assert extends(old, right(old), size, root, Tree(store, size).consistency(old))


def test_a_proof_of_what_is_not_there_is_refused() -> None:
    store = Memory()
    extend(store, list(CT_LEAVES))
    with pytest.raises(BadInput, match="no entry 8"):
        Tree(store, 8).inclusion(8)
    with pytest.raises(BadInput, match="9 is no size before 8"):
        Tree(store, 8).consistency(9)


def test_a_tile_that_is_too_short_is_said_to_be_damaged() -> None:
    class Short(Memory):
        def tile(self, level: int, number: int, width: int) -> bytes:
            return super().tile(level, number, width)[:-1]

    store = Short()
    extend(store, list(CT_LEAVES))
    with pytest.raises(Unavailable, match="not 8 hashes long"):
        Tree(store, 8).root()


def test_a_tile_comes_apart_into_its_hashes() -> None:
    assert hashes_of(Tile(0, 0, LEAVES[0] + LEAVES[1]).hashes) == LEAVES[:2]
