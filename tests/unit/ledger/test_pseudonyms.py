"""A pseudonym is tied to its subject as long as the key of its epoch exists, and the ledger outlives that."""

from pathlib import Path

import pytest

from tests.unit.ledger.worlds import World, trust
from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.pseudonyms import QUARTER_S, Pseudonyms
from vedette.ledger.slots import Folder, Memory
from vedette.ledger.verify import verify

NOW = 100 * QUARTER_S + 5


def test_a_subject_has_one_name_in_an_epoch_and_another_in_the_next() -> None:
    names = Pseudonyms(Memory())
    one = names.of("person-1", NOW)
    assert one.startswith("100.")
    assert "person" not in one
    assert names.of("person-1", NOW + 9) == one
    assert names.of("person-2", NOW) != one
    assert names.of("person-1", NOW + QUARTER_S) != one
    assert names.of("", NOW) == ""


def test_two_processes_give_the_same_name(tmp_path: Path) -> None:
    assert Pseudonyms(Folder(tmp_path)).of("p", NOW) == Pseudonyms(Folder(tmp_path)).of("p", NOW)


def test_another_installation_gives_another_name() -> None:
    assert Pseudonyms(Memory()).of("p", NOW) != Pseudonyms(Memory()).of("p", NOW)


def test_whose_a_pseudonym_is_can_be_told() -> None:
    names = Pseudonyms(Memory())
    one = names.of("p", NOW)
    assert names.matches(one, "p")
    assert not names.matches(one, "q")
    assert not names.matches("nonsense", "p")
    assert not names.matches("99.ab", "p")


def test_erased_nobody_can_tell_any_more_and_the_ledger_still_verifies(tmp_path: Path) -> None:
    world, keys = World.of(3), Folder(tmp_path / "keys")
    names = Pseudonyms(keys)
    one = names.of("p", NOW)
    world.ledger.append(Entry(kind=Kind.DECIDED, id="1", time=NOW, subject=one).leaf())
    names.destroy(names.epoch(NOW))
    assert not Pseudonyms(keys).matches(one, "p")
    with pytest.raises(BadInput, match="key of epoch 100 was destroyed"):
        names.of("p", NOW)
    assert names.of("p", NOW + QUARTER_S)
    assert all(
        path.read_bytes() == b"" or len(path.read_bytes()) == 32 for path in (tmp_path / "keys").iterdir()
    )
    assert verify(world.exported(tmp_path / "e"), trust()).ok
    assert [entry_of(leaf).subject for leaf in world.ledger.entries(3, 4)] == [one]


def test_an_erasure_that_does_not_succeed_says_so() -> None:
    class Busy(Memory):
        def swap(self, _: str, __: bytes | None, ___: bytes | None) -> bool:
            return False

    with pytest.raises(Unavailable, match="could not destroy"):
        Pseudonyms(Busy()).destroy(1)
