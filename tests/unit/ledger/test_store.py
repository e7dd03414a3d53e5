"""What holds for every store: in memory, in SQLite, in PostgreSQL."""

import threading

import pytest

from tests.unit.ledger.stores import Make, extend, make
from vedette.core.errors import Unavailable
from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash, tree_hash
from vedette.ledger.store import Memory, open_tile
from vedette.ledger.tiles import grown

pytest_plugins = ["tests.postgres"]
__all__ = ["make"]


def test_leaves_come_back_in_order(make: Make) -> None:
    store = make()
    assert store.size() == 0
    assert store.leaves(0, 10) == []
    assert extend(store, [b"a", b""]) == 0
    assert extend(store, [b"c"]) == 2
    assert store.size() == 3
    assert store.leaves(0, 10) == [b"a", b"", b"c"]
    assert store.leaves(1, 2) == [b""]


def test_tiles_are_those_of_the_leaves_however_they_came(make: Make) -> None:
    leaves = [b"%d" % number for number in range(66_000)]
    hashes = [leaf_hash(one) for one in leaves]
    store, at = make(), 0
    for step in (1, 254, 1, 1, 600, 65_000, 143):
        store.extend(leaves[at : at + step], hashes[at : at + step])
        at += step
    for level, number, expected in grown(0, (), hashes)[0]:
        assert store.tile(level, number, len(expected) // 32) == expected
    assert Ledger(store).root(66_000) == tree_hash(hashes)


def test_two_that_write_in_turns_make_one_tree(make: Make) -> None:
    one, other, leaves = make(), make(), [b"%d" % number for number in range(1200)]
    for at in range(0, 1200, 100):
        extend((one, other)[at // 100 % 2], leaves[at : at + 100])
    assert one.leaves(0, 1200) == other.leaves(0, 1200) == leaves
    assert Ledger(other).root(1200) == tree_hash([leaf_hash(leaf) for leaf in leaves])


def test_many_threads_over_two_doors_lose_nothing(make: Make) -> None:
    ledgers = [Ledger(make()), Ledger(make())]
    got: list[tuple[int, bytes]] = []

    def write(who: int) -> None:
        for number in range(20):
            leaf = b"%d of %d" % (number, who)
            got.append((ledgers[who % 2].append(leaf).index, leaf))

    threads = [threading.Thread(target=write, args=(who,)) for who in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [leaf for _, leaf in sorted(got)] == list(ledgers[0].entries(0, 1000))
    assert len(got) == 240


def test_a_store_opened_again_has_what_was_written(make: Make) -> None:
    extend(make(), [b"a", b"b"])
    again = make()
    assert again.leaves(0, 9) == [b"a", b"b"]
    assert extend(again, [b"c"]) == 2


def test_a_tile_that_was_never_made_is_missing(make: Make) -> None:
    store = make()
    extend(store, [b"a"])
    with pytest.raises(Unavailable, match="tile 3 of level 0 is missing"):
        store.tile(0, 3, 1)
    with pytest.raises(Unavailable, match="tile 0 of level 1 is missing"):
        store.tile(1, 0, 1)


def test_memory_has_nothing_to_close() -> None:
    Memory().close()


def test_an_open_tile_needs_its_leaves() -> None:
    assert open_tile([b"a", b"b"], 0, 1) == leaf_hash(b"a")
    with pytest.raises(Unavailable):
        open_tile([b"a"], 0, 2)
