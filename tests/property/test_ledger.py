"""Trees agree with another implementation, proofs hold for one thing alone, flipped bits are seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import (  # type: ignore[import-untyped]
    InmemoryTree,
    verify_consistency,
    verify_inclusion,
)

from tests.unit.ledger.stores import extend
from tests.unit.ledger.worlds import World, trust
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.export import receipt_text
from vedette.ledger.log import Ledger
from vedette.ledger.merkle import extends, includes, leaf_hash, tree_hash
from vedette.ledger.store import Memory
from vedette.ledger.verify import Trust, verify, verify_receipt

LEAVES = st.lists(st.binary(max_size=20), min_size=1, max_size=600)


def other_tree(leaves: list[bytes]) -> InmemoryTree:
    """The same tree as pymerkle makes it."""
    tree = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


def ledger_of(leaves: list[bytes]) -> Ledger:
    store = Memory()
    extend(store, leaves)
    return Ledger(store)


@given(LEAVES, st.data())
def test_roots_are_those_of_another_implementation(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    assert ledger_of(leaves).root(size) == other_tree(leaves).get_root(size)


@given(LEAVES, st.data())
def test_another_implementation_accepts_our_proofs(leaves: list[bytes], data: st.DataObject) -> None:
    ledger, other = ledger_of(leaves), other_tree(leaves)
    size = data.draw(st.integers(1, len(leaves)))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))  # theirs takes another way to show growth, to the same roots
    theirs = other.prove_inclusion(index + 1, size)
    theirs.path = [leaf_hash(leaves[index]), *ledger.inclusion(index, size)]
    verify_inclusion(leaf_hash(leaves[index]), ledger.root(size), theirs)
    between = other.prove_consistency(old, size)
    verify_consistency(ledger.root(old), ledger.root(size), between)
    assert extends(old, ledger.root(old), size, ledger.root(size), ledger.consistency(old, size))


@given(LEAVES, LEAVES, st.data())
def test_no_proof_shows_growth_from_another_ledger(
    leaves: list[bytes], others: list[bytes], data: st.DataObject
) -> None:
    ledger = ledger_of(leaves)
    old = data.draw(st.integers(1, len(leaves)))
    foreign = tree_hash([leaf_hash(one) for one in others])
    proof = ledger.consistency(old, len(leaves))
    holds = extends(old, foreign, len(leaves), ledger.root(len(leaves)), proof)
    assert holds is (foreign == ledger.root(old))


@given(LEAVES, st.data())
def test_a_proof_holds_for_its_leaf_and_place_alone(leaves: list[bytes], data: st.DataObject) -> None:
    ledger, size = ledger_of(leaves), len(leaves)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof = ledger.inclusion(index, size)
    held = includes(ledger.root(size), size, other, leaf_hash(leaves[index]), proof)
    assert held is (other == index) or leaves.count(leaves[index]) > 1
    flipped = leaf_hash(leaves[index] + b"x")
    assert not includes(ledger.root(size), size, index, flipped, proof)


@given(st.lists(st.lists(st.binary(max_size=4), min_size=1, max_size=300), max_size=6))
def test_a_tree_is_the_same_however_its_leaves_came(batches: list[list[bytes]]) -> None:
    store = Memory()
    for batch in batches:
        extend(store, batch)
    leaves = [leaf_hash(leaf) for batch in batches for leaf in batch]
    assert Ledger(store).root(len(leaves)) == tree_hash(leaves)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a ledger."""
    return World.of(259).exported(tmp_path_factory.mktemp("export") / "e")


@contextmanager
def changed(folder: Path, data: st.DataObject) -> Iterator[tuple[Path, bytes]]:
    """Choose a file of the export, and put it back afterwards."""
    path = data.draw(st.sampled_from(sorted(one for one in folder.rglob("*") if one.is_file())))
    whole = path.read_bytes()
    try:
        yield path, whole
    finally:
        path.write_bytes(whole)


@given(st.data(), st.sampled_from([trust(), Trust()]))
def test_any_flipped_bit_of_an_export_is_seen(folder: Path, data: st.DataObject, trusted: Trust) -> None:
    with changed(folder, data) as (path, whole):
        flipped = bytearray(whole)
        bit = data.draw(st.integers(0, len(whole) * 8 - 1))
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        assert not verify(folder, trusted).ok


@given(st.data())
def test_an_export_cut_or_lengthened_anywhere_is_seen(folder: Path, data: st.DataObject) -> None:
    with changed(folder, data) as (path, whole):
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
        assert not verify(folder, trust(quorum=4)).ok  # with fewer, a cosignature may well be missing
        path.write_bytes(whole + data.draw(st.binary(min_size=1, max_size=4)))
        assert not verify(folder, trust(quorum=4)).ok


def test_the_export_holds_unchanged(folder: Path) -> None:
    assert verify(folder, trust()).ok


RECEIPT = receipt_text((WORLD := World.of(300)).ledger, 70, WORLD.collected().note)


@given(st.integers(0, len(RECEIPT) * 8 - 1))
def test_any_flipped_bit_of_a_receipt_is_seen(bit: int) -> None:
    changed = bytearray(RECEIPT)
    changed[bit // 8] ^= 1 << bit % 8
    found = verify_receipt(bytes(changed), trust(quorum=4))
    assert not found.ok


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
ENTRY = st.builds(
    Entry,
    kind=st.sampled_from(Kind),
    id=TEXT,
    time=st.floats(0, 2**40),
    subject=TEXT,
    tier=st.integers(0, 4),
    reasons=st.lists(TEXT, max_size=3).map(tuple),
    digests=st.dictionaries(TEXT, TEXT, max_size=3),
    counts=st.dictionaries(TEXT, st.integers(0, 2**53) | TEXT, max_size=3),
)


@given(ENTRY)
def test_an_entry_comes_back_equal_and_is_written_the_same_again(entry: Entry) -> None:
    assert entry_of(entry.leaf()) == entry
    assert entry_of(entry.leaf()).leaf() == entry.leaf()
